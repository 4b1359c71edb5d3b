"""What treatments are compared by: one number per patient each, and how it is summed up."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt


__all__ = ["TREATMENT_MEASURES", "Kind", "TreatmentMeasure", "treatment_measure"]

Array = npt.NDArray[np.float64]


class Kind(StrEnum):
    """How the numbers of patients become one."""

    SHARE = "share"  # of 1 and 0
    MEDIAN = "median"  # of days or amounts, infinite if never
    MEAN = "mean"  # of events per year, or of shares of time
    RATIO = "ratio"  # of the ninth decile of patients to the first


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentMeasure:
    """One measure.

    Attributes
    ----------
    name
        Of the measure.
    title
        Short, for the head of a column.
    wording
        What it is, and by which rule.
    unit
        Empty for a share.
    only_finite
        Whether patients in whom it never came are left out.
    of
        Column of the findings, where it is not the name.
    """

    name: str
    title: str
    wording: str
    kind: Kind
    unit: str = ""
    only_finite: bool = False
    of: str = ""

    @property
    def column(self) -> str:
        """Column of the findings."""
        return self.of or self.name

    def known(self, values: Array) -> Array:
        """Return the values, NaN where the measure says nothing of a patient (patient)."""
        return np.where(np.isfinite(values), values, np.nan) if self.only_finite else values

    def centre(self, values: Array) -> float:
        """Return what known values come to.

        >>> treatment_measure("spread").centre(np.array([10.0] * 5 + [40.0] * 5))
        4.0
        """
        if self.kind is Kind.MEDIAN:
            middle = (len(values) - 1) // 2  # a value that occurs, finite or not
            return float(np.partition(values, middle)[middle])
        if self.kind is Kind.RATIO:
            low, high = np.quantile(values, (0.1, 0.9), method="inverted_cdf")
            return float(high / low)
        return float(values.mean())


def _m(
    name: str, title: str, wording: str, kind: Kind, unit: str = "", *,
    only_finite: bool = False, of: str = "",
) -> TreatmentMeasure:  # fmt: skip
    return TreatmentMeasure(
        name=name, title=title, wording=wording, kind=kind, unit=unit,
        only_finite=only_finite, of=of,
    )  # fmt: skip


TREATMENT_MEASURES: tuple[TreatmentMeasure, ...] = (
    _m("baseline", "baseline", "last count before treatment", Kind.MEDIAN, "10*9/L"),
    _m("reached", "50 reached", "count of 50 or more that the next visit confirms, ever",
       Kind.SHARE),
    _m("onset", "onset", "first count of 50 or more that the next visit confirms; median "
       "of those who reach it", Kind.MEDIAN, "d", only_finite=True),
    _m("response", "R or CR", "response or better at any time, IWG 2009", Kind.SHARE),
    _m("complete", "CR", "complete response at any time, IWG 2009", Kind.SHARE),
    _m("durable", "durable", "50 or more on at least 4 of the 6 visits of weeks 19 to 24",
       Kind.SHARE),
    _m("at_end", "at the end", "50 or more at the last two visits", Kind.SHARE),
    _m("duration", "after last dose", "last dose to the first of two counts in a row below "
       "50, of those who had reached 50; 0 if lost before the last dose", Kind.MEDIAN, "d"),
    _m("lasting", "from onset", "first count of 50 to the first of two in a row below, of "
       "those who reached 50, while the drug is given or later", Kind.MEDIAN, "d"),
    _m("peak", "peak", "highest count", Kind.MEDIAN, "10*9/L"),
    _m("day_90", "month 3", "count at month 3", Kind.MEDIAN, "10*9/L"),
    _m("spread", "spread at month 3", "ninth decile of patients' counts at month 3 over "
       "the first", Kind.RATIO, "-fold", of="day_90"),
    _m("below_30", "time below 30", "share of the days of follow-up with a count below 30, "
       "for which ASH 2019 suggests corticosteroids; mean of patients", Kind.MEAN, "%"),
    _m("bleeds", "bleeds", "bleeding episodes, mucosal and major", Kind.MEAN, "per year"),
    _m("major_bleeds", "major bleeds", "major bleeding episodes", Kind.MEAN, "per year"),
    _m("bled", "bled in 24 weeks", "at least one bleeding episode in 24 weeks", Kind.SHARE),
    _m("steroids", "steroids given", "steroids that the treatment itself gives, over the "
       "whole time, as prednisolone", Kind.MEAN, "g"),
    _m("steroids_needed", "with steroids on demand", "steroids in all, as prednisolone, if "
       "every four weeks from day 28 on a count below 30 is answered with 40 mg of "
       "dexamethasone on four days (assumed); all else here is without them", Kind.MEAN,
       "g"),
    _m("infections", "infections", "infections of any grade", Kind.MEAN, "per year"),
    _m("severe_infections", "grade 3 or more", "infections of grade 3 or more, CTCAE 5.0",
       Kind.MEAN, "per year"),
    _m("infected", "infected in 24 weeks", "at least one infection in 24 weeks",
       Kind.SHARE),
    _m("neutropenia", "neutropenia", "treatment-emergent neutropenia of grade 3 or 4, "
       "CTCAE 5.0", Kind.SHARE),
    _m("igg", "lowest IgG", "lowest immunoglobulin G", Kind.MEDIAN, "g/L"),
    _m("low_igg", "IgG below 4", "immunoglobulin G below 4 g/L at any visit, where "
       "replacement is usual", Kind.SHARE),
    _m("crs", "CRS", "cytokine release syndrome of any grade, ASTCT", Kind.SHARE),
    _m("icans", "ICANS", "ICANS of any grade, ASTCT", Kind.SHARE),
    _m("severe_icans", "ICANS of grade 3", "ICANS of grade 3 or 4, ASTCT", Kind.SHARE),
)  # fmt: skip


def treatment_measure(name: str) -> TreatmentMeasure:
    """Return a measure by its name.

    >>> treatment_measure("onset").unit
    'd'
    """
    return next(m for m in TREATMENT_MEASURES if m.name == name)
