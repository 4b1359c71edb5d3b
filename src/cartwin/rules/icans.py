"""Neurotoxicity of effector cells (ICANS), consensus of the ASTCT.

Lee DW et al., Biol Blood Marrow Transplant 2019;25:625-638. From the age of 12 the ICE
score is the test of cognition; below it, and with developmental delay before therapy, it
is the CAPD. The grade is that of the worst domain.

The record keeps the findings as instrument `ICANS`, items as in `IcansItem`. The score
that the age asks for and the level of consciousness must be recorded at every visit that
is to be graded, unless the other findings leave no doubt; a score is also taken from the
answers of the instrument `ICE` or `CAPD` of the same day. Seizure, weakness, oedema,
signs of pressure and death count as absent if they were not recorded.
"""

from enum import StrEnum

import polars as pl

from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.findings import FLAG, Span, as_assessments, findings
from cartwin.rules.grade import Grade, as_grade, grade_rows, reasons, shown
from cartwin.rules.scores import score_capd_visits, score_ice_visits
from cartwin.study import Col


__all__ = ["ICANS", "IcansItem", "grade_icans", "grade_icans_visits"]

ICANS = "ICANS"
"""Name of the instrument in the record."""


class IcansItem(StrEnum):
    """Findings of one visit.

    `ice_score` 0 to 10; `capd` 0 to 32; `arousal` is alert, spontaneous (awakens so),
    voice, tactile or unarousable; `seizure` is none, resolved or prolonged; `edema` is
    none, focal or diffuse; the others are 0 or 1. With `sedated` the level of
    consciousness is that of the drug, and does not count.
    """

    ICE_SCORE = "ice_score"
    CAPD = "capd"
    AROUSAL = "arousal"
    SEDATED = "sedated"
    SEIZURE = "seizure"
    MOTOR_WEAKNESS = "motor_weakness"
    EDEMA = "edema"
    ICP_SIGN = "icp_sign"
    DEATH_DUE_TO_ICANS = "death_due_to_icans"


_NUMBERS: dict[str, Span] = {
    IcansItem.ICE_SCORE: Span(0, 10),
    IcansItem.CAPD: Span(0, 32),
    IcansItem.SEDATED: FLAG,
    IcansItem.MOTOR_WEAKNESS: FLAG,
    IcansItem.ICP_SIGN: FLAG,
    IcansItem.DEATH_DUE_TO_ICANS: FLAG,
}
_WORDS = (IcansItem.AROUSAL, IcansItem.SEIZURE, IcansItem.EDEMA)
_TEST = "test"
_TESTED = (pl.col("tested_low"), pl.col("tested_high"))
_AROUSED = (pl.col("aroused_low"), pl.col("aroused_high"))
_SEDATED = (pl.col(IcansItem.SEDATED) == 1).fill_null(value=False)
_SIGNS = "signs"


def grade_icans_visits(assessments: pl.DataFrame, patients: pl.DataFrame) -> pl.DataFrame:
    """Return the ICANS grade of every visit at which ICANS findings were recorded.

    Parameters
    ----------
    assessments, patients
        Tables of the record; age and developmental delay of the patients choose the test.

    Returns
    -------
    DataFrame
        patient, day, scale, version, grade (null: cannot grade), why, evidence.

    Raises
    ------
    DataError
        If an answer is none the instrument knows.
    """
    criterion = load_criterion("icans")
    words: dict[str, set[str]] = {item: set(criterion[item]) for item in _WORDS}
    visits = findings(assessments, ICANS, numbers=_NUMBERS, words=words)
    delayed = pl.col(Col.DEVELOPMENTAL_DELAY).cast(pl.Boolean)
    people = patients.select(Col.PATIENT, Col.AGE, delayed)
    domains = (
        _with_scores(visits, assessments)
        .join(people, on=Col.PATIENT, how="left")
        .with_columns(_test(criterion))
        .with_columns(*_tested(criterion), *_aroused(criterion), *_signs(criterion))
    )
    return grade_rows(
        domains,
        criterion,
        low=_overall(0, criterion),
        high=_overall(1, criterion),
        given=_given(),
        missing=_missing(),
        items=[Col.AGE, *IcansItem],
    )


def grade_icans(
    *,
    age: float | None,
    developmental_delay: bool = False,
    ice_score: float | None = None,
    capd: float | None = None,
    arousal: str | None = "alert",
    sedated: bool = False,
    seizure: str = "none",
    motor_weakness: bool = False,
    edema: str = "none",
    icp_sign: bool = False,
    death_due_to_icans: bool = False,
) -> Grade:
    """Return the ICANS grade of one set of findings; None means not recorded.

    >>> grade_icans(age=12, ice_score=6, capd=9).grade
    2
    >>> grade_icans(age=8, ice_score=6).why
    'cannot grade: not recorded: CAPD score'
    """
    items: dict[str, float | str | None] = {
        IcansItem.ICE_SCORE: ice_score,
        IcansItem.CAPD: capd,
        IcansItem.AROUSAL: arousal,
        IcansItem.SEDATED: sedated or None,
        IcansItem.SEIZURE: seizure,
        IcansItem.MOTOR_WEAKNESS: motor_weakness,
        IcansItem.EDEMA: edema,
        IcansItem.ICP_SIGN: icp_sign,
        IcansItem.DEATH_DUE_TO_ICANS: death_due_to_icans,
    }
    patient = pl.DataFrame(
        {Col.PATIENT: [""], Col.AGE: [age], Col.DEVELOPMENTAL_DELAY: [developmental_delay]},
        schema_overrides={Col.AGE: pl.Float64},
    )
    return as_grade(grade_icans_visits(as_assessments(ICANS, items), patient))


def _with_scores(visits: pl.DataFrame, assessments: pl.DataFrame) -> pl.DataFrame:
    """Take a score from its answers where only those were recorded."""
    key = [Col.PATIENT, Col.DAY]
    for item, scores in (
        (IcansItem.ICE_SCORE, score_ice_visits(assessments)),
        (IcansItem.CAPD, score_capd_visits(assessments)),
    ):
        computed = scores.select(*key, pl.col(Col.VALUE).alias("computed"))
        visits = visits.join(computed, on=key, how="full", coalesce=True)
        visits = visits.with_columns(pl.coalesce(item, "computed").alias(item))
        visits = visits.drop("computed")
    return visits


def _test(criterion: Criterion) -> pl.Expr:
    """Choose the test of cognition that the patient's age asks for; null: not known."""
    by_age = pl.when(pl.col(Col.AGE) < criterion["ice_from_age"]).then(pl.lit("CAPD"))
    return (
        pl.when(pl.col(Col.DEVELOPMENTAL_DELAY))
        .then(pl.lit("CAPD"))
        .when(pl.col(Col.AGE).is_not_null())
        .then(by_age.otherwise(pl.lit("ICE")))
        .alias(_TEST)
    )


def _tested(criterion: Criterion) -> tuple[pl.Expr, pl.Expr]:
    """Lowest and highest grade by the score."""
    score, bounds = pl.col(IcansItem.ICE_SCORE), criterion["ice"]
    by_ice = pl.lit(None, pl.Int8)
    for grade, bound in reversed(list(enumerate(bounds))):
        by_ice = pl.when(score >= bound).then(grade).otherwise(by_ice)
    positive = criterion["capd_positive_grade"]
    capd = pl.col(IcansItem.CAPD)
    by_capd = pl.when(capd >= criterion["capd_positive"]).then(positive)
    by_capd = pl.when(capd.is_not_null()).then(by_capd.otherwise(0))
    graded = (
        pl.when(pl.col(_TEST) == "ICE")
        .then(by_ice)
        .when(pl.col(_TEST) == "CAPD")
        .then(by_capd)
    )
    # A patient who cannot do the test at all is graded by consciousness.
    worst = max(positive, len(bounds) - 1)
    return (
        graded.fill_null(0).cast(pl.Int8).alias("tested_low"),
        graded.fill_null(worst).cast(pl.Int8).alias("tested_high"),
    )


def _aroused(criterion: Criterion) -> tuple[pl.Expr, pl.Expr]:
    """Lowest and highest grade by consciousness."""
    grades = criterion[IcansItem.AROUSAL]
    drugged = pl.when(_SEDATED).then(criterion["sedated_grade"]).cast(pl.Int8)
    known = pl.coalesce(drugged, _by_word(IcansItem.AROUSAL, criterion))
    return (
        known.fill_null(0).alias("aroused_low"),
        known.fill_null(max(grades.values())).alias("aroused_high"),
    )


def _signs(criterion: Criterion) -> tuple[pl.Expr, ...]:
    """Grade by each sign that counts as absent if it was not recorded."""
    weakness = pl.col(IcansItem.MOTOR_WEAKNESS) * criterion["motor_weakness_grade"]
    pressure = pl.col(IcansItem.ICP_SIGN) * criterion["icp_sign_grade"]
    signs = {
        IcansItem.SEIZURE: _by_word(IcansItem.SEIZURE, criterion),
        IcansItem.MOTOR_WEAKNESS: weakness,
        IcansItem.EDEMA: _by_word(IcansItem.EDEMA, criterion),
        IcansItem.ICP_SIGN: pressure,
    }
    return tuple(
        grade.fill_null(0).cast(pl.Int8).alias(f"{_SIGNS}_{item}")
        for item, grade in signs.items()
    )


def _by_word(item: str, criterion: Criterion) -> pl.Expr:
    return pl.col(item).replace_strict(criterion[item], default=None, return_dtype=pl.Int8)


def _overall(end: int, criterion: Criterion) -> pl.Expr:
    worst = pl.max_horizontal(_TESTED[end], _AROUSED[end], pl.col(f"^{_SIGNS}_.*$"))
    died = pl.col(IcansItem.DEATH_DUE_TO_ICANS) == 1
    return pl.when(died).then(criterion["death_grade"]).otherwise(worst).cast(pl.Int8)


def _given() -> pl.Expr:
    """Name the findings that reach the grade."""
    grade = pl.col(Col.GRADE)
    by_ice = pl.when(pl.col(_TEST) == "ICE").then(IcansItem.ICE_SCORE)
    score = by_ice.otherwise(pl.col(IcansItem.CAPD))
    test = pl.format("{} {}", _TEST, shown(score))
    arousal = pl.format("arousal: {}", IcansItem.AROUSAL)
    parts = [
        pl.when(_TESTED[0] == grade).then(test),
        pl.when(_AROUSED[0] == grade).then(arousal),
        *(
            pl.when(pl.col(f"{_SIGNS}_{item}") == grade).then(pl.lit(sign))
            for item, sign in _SIGN_NAMES.items()
        ),
    ]
    awake = pl.when(_SEDATED).then(pl.lit("sedated")).otherwise(pl.lit("alert"))
    calm = pl.format("{}, {}, no other sign", test, awake)
    died = pl.col(IcansItem.DEATH_DUE_TO_ICANS) == 1
    return (
        pl.when(died)
        .then(pl.lit("death due to ICANS"))
        .when(grade == 0)
        .then(calm)
        .otherwise(reasons(parts))
    )


_SIGN_NAMES = {
    IcansItem.SEIZURE: "seizure",
    IcansItem.MOTOR_WEAKNESS: "deep focal weakness",
    IcansItem.EDEMA: "oedema on imaging",
    IcansItem.ICP_SIGN: "sign of raised intracranial pressure",
}


def _missing() -> pl.Expr:
    """Name what was not recorded and would decide the grade."""
    untested = _TESTED[0] != _TESTED[1]
    parts = [
        pl.when(untested & pl.col(_TEST).is_null()).then(
            pl.lit("age (decides between ICE and CAPD)")
        ),
        pl.when(untested).then(pl.format("{} score", _TEST)),
        pl.when(_AROUSED[0] != _AROUSED[1]).then(pl.lit("arousal")),
    ]
    return pl.concat_str(pl.lit("not recorded: "), reasons(parts))
