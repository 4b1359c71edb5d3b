"""Which outcomes tell a hypothesis at a glance: of every disease, and of each organ."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from cartwin.rules import Judgement, RuleCol
from cartwin.study import Col, Study
from cartwin.trial.outcome import Outcome
from cartwin.trial.outcomes import tabulate_outcomes


__all__ = ["KeyOutcome", "key_outcomes", "tabulate_key_outcomes"]

LOST, PEAK = "response_lost", "car_t_peak"
RESPONSES = ("R", "CR")


@dataclass(frozen=True, slots=True)
class KeyOutcome:
    """One outcome.

    Attributes
    ----------
    column
        Of the table of outcomes.
    wording
        What it is, and by which rule.
    unit
        Of a value; empty for a share of patients.
    """

    column: str
    wording: str
    unit: str = ""


_COMMON = (
    KeyOutcome(PEAK, "CAR-T peak, transgene", "copies/µg"),
    KeyOutcome(Outcome.TMAX, "day of the CAR-T peak", "d"),
    KeyOutcome(Outcome.RETURN_DAY, "return of B cells to 10/µL", "d"),
    KeyOutcome(Outcome.IGG_NADIR, "lowest IgG", "g/L"),
    KeyOutcome(Outcome.CRS_ANY, "any CRS, ASTCT"),
    KeyOutcome(Outcome.ICANS_ANY, "any ICANS, ASTCT"),
    KeyOutcome(Outcome.INFECTION, "serious infection"),
)
_OWN: Mapping[str, tuple[KeyOutcome, ...]] = MappingProxyType(
    {
        "itp": (
            KeyOutcome(Outcome.RESPONSE, "response or better, IWG 2009"),
            KeyOutcome(Outcome.CR_3_MONTHS, "complete response at month 3, IWG 2009"),
            KeyOutcome(LOST, "response lost, of responders"),
            KeyOutcome(Outcome.PLATELETS_3_MONTHS, "platelets at month 3", "10⁹/L"),
            KeyOutcome(Outcome.ANTIBODY_NEGATIVE, "antibody negative, of the positive"),
            KeyOutcome(Outcome.BLEED, "bleeding after infusion"),
        ),
        "aha": (
            KeyOutcome(Outcome.PARTIAL_60, "partial remission by day 60, GTH"),
            KeyOutcome(Outcome.COMPLETE_DAY, "complete remission, GTH", "d"),
            KeyOutcome(Outcome.RELAPSE, "relapse, GTH"),
            KeyOutcome(Outcome.NO_BLEEDING_60, "no bleeding at day 60"),
        ),
        "sle": (
            KeyOutcome(Outcome.DORIS_6, "DORIS 2021 at month 6"),
            KeyOutcome(Outcome.LLDAS_6, "LLDAS at month 6"),
            KeyOutcome(Outcome.RENAL_6, "complete renal response at month 6, KDIGO"),
            KeyOutcome(Outcome.SLEDAI_3, "SLEDAI-2K at month 3", "points"),
            KeyOutcome(Outcome.RELAPSE, "relapse, SLEDAI-2K"),
        ),
        "ssc": (
            KeyOutcome(Outcome.MRSS_CHANGE, "change of mRSS at day 100", "points"),
            KeyOutcome(Outcome.FVC_CHANGE, "change of FVC at last visit", "%"),
            KeyOutcome(Outcome.EUSTAR_FELL, "EUSTAR index lower at last visit"),
            KeyOutcome(Outcome.RELAPSE, "relapse, EUSTAR index"),
        ),
        "iim": (
            KeyOutcome(Outcome.TIS_MODERATE_6, "moderate TIS response at month 6"),
            KeyOutcome(Outcome.TIS_MAJOR_LAST, "major TIS response at last visit"),
            KeyOutcome(Outcome.MMT_6, "MMT-8 at month 6", "points"),
            KeyOutcome(Outcome.CK_NORMAL, "CK normal at last visit"),
            KeyOutcome(Outcome.RELAPSE, "relapse, TIS"),
        ),
    }
)


def key_outcomes(disease: str) -> tuple[KeyOutcome, ...]:
    """Return the outcomes shown of a disease, its own first.

    >>> [o.wording for o in key_outcomes("aha")][:2]
    ['partial remission by day 60, GTH', 'complete remission, GTH']
    """
    own = [o for code in disease.split("+") for o in _OWN.get(code, ())]
    return (*own, *_COMMON)


def tabulate_key_outcomes(study: Study, judged: Judgement) -> pl.DataFrame:
    """Return one row per patient: those outcomes as numbers, null where not known.

    Of patients whose course could not be computed nothing is known. Shares are 1 or 0.
    """
    wanted = [o.column for o in key_outcomes(study.disease)]
    table = tabulate_outcomes(study, judged)
    for part in (_lost(judged), _peak(judged)):
        table = table.join(part, on=Col.PATIENT, how="left", maintain_order="left")
    failed = pl.Series(study.patients[Col.STATUS] != "ok")
    return table.select(
        Col.PATIENT,
        Col.COHORT,
        *(
            pl.when(failed).then(None).otherwise(pl.col(c)).cast(pl.Float64).alias(c)
            for c in wanted
        ),
    )


def _lost(judged: Judgement) -> pl.DataFrame:
    responded = pl.col(RuleCol.BEST).is_in(RESPONSES)
    lost = pl.col(RuleCol.LOSS_DAY).is_not_null()
    found = pl.when(responded).then(lost).alias(LOST)
    return judged.response.select(Col.PATIENT, found)


def _peak(judged: Judgement) -> pl.DataFrame:
    return judged.kinetics.select(Col.PATIENT, pl.col(RuleCol.CMAX).alias(PEAK))
