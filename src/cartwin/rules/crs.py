"""Cytokine release syndrome (CRS), consensus of the ASTCT.

Lee DW et al., Biol Blood Marrow Transplant 2019;25:625-638. Fever without another cause
opens the grade; hypotension and hypoxia decide it, the worse of the two.

The record keeps the findings as instrument `CRS`, items as in `CrsItem`. Temperature,
hypotension and oxygen must be recorded at every visit that is to be graded, vasopressors
when there is hypotension, the flow for a nasal cannula; unless the other findings leave
no doubt. What happens rarely (another cause of fever, treatment of CRS, death) counts as
absent if it was not recorded.
"""

from collections.abc import Iterable
from enum import StrEnum

import polars as pl

from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.findings import FLAG, Span, as_assessments, findings
from cartwin.rules.grade import (
    Grade,
    as_grade,
    grade_rows,
    reasons,
    shown,
    ten_digits,
)
from cartwin.study import Col


__all__ = ["CRS", "CrsItem", "grade_crs", "grade_crs_visits"]

CRS = "CRS"
"""Name of the instrument in the record."""


class CrsItem(StrEnum):
    """Findings of one visit.

    `temperature` [Cel]; `flow` [L/min]; `vasopressors` are names joined by `;`, empty or
    `none` without; `oxygen` is none, nasal_cannula, blow_by, high_flow, facemask,
    non_rebreather, venturi, cpap, bipap or ventilator; the others are 0 or 1.
    `anticytokine_given` means antipyretic or anticytokine therapy after CRS began; with
    `prior_crs` 0 it was given before, and fever is required all the same. `airway_only`:
    ventilated to protect the airway (as in neurotoxicity), not for lack of oxygen.
    """

    TEMPERATURE = "temperature"
    FEVER_OTHER_CAUSE = "fever_other_cause"
    ANTICYTOKINE_GIVEN = "anticytokine_given"
    PRIOR_CRS = "prior_crs"
    HYPOTENSION = "hypotension"
    VASOPRESSORS = "vasopressors"
    OXYGEN = "oxygen"
    FLOW = "flow"
    AIRWAY_ONLY = "airway_only"
    DEATH_DUE_TO_CRS = "death_due_to_crs"


_CANNULA = "nasal_cannula"
_NO_AGENT = ["", "none"]
_NUMBERS: dict[str, Span] = {
    CrsItem.TEMPERATURE: Span(25, 45, whole=False),
    CrsItem.FLOW: Span(0, 100, whole=False),
    CrsItem.FEVER_OTHER_CAUSE: FLAG,
    CrsItem.ANTICYTOKINE_GIVEN: FLAG,
    CrsItem.PRIOR_CRS: FLAG,
    CrsItem.HYPOTENSION: FLAG,
    CrsItem.AIRWAY_ONLY: FLAG,
    CrsItem.DEATH_DUE_TO_CRS: FLAG,
}

_DEATH = pl.col(CrsItem.DEATH_DUE_TO_CRS) == 1
_WAIVED = (pl.col(CrsItem.ANTICYTOKINE_GIVEN) == 1) & (
    pl.col(CrsItem.PRIOR_CRS).fill_null(1) == 1
)
_AIRWAY_ONLY = (pl.col(CrsItem.AIRWAY_ONLY) == 1).fill_null(value=False)
_AGENTS = pl.col("agents")
_COUNTED = pl.col("counted")
_FEVER = (pl.col("fever_low"), pl.col("fever_high"))
_PRESSURE = (pl.col("pressure_low"), pl.col("pressure_high"))
_HYPOXIA = (pl.col("hypoxia_low"), pl.col("hypoxia_high"))


def grade_crs_visits(assessments: pl.DataFrame) -> pl.DataFrame:
    """Return the CRS grade of every visit at which CRS findings were recorded.

    Returns
    -------
    DataFrame
        patient, day, scale, version, grade (null: cannot grade), why, evidence.

    Raises
    ------
    DataError
        If an answer is none the instrument knows.
    """
    criterion = load_criterion("crs")
    oxygen = {*criterion["oxygen"], _CANNULA}
    words: dict[str, set[str] | None] = {CrsItem.VASOPRESSORS: None, CrsItem.OXYGEN: oxygen}
    visits = findings(assessments, CRS, numbers=_NUMBERS, words=words)
    counted = _AGENTS.list.set_difference(criterion["not_counted"]).list.len()
    domains = (
        visits.with_columns(_agents(criterion))
        .with_columns(counted.alias("counted"))
        .with_columns(*_fever(criterion), *_pressure(criterion), *_hypoxia(criterion))
    )
    return grade_rows(
        domains,
        criterion,
        low=_overall(0, criterion),
        high=_overall(1, criterion),
        given=_given(criterion),
        missing=_missing(),
        items=CrsItem,
    )


def grade_crs(
    *,
    temperature: float | None,
    hypotension: bool | None = False,
    vasopressors: Iterable[str] | None = (),
    oxygen: str | None = "none",
    flow: float | None = None,
    fever_other_cause: bool = False,
    anticytokine_given: bool = False,
    prior_crs: bool = False,
    airway_only: bool = False,
    death_due_to_crs: bool = False,
) -> Grade:
    """Return the CRS grade of one set of findings; None means not recorded.

    >>> grade_crs(temperature=38.6, oxygen="nasal_cannula", flow=6.0).grade
    2
    >>> grade_crs(temperature=38.6, oxygen="nasal_cannula").why
    'cannot grade: not recorded: flow of the nasal cannula'
    """
    items: dict[str, float | str | None] = {
        CrsItem.TEMPERATURE: temperature,
        CrsItem.HYPOTENSION: hypotension,
        CrsItem.VASOPRESSORS: None if vasopressors is None else ";".join(vasopressors),
        CrsItem.OXYGEN: oxygen,
        CrsItem.FLOW: flow,
        CrsItem.AIRWAY_ONLY: airway_only or None,
        CrsItem.FEVER_OTHER_CAUSE: fever_other_cause,
        CrsItem.ANTICYTOKINE_GIVEN: anticytokine_given,
        CrsItem.PRIOR_CRS: prior_crs,
        CrsItem.DEATH_DUE_TO_CRS: death_due_to_crs,
    }
    return as_grade(grade_crs_visits(as_assessments(CRS, items)))


def _agents(criterion: Criterion) -> pl.Expr:
    """Different agents that run, under one name each; null if not recorded."""
    name = pl.element().str.strip_chars()
    agents = pl.col(CrsItem.VASOPRESSORS).str.split(";")
    cleaned = agents.list.eval(
        name.replace(criterion["synonyms"]).filter(~name.is_in(_NO_AGENT))
    )
    return cleaned.list.unique().alias("agents")


def _fever(criterion: Criterion) -> tuple[pl.Expr, pl.Expr]:
    hot = ten_digits(pl.col(CrsItem.TEMPERATURE)) >= criterion["fever"]
    other = (pl.col(CrsItem.FEVER_OTHER_CAUSE) == 1).fill_null(value=False)
    low, high = (hot.fill_null(value=unknown) & ~other for unknown in (False, True))
    return low.cast(pl.Int8).alias("fever_low"), high.cast(pl.Int8).alias("fever_high")


def _pressure(criterion: Criterion) -> tuple[pl.Expr, pl.Expr]:
    """Lowest and highest grade by blood pressure."""
    fluids, several = criterion["fluids_grade"], criterion["vasopressors_grade"]
    by_agents = (
        pl.when(_COUNTED >= 2)
        .then(several)
        .when(_COUNTED == 1)
        .then(criterion["one_vasopressor_grade"])
        .when(_AGENTS.list.len() > 0)
        .then(criterion["vasopressin_alone_grade"])
    )
    low_pressure = pl.col(CrsItem.HYPOTENSION)
    without = pl.when(low_pressure == 1).then(fluids).when(low_pressure == 0).then(0)
    on_none = _AGENTS.list.len() == 0
    unknown = pl.when(on_none).then(fluids).otherwise(several)
    most = pl.when((low_pressure == 1) & _AGENTS.is_null()).then(several)
    low = pl.coalesce(by_agents, without, 0).cast(pl.Int8)
    high = pl.coalesce(by_agents, most, without, unknown).cast(pl.Int8)
    return low.alias("pressure_low"), high.alias("pressure_high")


def _hypoxia(criterion: Criterion) -> tuple[pl.Expr, pl.Expr]:
    """Lowest and highest grade by oxygen support."""
    grades = criterion["oxygen"]
    oxygen = pl.col(CrsItem.OXYGEN)
    by_device = oxygen.replace_strict(grades, default=None, return_dtype=pl.Int8)
    for_airway = pl.when(_AIRWAY_ONLY & (by_device == max(grades.values())))
    is_low = ten_digits(pl.col(CrsItem.FLOW)) <= criterion["low_flow"]
    cannula = oxygen == _CANNULA
    ends = []
    for if_unknown, worst in ((True, 0), (False, max(grades.values()))):
        by_flow = (
            pl.when(cannula & is_low.fill_null(value=if_unknown))
            .then(criterion["low_flow_grade"])
            .when(cannula)
            .then(criterion["high_flow_grade"])
        )
        without = for_airway.then(criterion["airway_grade"])
        ends.append(pl.coalesce(without, by_device, by_flow, worst).cast(pl.Int8))
    return ends[0].alias("hypoxia_low"), ends[1].alias("hypoxia_high")


def _overall(end: int, criterion: Criterion) -> pl.Expr:
    worst = pl.max_horizontal(_FEVER[end], _PRESSURE[end], _HYPOXIA[end])
    entitled = _WAIVED.fill_null(value=False) | (_FEVER[end] == 1)
    return (
        pl.when(_DEATH)
        .then(criterion["death_grade"])
        .when(entitled)
        .then(worst)
        .otherwise(0)
        .cast(pl.Int8)
    )


def _given(criterion: Criterion) -> pl.Expr:
    """Name the findings that reach the grade."""
    grade = pl.col(Col.GRADE)
    reached = grade >= 1
    agents = pl.format("vasopressors: {}", _AGENTS.list.sort().list.join(", "))
    pressure = pl.when(_AGENTS.list.len() > 0).then(agents)
    hypotension = pl.coalesce(pressure, pl.lit("hypotension without vasopressor"))
    temperature = shown(pl.col(CrsItem.TEMPERATURE))
    flow = pl.format(" at {} L/min", shown(pl.col(CrsItem.FLOW)))
    device = pl.col(CrsItem.OXYGEN).str.replace_all("_", " ", literal=True)
    oxygen = pl.concat_str(pl.lit("oxygen by "), device, flow.fill_null(""))
    parts = [
        pl.when(_FEVER[0] == 1).then(pl.format("fever {}", temperature)),
        pl.when(_WAIVED & (_FEVER[0] == 0)).then(pl.lit("fever not required any more")),
        pl.when(_PRESSURE[0] == grade).then(hypotension),
        pl.when(_HYPOXIA[0] == grade).then(oxygen),
    ]
    absent = f"no fever of {criterion['fever']:g} or more that CRS explains"
    calm = pl.when(_WAIVED).then(pl.lit("no fever, hypotension or oxygen"))
    return (
        pl.when(_DEATH)
        .then(pl.lit("death due to CRS"))
        .when(reached)
        .then(reasons(parts))
        .otherwise(calm.otherwise(pl.lit(absent)))
    )


def _missing() -> pl.Expr:
    """Name what was not recorded and would decide the grade."""
    unsure = _PRESSURE[0] != _PRESSURE[1]
    no_agents = _AGENTS.is_null() & (pl.col(CrsItem.HYPOTENSION) == 1)
    breathing = _HYPOXIA[0] != _HYPOXIA[1]
    cannula = (pl.col(CrsItem.OXYGEN) == _CANNULA).fill_null(value=False)
    hypotension = unsure & pl.col(CrsItem.HYPOTENSION).is_null()
    parts = [
        pl.when(_FEVER[0] != _FEVER[1]).then(pl.lit("temperature")),
        pl.when(hypotension).then(pl.lit("hypotension")),
        pl.when(unsure & no_agents).then(pl.lit("vasopressors")),
        pl.when(breathing & cannula).then(pl.lit("flow of the nasal cannula")),
        pl.when(breathing & ~cannula).then(pl.lit("oxygen")),
    ]
    return pl.concat_str(pl.lit("not recorded: "), reasons(parts))
