"""Which analytes the figure of the courses shows for a disease, and how."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cartwin.twin import strikes_platelets


__all__ = ["DATED_CLAIMS", "Dated", "Lane", "lanes_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One analyte of the figure.

    Attributes
    ----------
    title, unit
        Printed left of the lane.
    height
        In pixels.
    span, ticks
        Of the axis.
    thresholds
        Value and meaning.
    is_log
        Whether the axis is logarithmic.
    is_rescued
        Whether a rescue drug changes it: from the first rescue on, only patients who
        were given one are shown.
    """

    analyte: str
    title: str
    unit: str
    height: float
    span: tuple[float, float]
    ticks: tuple[float, ...]
    thresholds: tuple[tuple[float, str], ...] = ()
    is_log: bool = True
    is_rescued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Where a claim that is no reading, but has a day, is marked.

    Attributes
    ----------
    analyte, height
        Of the lane, and the value at which the mark stands; None: the one reported.
    words
        What comes before the claim's own words.
    """

    analyte: str
    height: float | None
    words: str


def _lane(analyte: str, title: str, unit: str, span: tuple[float, float], *ticks: float,
          height: float = 100, thresholds: tuple[tuple[float, str], ...] = (),
          is_log: bool = True, is_rescued: bool = False) -> Lane:  # fmt: skip
    return Lane(
        analyte=analyte, title=title, unit=unit, height=height, span=span, ticks=ticks,
        thresholds=thresholds, is_log=is_log, is_rescued=is_rescued,
    )  # fmt: skip


_PLATELETS = _lane(
    "PLAT", "Platelets", "10⁹/L, log scale", (1.6, 600), 3, 10, 30, 100, 300, height=215,
    thresholds=((30, "30: response"), (100, "100: complete response")), is_rescued=True,
)  # fmt: skip
_CELLS = (
    _lane("CARCOPY", "CAR copies", "per µg DNA, log", (50, 40_000), 100, 1_000, 10_000),
    _lane("BCELL", "B cells, CD19⁺", "per µL, log", (1, 1_500), 1, 10, 100, 1_000,
          height=120, thresholds=((10, "10: returned"),)),
)  # fmt: skip
_AUTOANTIBODY = _lane(
    "GPAB", "Autoantibody", "× detection limit, log", (1, 30), 1, 3, 10, height=85
)
_ORGANS: Mapping[str, tuple[Lane, ...]] = MappingProxyType(
    {
        "aha": (
            _lane("FVIII", "Factor VIII", "IU/dL, log scale", (0.8, 250), 1, 5, 20, 50, 200,
                  height=120, thresholds=((50, "50: recovered"),)),
            _lane("F8INH", "Inhibitor", "BU/mL, log scale", (0.3, 2_000),
                  1, 10, 100, 1_000),
        ),
        "sle": (
            _lane("SLEDAI", "SLEDAI-2K", "points", (-0.8, 28), 0, 4, 10, 20,
                  height=110, is_log=False),
            _lane("DSDNA", "Anti-dsDNA", "IU/mL, log scale", (1, 3_000),
                  1, 10, 100, 1_000),
            _lane("UPCR", "Proteinuria", "g/g, log scale", (0.05, 20), 0.1, 0.5, 2, 10,
                  thresholds=((0.5, "0.5: active nephritis"),)),
        ),
        "ssc": (
            _lane("MRSS", "Skin score, mRSS", "points", (-1, 51), 0, 10, 20, 30, 40, 50,
                  height=110, is_log=False),
            _lane("FVCPP", "Vital capacity", "% of predicted", (35, 125),
                  40, 60, 80, 100, 120, height=90, is_log=False),
        ),
        "iim": (
            _lane("MMT8", "Strength, MMT-8", "points", (50, 153), 60, 90, 120, 150,
                  is_log=False),
            _lane("CK", "Creatine kinase", "U/L, log scale", (20, 60_000),
                  100, 1_000, 10_000),
        ),
    }
)  # fmt: skip


def lanes_of(disease: str) -> tuple[Lane, ...]:
    """Return the lanes of a disease: those of the common core, and those of its organ.

    Of several diseases each has one lane of its own.

    >>> [lane.analyte for lane in lanes_of("ssc")]
    ['CARCOPY', 'BCELL', 'MRSS', 'FVCPP']
    >>> [lane.analyte for lane in lanes_of("sle+ssc+iim")]
    ['CARCOPY', 'BCELL', 'SLEDAI', 'MRSS', 'MMT8']
    """
    if strikes_platelets(disease):
        return (_PLATELETS, *_CELLS, _AUTOANTIBODY)
    codes = disease.split("+")
    most = 1 if len(codes) > 1 else None
    return (*_CELLS, *(lane for code in codes for lane in _ORGANS[code][:most]))


# Reported numbers that are not readings, by quantity; the words open those of the claim.
DATED_CLAIMS: Mapping[str, Dated] = MappingProxyType(
    {
        "car_tmax": Dated(analyte="CARCOPY", height=20_000.0, words="reported peak after"),
        "b_cell_return_one_month": Dated(
            analyte="BCELL", height=10.0, words="reported: back in"
        ),
        "sledai_3_months": Dated(analyte="SLEDAI", height=None, words="reported median"),
        "proteinuria_3_months": Dated(
            analyte="UPCR", height=None, words="reported, the patient with most:"
        ),
    }
)
