"""What a rescue means for an endpoint: declared with the result, never silent.

Names after ICH E9(R1), addendum on estimands, 2019.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.remembered import once_per_study
from cartwin.rules.response.itp_inputs import platelets
from cartwin.rules.response.itp_record import call_itp_response, itp_responses
from cartwin.rules.response.itp_rescue import rescue_lengths
from cartwin.rules.statistics.columns import StatCol
from cartwin.study import Col, Study


__all__ = ["Estimand", "infused", "intercurrent", "responses"]


class Estimand(StrEnum):
    """How a rescue is dealt with.

    `treatment_policy`: the patient is judged by what is measured, rescue or not.
    `hypothetical`: as if there were no rescue; follow-up is censored where one is given.
    `competing`: a rescue is an outcome of its own, after which the endpoint cannot come.
    """

    TREATMENT_POLICY = "treatment_policy"
    HYPOTHETICAL = "hypothetical"
    COMPETING = "competing"


def infused(study: Study) -> pl.DataFrame:
    """Return the patients who were given CAR-T cells: the denominator of safety.

    They have a treatment of purpose `car_t` or a milestone `infusion`.
    """
    given = study.treatments.filter(pl.col(Col.PURPOSE) == "car_t")
    passed = study.milestones.filter(pl.col(Col.MILESTONE) == "infusion")
    both = pl.concat([given.select(Col.PATIENT), passed.select(Col.PATIENT)])
    return both.unique().sort(Col.PATIENT)


def responses(study: Study, estimand: Estimand) -> pl.DataFrame:
    """Return the response of every patient, attributed as the estimand asks.

    Under the treatment policy all counts speak, those after a rescue too; else the counts
    under a rescue, or after a new therapy, are left out.
    """
    if estimand is Estimand.TREATMENT_POLICY:
        return _by_policy(study)
    return itp_responses(study)


@once_per_study
def _by_policy(study: Study) -> pl.DataFrame:
    closed = dict.fromkeys(rescue_lengths(study), -1.0)  # they end before they begin
    return call_itp_response(study, windows=closed, attribution=False)


@once_per_study
def _last_counts(study: Study) -> pl.DataFrame:
    """Return patient and day of the last platelet count after the infusion."""
    after = platelets(study).filter(pl.col(Col.DAY) > 0)
    return after.group_by(Col.PATIENT).agg(pl.col(Col.DAY).max())


def intercurrent(study: Study, since: pl.DataFrame) -> pl.DataFrame:
    """Return what ends the time in which an endpoint can be seen, one row per patient.

    Parameters
    ----------
    since
        patient and `start`: a rescue counts after that day.

    Returns
    -------
    DataFrame
        The rows of `since` with rescue_day (the first one), death_day and last_day (of
        the last platelet count after the infusion); null where there is none.
    """
    day, purpose = pl.col(Col.DAY), pl.col(Col.PURPOSE)
    rescues = study.treatments.filter(purpose == "rescue").select(Col.PATIENT, Col.DAY)
    rescues = rescues.join(since.select(Col.PATIENT, StatCol.START), on=Col.PATIENT)
    deaths = study.milestones.filter(pl.col(Col.MILESTONE) == "death")
    counts = _last_counts(study)
    found = (
        (rescues.filter(day > pl.col(StatCol.START)), day.min(), StatCol.RESCUE_DAY),
        (deaths, day.min(), StatCol.DEATH_DAY),
        (counts, day.max(), RuleCol.LAST_DAY),
    )
    for rows, which, name in found:
        of_patient = rows.group_by(Col.PATIENT).agg(which.alias(name))
        since = since.join(of_patient, on=Col.PATIENT, how="left")
    return since.sort(Col.PATIENT)
