"""What must hold between the cells of one row."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

import polars as pl

from cartwin.errors import did_you_mean
from cartwin.study.amounts import MOST, MOST_CELLS
from cartwin.study.checks.cells import LIMITS
from cartwin.study.checks.rule import Rule, Verdict, number, quoted
from cartwin.study.columns import Col
from cartwin.study.drugs import DRUGS
from cartwin.units import analyte_hint, conversions


__all__ = ["nearest", "row_rules", "with_limits"]

_HINTS = 1000  # words that are looked up, of each kind of fault
_CAR_T = [name for name, drug in DRUGS.items() if drug.purpose == "car_t"]
LOWEST, HIGHEST = "lowest", "highest"  # plausible values of the analyte of a row


def row_rules(table: str) -> Iterator[Rule]:
    """Yield the rules between the cells of a row of a table."""
    yield from _RULES.get(table, _none)()


def with_limits(frame: pl.DataFrame) -> pl.DataFrame:
    """Return observations with the plausible limits of their analyte beside them."""
    return frame.join(_limits(), on=Col.ANALYTE, how="left", maintain_order="left")


@cache
def _limits() -> pl.DataFrame:
    canonical = conversions().unique("analyte", maintain_order=True)
    return canonical.select(
        pl.col("analyte").alias(Col.ANALYTE),
        pl.col("low").alias(LOWEST),
        pl.col("high").alias(HIGHEST),
        pl.col("unit").alias("canonical"),
    )


def nearest(column: str, hint: Callable[[str], str]) -> Callable[[pl.DataFrame], pl.Expr]:
    """Return what gives each row a hint for the word in a column; made once per word."""
    known = cache(hint)
    return lambda rows: _hints(rows, column, known)


def _hints(rows: pl.DataFrame, column: str, hint: Callable[[str], str]) -> pl.Expr:
    words = rows[column].drop_nulls().unique(maintain_order=True).head(_HINTS).to_list()
    return pl.col(column).replace_strict(
        words, [hint(w) for w in words], default="write a known one", return_dtype=pl.String
    )


def _none() -> Iterator[Rule]:
    yield from ()


def _patients() -> Iterator[Rule]:
    age, ill = pl.col(Col.AGE), pl.col(Col.DISEASE_DURATION)
    yield Rule(
        code="ill-longer-than-alive",
        column=Col.DISEASE_DURATION,
        wrong=ill > age,
        found=pl.format("{} years", number(ill)),
        expected=pl.format("at most the age of {}", number(age)),
        repair="check both",
    )
    index = pl.col(Col.WEIGHT) / (pl.col(Col.HEIGHT) / 100) ** 2
    both_plausible = pl.col(Col.HEIGHT).is_between(*LIMITS[Col.HEIGHT]) & (
        pl.col(Col.WEIGHT).is_between(*LIMITS[Col.WEIGHT])
    )
    yield Rule(
        code="body-mass-index",
        column=Col.WEIGHT,
        wrong=~index.is_between(8, 90) & both_plausible,
        found=pl.format("{} kg at {} cm", number(Col.WEIGHT), number(Col.HEIGHT)),
        expected="a body-mass index of 8 to 90 kg/m2",
        repair="check both; height is in cm, weight in kg",
        verdict=Verdict.QUARANTINED,
    )


def _treatments() -> Iterator[Rule]:
    """Drugs that the house does not know are fine if they are concomitant."""
    drug, unit = pl.col(Col.DRUG), pl.col(Col.UNIT)
    is_known, matters = drug.is_in(list(DRUGS)), pl.col(Col.PURPOSE).is_not_null()
    yield Rule(
        code="unknown-drug",
        column=Col.DRUG,
        wrong=~is_known & matters & (pl.col(Col.PURPOSE) != "concomitant"),
        found=quoted(Col.DRUG),
        expected="a generic name that cartwin knows, or the purpose concomitant",
        repair=nearest(Col.DRUG, lambda name: did_you_mean(name, DRUGS)),
        verdict=Verdict.QUARANTINED,
    )
    names = list(DRUGS)
    understood = drug.replace_strict(
        names, [", ".join(DRUGS[n].units) for n in names], default=None
    )
    pairs = [f"{n}|{u}" for n in names for u in DRUGS[n].units]
    yield Rule(
        code="unit-of-dose",
        column=Col.UNIT,
        wrong=is_known & ~pl.format("{}|{}", drug, unit).is_in(pairs),
        found=pl.format("{} for {}", quoted(unit), drug),
        expected=pl.format("one of {}", understood),
        repair="write the dose in that unit",
        verdict=Verdict.QUARANTINED,
    )
    yield from _too_many_cells()


def _too_many_cells() -> Iterator[Rule]:
    is_cart = (pl.col(Col.PURPOSE) == "car_t") | pl.col(Col.DRUG).is_in(_CAR_T)
    per_kg = is_cart & (pl.col(Col.UNIT) == "/kg")
    for column, applies, most, unit in (
        (Col.AMOUNT, per_kg, MOST["/kg"], "/kg"),
        (Col.TOTAL, is_cart, MOST_CELLS, "in all"),
    ):
        yield Rule(
            code="implausible",
            column=column,
            wrong=applies & (pl.col(column) > most),
            found=pl.format(f"{{}} CAR-T cells {unit}", number(column)),
            expected=f"at most {most:g} {unit}; nobody is given more",
            repair="check the number and its unit",
        )


def _observations() -> Iterator[Rule]:
    code, value = pl.col(Col.ANALYTE), pl.col(Col.VALUE)
    yield Rule(
        code="unknown-analyte",
        column=Col.ANALYTE,
        wrong=code.is_not_null() & pl.col(LOWEST).is_null(),
        found=quoted(Col.ANALYTE),
        expected="the code of an analyte",
        repair=nearest(Col.ANALYTE, analyte_hint),
    )
    is_odd = ~value.is_between(pl.col(LOWEST), pl.col(HIGHEST)) & value.is_finite()
    yield Rule(
        code="implausible",
        column=Col.VALUE,
        wrong=is_odd,
        found=pl.format("{} {} {}", code, number(value), "canonical"),
        expected=pl.format("{} to {}", number(LOWEST), number(HIGHEST)),
        repair="check the number and its unit",
    )
    low, high = pl.col(Col.LOWER_NORMAL), pl.col(Col.UPPER_NORMAL)
    yield Rule(
        code="swapped-limits",
        column=Col.LOWER_NORMAL,
        wrong=low > high,
        found=pl.format("{} to {}", number(low), number(high)),
        expected="the lower limit of normal below the upper one",
        repair="swap the limits",
    )


def _assessments() -> Iterator[Rule]:
    yield Rule(
        code="no-answer",
        column=Col.VALUE,
        wrong=pl.col(Col.VALUE).is_null() & pl.col(Col.TEXT).is_null(),
        found="neither value nor text",
        expected="the answer: a number in value, or words in text",
        repair="fill one in, or leave out the row",
        verdict=Verdict.QUARANTINED,
    )


def _adverse_events() -> Iterator[Rule]:
    yield Rule(
        code="ends-before-start",
        column=Col.END_DAY,
        wrong=pl.col(Col.END_DAY) < pl.col(Col.DAY),
        found=pl.format("day {}", number(Col.END_DAY)),
        expected=pl.format("the start on day {} or later", number(Col.DAY)),
        repair="check both dates",
    )


def _reported() -> Iterator[Rule]:
    for low, high in ((Col.N, Col.DENOMINATOR), (Col.LOW, Col.HIGH)):
        yield Rule(
            code="out-of-order",
            column=low,
            wrong=pl.col(low) > pl.col(high),
            found=number(low),
            expected=pl.format(f"at most the {high} of {{}}", number(high)),
            repair="swap them, or check both",
        )


_RULES: Mapping[str, Callable[[], Iterator[Rule]]] = MappingProxyType(
    {
        "patients": _patients,
        "treatments": _treatments,
        "observations": _observations,
        "assessments": _assessments,
        "adverse_events": _adverse_events,
        "reported": _reported,
    }
)
