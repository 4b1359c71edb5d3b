"""Non-compartmental analysis of many profiles at once."""

from collections.abc import Mapping

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.nca.areas import AreaRule
from cartwin.rules.nca.columns import NcaCol
from cartwin.rules.nca.derived import derive
from cartwin.rules.nca.flags import flag, route_doubts
from cartwin.rules.nca.observed import observed_areas, peaks
from cartwin.rules.nca.profile import Embedded, Route, check_samples, profiles
from cartwin.rules.nca.terminal import terminal_slopes
from cartwin.study import Col


__all__ = ["analyse_profiles", "analyse_rows"]

_IN_ORDER = (
    Col.PATIENT,
    *(NcaCol.ROUTE, NcaCol.RULE, NcaCol.SAMPLES, NcaCol.QUANTIFIABLE, NcaCol.DOSE),
    *(RuleCol.CMAX, NcaCol.CMAX_D, RuleCol.TMAX, NcaCol.TLAG, NcaCol.C0),
    *(RuleCol.CLAST, RuleCol.TLAST, NcaCol.CLAST_PRED),
    *(NcaCol.LAMBDA_Z, NcaCol.HALF_LIFE, NcaCol.POINTS, NcaCol.POINT_DAYS),
    *(NcaCol.LOWER, NcaCol.UPPER, NcaCol.R2, NcaCol.R2_ADJ, NcaCol.CORRELATION),
    *(NcaCol.AUC_LAST, NcaCol.AUC_ALL, NcaCol.AUC_INF, NcaCol.AUC_INF_PRED),
    *(NcaCol.AUC_INF_D, NcaCol.AUC_INF_D_PRED),
    *(NcaCol.EXTRAPOLATED, NcaCol.EXTRAPOLATED_PRED, NcaCol.BACK, NcaCol.BACK_PRED),
    *(NcaCol.AUMC_LAST, NcaCol.AUMC_INF, NcaCol.AUMC_INF_PRED),
    *(NcaCol.AUMC_EXTRAPOLATED, NcaCol.AUMC_EXTRAPOLATED_PRED),
    *(NcaCol.MRT_LAST, NcaCol.MRT_INF, NcaCol.MRT_INF_PRED, NcaCol.CL, NcaCol.CL_PRED),
    *(NcaCol.VZ, NcaCol.VZ_PRED, NcaCol.VSS, NcaCol.VSS_PRED),
    *(NcaCol.FLAGS, NcaCol.WHY),
)


def analyse_profiles(
    samples: pl.DataFrame,
    *,
    dose: float | Mapping[str, float] | None = None,
    route: Route = Route.EXTRAVASCULAR,
    duration: float = 0.0,
    rule: AreaRule = AreaRule.LINEAR_UP_LOG_DOWN,
    embedded: Embedded = Embedded.ZERO,
) -> pl.DataFrame:
    """Return the non-compartmental parameters of every patient, one row each.

    Parameters
    ----------
    samples
        One row per sample: patient, day (time since the dose, in any unit), value, and
        censoring if there is (`below`: under the limit that `value` names).
    dose
        Amount given: one for all, or by patient. Without it nothing is normalised and
        there is no clearance.
    route
        As the dose was given. A course that does not fit it is analysed as stated, as
        Phoenix WinNonlin does, and flagged.
    duration
        Length of the infusion, in the unit of the times.
    rule
        How areas between samples are computed.
    embedded
        What a value below the limit between two quantifiable ones counts as.

    Returns
    -------
    DataFrame
        Columns of `NcaCol`, in the units of samples and dose; percentages as numbers. Null
        where nothing can be said: never quantifiable, or no terminal slope (`why`).

    Raises
    ------
    ValueError
        If an infusion has no duration, a dose is not above zero, a value is negative, or a
        patient has two samples at the same time.

    Examples
    --------
    >>> times = [1.0, 2.0, 4.0, 6.0, 8.0]
    >>> levels = [8.0 * 0.5 ** (t / 2) for t in times]
    >>> samples = pl.DataFrame({"patient": "P1", "day": times, "value": levels})
    >>> found = analyse_profiles(samples, dose=80.0, route=Route.BOLUS)
    >>> round(found["c0"].item(), 9), round(found["half_life"].item(), 9)
    (8.0, 2.0)
    """
    _check(route, duration, dose)
    check_samples(samples)
    rows = profiles(samples, embedded=embedded)
    everyone = samples.select(Col.PATIENT).unique()
    return analyse_rows(
        rows, everyone, dose=dose, route=route, duration=duration, rule=rule
    )


def analyse_rows(
    rows: pl.DataFrame,
    patients: pl.DataFrame,
    *,
    dose: float | Mapping[str, float] | None = None,
    route: Route = Route.EXTRAVASCULAR,
    duration: float = 0.0,
    rule: AreaRule = AreaRule.LINEAR,
) -> pl.DataFrame:
    """Return what `analyse_profiles` does, from profiles and the patients asked for."""
    parts = (
        peaks(rows, route),
        route_doubts(rows, route, duration),
        observed_areas(rows, route, rule),
        terminal_slopes(rows, route),
    )
    table = patients.select(Col.PATIENT)
    for part in parts:
        table = table.join(part, on=Col.PATIENT, how="left")
    table = derive(_with_dose(table, dose), route, duration)
    stated = {NcaCol.ROUTE: str(route), NcaCol.RULE: str(rule)}
    named = table.with_columns(pl.lit(text).alias(name) for name, text in stated.items())
    counts = pl.col(NcaCol.SAMPLES, NcaCol.QUANTIFIABLE, NcaCol.POINTS).fill_null(0)
    return flag(named.with_columns(counts)).select(_IN_ORDER).sort(Col.PATIENT)


def _with_dose(
    table: pl.DataFrame, dose: float | Mapping[str, float] | None
) -> pl.DataFrame:
    if not isinstance(dose, Mapping):
        return table.with_columns(pl.lit(dose, pl.Float64).alias(NcaCol.DOSE))
    of_patient = pl.col(Col.PATIENT).replace_strict(
        dict(dose), default=None, return_dtype=pl.Float64
    )
    return table.with_columns(of_patient.alias(NcaCol.DOSE))


def _check(route: Route, duration: float, dose: float | Mapping[str, float] | None) -> None:
    problems = []
    if route is Route.INFUSION and not duration > 0:
        problems.append(f"an infusion of duration {duration:g}; expected more than 0")
    doses = dose.values() if isinstance(dose, Mapping) else [dose]
    wrong = [d for d in doses if d is not None and not d > 0]
    if wrong:
        problems.append(f"dose {wrong[0]:g}; expected more than 0, or none")
    if problems:
        raise ValueError("; ".join(problems))
