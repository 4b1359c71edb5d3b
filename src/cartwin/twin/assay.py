"""Laboratory assays: noise, rounding, limits of quantification.

Noise is log-normal between readings. Its size and the limits are assumptions unless the
source says otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from cartwin.parameters import Certainty
from cartwin.twin.random import Bits, key_of, mix, normal_of
from cartwin.twin.scales import SCALES, Scale
from cartwin.units import ANALYTES


__all__ = ["ASSAYS", "Assay", "draw_noise"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assay:
    """How one analyte is read.

    Attributes
    ----------
    noise
        Standard deviation of the reading error on the log scale.
    limit
        Lower limit of quantification, canonical unit; readings below it are censored.
    decimals
        Of the value that the laboratory releases.
    highest
        Value that no laboratory exceeds: what is above is released as this.
    normal
        Lower and upper limit of normal, where the laboratory prints them.
    method
        As in the table `observations`, where the rules ask for it.
    """

    noise: float
    limit: float
    decimals: int
    normal: tuple[float | None, float | None] = (None, None)
    source: str
    certainty: Certainty
    method: str | None = None
    highest: float = np.inf

    def read(self, truth: Array, error: Array) -> Array:
        """Return released values; below the limit they stay as read, to be censored.

        >>> import numpy as np
        >>> ASSAYS["PLAT"].read(np.array([29.6]), np.array([0.0]))
        array([30.])
        """
        with np.errstate(over="ignore", invalid="ignore"):
            return self.released(truth * np.exp(self.noise * error))

    def released(self, raw: Array) -> Array:
        """Return what the laboratory makes of a raw value."""
        rounded = np.minimum(np.round(raw, self.decimals), self.highest)
        return np.where(raw < self.limit, raw, rounded)


_IMMUNOASSAY = "assumed: immunoassay, reading error of 25 %, cut-off and limit 20 U/mL"


def _assumed(
    noise: float,
    limit: float,
    decimals: int,
    normal: tuple[float | None, float | None] = (None, None),
    *,
    source: str = "assumed: usual imprecision and reporting of a hospital laboratory",
    method: str | None = None,
) -> Assay:
    return Assay(
        noise=noise,
        limit=limit,
        decimals=decimals,
        normal=normal,
        source=source,
        certainty=Certainty.ASSUMED,
        method=method,
    )


_LABORATORY: Mapping[str, Assay] = {
    "PLAT": _assumed(0.06, 1.0, 0, (150.0, 400.0)),
    "NEUT": _assumed(0.06, 0.05, 2, (1.8, 7.5)),
    "LYM": _assumed(0.06, 0.01, 2, (1.0, 4.0)),
    "BCELL": _assumed(0.15, 1.0, 0, source="assumed: flow cytometry, 1 cell/uL"),
    "BNAIVE": _assumed(0.0, 0.0, 1, source="assumed: read without error"),
    "GPAB": _assumed(
        0.25,
        1.0,
        2,
        source="assumed: ELISA, reading error of 25 %, limit 1 by definition",
    ),
    "CARCOPY": _assumed(0.20, 50.0, 0, source="assumed: qPCR, limit 50 copies/ug"),
    "CARCELL": _assumed(0.15, 1.0, 0, source="assumed: flow cytometry, 1 cell/uL"),
    "IGG": _assumed(0.04, 0.3, 1, (7.0, 16.0)),
    "FVIII": _assumed(
        0.10,
        1.0,
        1,
        (50.0, 150.0),
        source="assumed: bovine chromogenic, error of 10 %, limit 1 IU/dL",
        method="chromogenic_bovine",
    ),
    "F8INH": _assumed(
        0.25,
        0.6,
        1,
        (None, 0.6),
        source="assumed: Nijmegen assay, error of 25 %, limit 0.6 Bethesda units",
        method="bethesda_bovine",
    ),
    "APTT": _assumed(0.05, 15.0, 0, (25.0, 36.0)),
    "CRP": _assumed(0.10, 0.6, 1, (None, 5.0)),
    "C3": _assumed(0.08, 0.05, 2, (0.9, 1.8)),
    "C4": _assumed(0.08, 0.02, 2, (0.1, 0.4)),
    "DSDNA": _assumed(
        0.30,
        1.0,
        0,
        (None, 100.0),
        source=(
            "assumed: ELISA, reading error of 30 %, upper limit 100 IU/mL as in one "
            "widely used; others print 20 to 75"
        ),
    ),
    "UPCR": _assumed(
        0.25,
        0.01,
        2,
        (None, 0.15),
        source="assumed: spot urine, which varies by a quarter from day to day",
    ),
    "GFRE": _assumed(0.05, 5.0, 0, (60.0, None)),
    "TEMP": _assumed(0.004, 30.0, 1),
    "CK": _assumed(
        0.25,
        5.0,
        0,
        (None, 200.0),
        source="assumed: it varies by a quarter from day to day, above all with use",
    ),
    "SCL70AB": _assumed(0.25, 20.0, 0, (None, 20.0), source=_IMMUNOASSAY),
    "JO1AB": _assumed(0.25, 20.0, 0, (None, 20.0), source=_IMMUNOASSAY),
}
ASSAYS: Mapping[str, Assay | Scale] = MappingProxyType(
    {
        **{c: replace(a, highest=ANALYTES[c].plausible[1]) for c, a in _LABORATORY.items()},
        **SCALES,
    }
)
FEWEST_FOR_SUBSETS = 5.0  # B cells per uL below which subsets are not reported (assumed)


def draw_noise(seed: int, keys: Bits, analyte: str, days: Sequence[float] | Array) -> Array:
    """Return standard normal reading errors (day, patient).

    An error belongs to its patient, analyte and day: adding a visit changes no other.

    >>> patient = mix(np.array([1], np.uint64))
    >>> more = draw_noise(1, patient, "PLAT", [0.0, 7.0, 14.0])
    >>> bool((draw_noise(1, patient, "PLAT", [0.0, 14.0]) == more[::2]).all())
    True
    """
    who = mix(keys ^ key_of(seed, "assay", analyte))
    when = mix((np.asarray(days, float) + 0.0).view(np.uint64))
    return normal_of(when[:, None] ^ who[None, :])
