"""What must hold between a row and the rest of the record of its patient."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType

import polars as pl

from cartwin.study.checks.context import BIRTH, STEPS
from cartwin.study.checks.rule import NOTED, Rule, Verdict, number, quoted
from cartwin.study.columns import Col
from cartwin.study.time import INFUSION_DATE


__all__ = ["course_rules"]

DATED = ("treatments", "observations", "adverse_events", "assessments")
ROUNDING = 0.10  # doses are rounded to vials, and formulas of body surface differ
_DAY, _DATE = pl.col(Col.DAY), pl.col(Col.DATE)


def course_rules(table: str) -> Iterator[Rule]:
    """Yield the rules between a row and its patient's record, see `context`."""
    if table in (*DATED, "milestones"):
        yield _before_birth()
        yield _beyond_life()
    if table in DATED:
        yield from _outside_the_study(table)
    yield from _RULES.get(table, _none)()


def _none() -> Iterator[Rule]:
    yield from ()


def _on_day(sentence: str = "day {}") -> pl.Expr:
    return pl.format(sentence, number(Col.DAY))


def _before_birth() -> Rule:
    born = pl.col(BIRTH)
    shared = pl.min_horizontal(_DATE.str.len_chars(), born.str.len_chars(), pl.lit(10))
    return Rule(
        code="before-birth",
        column=Col.DATE,
        wrong=_DATE.str.slice(0, shared) < born.str.slice(0, shared),
        found=quoted(Col.DATE),
        expected=pl.format("a date after the birth in {}", born),
        repair="check the date, and the date of birth in patients",
    )


def _beyond_life() -> Rule:
    age = pl.col("age of the patient")
    return Rule(
        code="before-birth",
        column=Col.DAY,
        wrong=(-(age + 1) * 365.25 > _DAY) & (pl.col(BIRTH).is_null() | _DATE.is_null()),
        found=_on_day(),
        expected=pl.format("a day within the {} years of the patient", number(age)),
        repair="check the day, and the age in patients",
    )


def _outside_the_study(table: str) -> Iterator[Rule]:
    for limit, words in (
        ("day of last_contact", "the last contact"),
        ("day of death", "the death"),
        ("end of follow-up", "the end of follow-up"),
    ):
        yield Rule(
            code="after-last-contact",
            column=Col.DAY,
            wrong=pl.col(limit) + 1 <= _DAY,
            found=_on_day(),
            expected=pl.format(f"at or before {words} on day {{}}", number(limit)),
            repair="check both dates",
            verdict=Verdict.QUARANTINED,
        )
    if table == "treatments":  # earlier therapies belong there
        return
    yield Rule(
        code="before-consent",
        column=Col.DAY,
        wrong=(pl.col("day of consent") > _DAY) & pl.col(Col.NOTE).is_null(),
        found=_on_day(),
        expected=pl.format("at or after the consent on day {}", number("day of consent")),
        repair="check both dates, or say in a note why it may be used",
        verdict=NOTED,
    )


def _treatments() -> Iterator[Rule]:
    is_cart = pl.col(Col.PURPOSE) == "car_t"
    yield Rule(
        code="lymphodepletion-after-infusion",
        column=Col.DAY,
        wrong=(pl.col(Col.PURPOSE) == "lymphodepletion")
        & (_DAY > 0)
        & pl.col("again").is_null(),
        found=pl.format("lymphodepletion with {} on {}", Col.DRUG, _on_day()),
        expected="a day before the infusion, which is day 0",
        repair="check both dates",
        verdict=Verdict.QUARANTINED,
    )
    yield Rule(
        code="infusion-not-on-day-0",
        column=Col.DAY,
        wrong=is_cart & (_DAY.floor() != 0) & pl.col("again").is_null(),
        found=_on_day("CAR-T on day {}"),
        expected="day 0, which the first infusion defines",
        repair="count from the infusion, or add the milestone reinfusion",
        verdict=Verdict.QUARANTINED,
    )
    yield Rule(
        code="infusion-before-release",
        column=Col.DAY,
        wrong=is_cart & (pl.col("day of release") > _DAY),
        found=_on_day("CAR-T on day {}"),
        expected=pl.format("the release on day {} or later", number("day of release")),
        repair="check both dates; a product is not given before its release",
        verdict=Verdict.QUARANTINED,
    )
    yield from _arithmetic()


def _arithmetic() -> Iterator[Rule]:
    weight, height = pl.col("weight of the patient"), pl.col("height of the patient")
    surface = (weight * height / 3600) ** 0.5
    for unit, size in (("kg", weight), ("m2", surface)):
        planned = pl.col(Col.AMOUNT) * size
        yield Rule(
            code="dose-arithmetic",
            column=Col.TOTAL,
            wrong=pl.col(Col.UNIT).str.ends_with(f"/{unit}")
            & ((pl.col(Col.TOTAL) - planned).abs() > ROUNDING * planned),
            found=pl.format("{} in all", number(Col.TOTAL)),
            expected=pl.format(
                f"{{}} {{}} x {{}} {unit} = {{}}",
                number(Col.AMOUNT),
                Col.UNIT,
                number(size.round(2)),
                number(planned.round(1)),
            ),
            repair="check dose, total, weight and height",
            verdict=Verdict.QUARANTINED,
        )


def _milestones() -> Iterator[Rule]:
    step = pl.col(Col.MILESTONE)
    for earlier, later in pairwise(STEPS):
        before = pl.max_horizontal(f"day of {s}" for s in STEPS[: STEPS.index(later)])
        yield Rule(
            code="steps-out-of-order",
            column=Col.DAY,
            wrong=(step == later) & (before > _DAY),
            found=_on_day(f"{_words(later)} on day {{}}"),
            expected=pl.format(
                f"after {_words(earlier)} and what precedes it, on day {{}} or later",
                number(before),
            ),
            repair="check both dates",
            verdict=Verdict.QUARANTINED,
        )
    yield Rule(
        code="infusion-not-on-day-0",
        column=Col.DAY,
        wrong=(step == "infusion") & (_DAY.floor() != 0),
        found=_on_day("the infusion on day {}"),
        expected="day 0, which the first infusion defines",
        repair="count from the first infusion; call a later one reinfusion",
    )
    yield Rule(
        code="reinfusion-before-infusion",
        column=Col.DAY,
        wrong=(step == "reinfusion") & (_DAY <= 0),
        found=_on_day("the reinfusion on day {}"),
        expected="a day after the first infusion, which is day 0",
        repair="check both dates",
    )


def _words(step: str) -> str:
    return f"the {step.replace('_', ' ')}"


def date_rule() -> Rule:
    """Return the rule that day and date agree; needs the column `day of the date`."""
    return Rule(
        code="day-and-date",
        column=Col.DAY,
        wrong=_DAY.floor() != pl.col("day of the date").floor(),
        found=pl.format("{} dated {}", _on_day(), _DATE),
        expected=pl.format(
            "day {} by the infusion on {}", number("day of the date"), INFUSION_DATE
        ),
        repair="keep the one that is right",
    )


_RULES: Mapping[str, Callable[[], Iterator[Rule]]] = MappingProxyType(
    {"treatments": _treatments, "milestones": _milestones}
)
