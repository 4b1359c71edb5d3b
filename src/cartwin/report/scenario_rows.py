"""Which readouts the figure of the scenarios shows for a disease, and how."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from cartwin.twin import ASSAYS


__all__ = ["BLEEDS", "TIS", "Row", "rows_of"]

BLEEDS, TIS = "bleeds", "TIS"  # read from events and from a rule, not from an assay
Range = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One readout, the same in every scenario.

    Attributes
    ----------
    analyte
        Code of the record, `BLEEDS` or `TIS`.
    title, unit
        Printed left of the row.
    span, ticks
        Of the axis.
    is_log
        Whether the axis is logarithmic.
    normal
        Lower and upper limit of normal; those of the assay if not given.
    levels
        Values that a rule asks for, drawn as dashed lines.
    """

    analyte: str
    title: str
    unit: str
    span: tuple[float, float]
    ticks: tuple[float, ...]
    is_log: bool = True
    normal: Range = (None, None)
    levels: tuple[float, ...] = ()

    @property
    def range(self) -> Range:
        """Limits of normal: those given here, or those that the laboratory prints."""
        if self.normal != (None, None) or self.analyte not in ASSAYS:
            return self.normal
        return ASSAYS[self.analyte].normal


def _even(analyte: str, title: str, unit: str, low: float, high: float, *ticks: float,
          is_log: bool = False, normal: Range = (None, None),
          levels: tuple[float, ...] = ()) -> Row:  # fmt: skip
    return Row(
        analyte=analyte, title=title, unit=f"{unit}, log" if is_log else unit,
        span=(low, high), ticks=ticks, is_log=is_log, normal=normal, levels=levels,
    )  # fmt: skip


_log = partial(_even, is_log=True)

# general knowledge where the laboratory prints no limits, source not at hand
_COMMON = (
    _log("BCELL", "B cells", "per µL", 0.8, 1_500, 1, 10, 100, 1_000, normal=(100, 500)),
    _log("CARCOPY", "CAR copies", "per µg DNA", 40, 60_000, 100, 1_000, 10_000),
    _even("IGG", "Total IgG", "g/L", 0, 45, 0, 10, 20, 30, 40),
)
_OWN: Mapping[str, tuple[Row, ...]] = MappingProxyType(
    {
        "itp": (
            _log("PLAT", "Platelets", "10⁹/L", 2, 700, 3, 10, 30, 100, 300,
                 levels=(30, 100)),
            _log("GPAB", "Autoantibody", "× limit", 0.7, 30, 1, 3, 10,
                 normal=(None, 1.0)),
        ),
        "aha": (
            _log("FVIII", "Factor VIII", "IU/dL", 0.8, 300, 1, 10, 50, 200),
            _log("F8INH", "Inhibitor", "BU/mL", 0.4, 3_000, 1, 10, 100, 1_000),
            _even(BLEEDS, "Bleeds so far", "per adult", 0, 20, 0, 5, 10, 15),
        ),
        "sle": (
            _even("SLEDAI", "SLEDAI-2K", "points", -0.8, 28, 0, 5, 10, 20),
            _log("DSDNA", "Anti-dsDNA", "IU/mL", 0.9, 6_000, 1, 10, 100, 1_000),
            _even("C3", "Complement C3", "g/L", 0.2, 1.9, 0.5, 1.0, 1.5),
            _log("UPCR", "Proteinuria", "g/g", 0.03, 20, 0.1, 1, 10),
        ),
        "ssc": (
            _even("MRSS", "Skin score", "mRSS", -1, 51, 0, 10, 20, 30, 40, 50),
            _even("FVCPP", "Vital capacity", "% predicted", 35, 130, 40, 60, 80, 100, 120,
                  normal=(80, 120)),
            _log("SCL70AB", "Anti-Scl-70", "U/mL", 15, 1_000, 20, 100, 500),
        ),
        "iim": (
            _log("CK", "CK", "U/L", 30, 100_000, 100, 1_000, 10_000),
            _even("MMT8", "Strength", "MMT-8", 40, 154, 50, 100, 150, normal=(145, 150)),
            _even(TIS, "Improvement", "TIS, points", -3, 103, 0, 20, 40, 60, 100,
                  levels=(20, 40, 60)),
        ),
    }
)  # fmt: skip


def rows_of(disease: str) -> tuple[Row, ...]:
    """Return the rows of a disease: its organ first, then what all share.

    >>> [row.analyte for row in rows_of("itp")]
    ['PLAT', 'GPAB', 'BCELL', 'CARCOPY', 'IGG']
    >>> rows_of("itp")[0].range
    (150.0, 400.0)
    """
    return (*_OWN[disease], *_COMMON)
