"""Febrile neutropenia, from counts, temperatures and how long the fever lasted."""

import polars as pl

from cartwin.rules.criterion import Criterion, load_criterion
from cartwin.rules.ctcae.columns import CTCAE, CtcaeItem
from cartwin.rules.findings import FLAG, as_assessments, findings
from cartwin.rules.grade import Grade, as_grade, grade_rows, reasons, shown, ten_digits
from cartwin.study import Col


__all__ = ["grade_febrile_neutropenia", "grade_febrile_visits"]

_COUNT, _TEMPERATURE = "NEUT", "TEMP"
_LASTED = CtcaeItem.FEVER_OVER_ONE_HOUR


def grade_febrile_neutropenia(
    *,
    neutrophils: float | None,
    temperature: float | None,
    over_one_hour: bool | None = None,
) -> Grade:
    """Return the grade of febrile neutropenia; None means not recorded.

    Parameters
    ----------
    neutrophils
        Count [10*9/L].
    temperature
        Highest temperature [Cel].
    over_one_hour
        Whether it was 38.0 or more for longer than an hour.

    Examples
    --------
    >>> grade_febrile_neutropenia(neutrophils=0.4, temperature=38.4).grade
    3
    >>> grade_febrile_neutropenia(neutrophils=0.4, temperature=38.1).why
    'cannot grade: not recorded: whether the fever lasted longer than an hour'
    """
    values = {_COUNT: neutrophils, _TEMPERATURE: temperature}
    rows = [("", 0.0, code, value, "none") for code, value in values.items()]
    columns = [Col.PATIENT, Col.DAY, Col.ANALYTE, Col.VALUE, Col.CENSORING]
    types = [pl.String, pl.Float64, pl.String, pl.Float64, pl.String]
    schema = dict(zip(map(str, columns), types, strict=True))
    observations = pl.DataFrame(rows, schema=schema, orient="row")
    asked = as_assessments(CTCAE, {_LASTED: over_one_hour})
    return as_grade(grade_febrile_visits(observations, asked))


def grade_febrile_visits(
    observations: pl.DataFrame, assessments: pl.DataFrame
) -> pl.DataFrame:
    """Return the grade of febrile neutropenia on every day with a temperature.

    The count of the same day is used, the lowest where there are several; the highest
    temperature. Grades 4 and 5 are for a person to give.

    Returns
    -------
    DataFrame
        patient, day, scale, version, grade (null: cannot grade), why, evidence.
    """
    policy = load_criterion("ctcae-policy")
    visit, value = [Col.PATIENT, Col.DAY], pl.col(Col.VALUE).fill_nan(None)
    degrees, counts = (_exact(observations, code) for code in (_TEMPERATURE, _COUNT))
    warmest = degrees.group_by(visit).agg(value.max().alias(_TEMPERATURE))
    same_day = counts.join(warmest, on=visit, how="semi", nulls_equal=True)
    lowest = same_day.group_by(visit).agg(value.min().alias(_COUNT))
    visits = warmest.join(lowest, on=visit, how="left", nulls_equal=True).join(
        _lasting(assessments), on=visit, how="left"
    )
    low, high = (_febrile(policy, if_unknown=end) for end in (False, True))
    given = pl.format("neutrophils {}, temperature {}", *_numbers())
    return grade_rows(
        visits,
        load_criterion("ctcae-5.0"),
        low=low,
        high=high,
        given=given,
        missing=_missing(policy),
        items=[_COUNT, _TEMPERATURE, _LASTED],
    )


def _exact(observations: pl.DataFrame, analyte: str) -> pl.DataFrame:
    exact = pl.col(Col.CENSORING) == "none"
    chosen = observations.filter((pl.col(Col.ANALYTE) == analyte) & exact)
    return chosen.select(Col.PATIENT, Col.DAY, Col.VALUE)


def _lasting(assessments: pl.DataFrame) -> pl.DataFrame:
    return findings(assessments, CTCAE, numbers={_LASTED: FLAG})


def _numbers() -> list[pl.Expr]:
    return [shown(pl.col(c)).fill_null("not recorded") for c in (_COUNT, _TEMPERATURE)]


def _febrile(policy: Criterion, *, if_unknown: bool) -> pl.Expr:
    count, degrees = (ten_digits(pl.col(c)) for c in (_COUNT, _TEMPERATURE))
    single = degrees > policy["single_temperature"]
    lasting = (degrees >= policy["lasting_temperature"]) & (pl.col(_LASTED) == 1)
    both = (count < policy["neutropenic_count"]) & (single | lasting)
    grade = pl.lit(policy["febrile_neutropenia_grade"])
    return pl.when(both.fill_null(value=if_unknown)).then(grade).otherwise(0)


def _missing(policy: Criterion) -> pl.Expr:
    lasting = "whether the fever lasted longer than an hour"
    warm = ten_digits(pl.col(_TEMPERATURE)) <= policy["single_temperature"]
    asked = (warm & pl.col(_LASTED).is_null()).fill_null(value=False)
    count = pl.when(pl.col(_COUNT).is_null()).then(pl.lit("neutrophil count"))
    degrees = pl.when(pl.col(_TEMPERATURE).is_null()).then(pl.lit("temperature"))
    parts = [count, degrees, pl.when(asked).then(pl.lit(lasting))]
    return pl.concat_str(pl.lit("not recorded: "), reasons(parts))
