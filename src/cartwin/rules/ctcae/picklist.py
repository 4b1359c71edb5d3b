"""Clinical terms: the grades a site may pick, and whether what it entered is one."""

from functools import cache
from typing import Any

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.rules.ctcae.columns import CTCAE, CtcaeCol
from cartwin.rules.ctcae.terms import VERSIONS, list_terms, term_key
from cartwin.study import Col


__all__ = ["check_grades", "list_choices"]

_ANY = [1, 2, 3, 4, 5]


@cache
def list_choices(version: str = "5.0") -> pl.DataFrame:
    """Return the terms shipped with the version: term, allowed grades, certainty.

    Not the whole of CTCAE: the laboratory terms, and of version 5.0 the clinical ones that
    matter after cell therapy in autoimmune disease.

    Examples
    --------
    >>> list_choices().filter(pl.col("term") == "Bruising")["allowed"].to_list()
    [[1, 2]]
    """
    laboratory = load_criterion(f"ctcae-{version}").items
    clinical = load_criterion("ctcae-terms-5.0").items if version == "5.0" else {}
    printed = {n: t.printed for n, t in list_terms(version).items()}
    rows = [
        (name, list(printed.get(name, item.value)), str(item.certainty))
        for name, item in (*laboratory.items(), *clinical.items())
    ]
    types: dict[str, Any] = {
        Col.TERM: pl.String,
        CtcaeCol.ALLOWED: pl.List(pl.Int64),
        Col.CERTAINTY: pl.String,
    }
    return pl.DataFrame(rows, schema=types, orient="row").sort(Col.TERM)


def check_grades(
    adverse_events: pl.DataFrame,
    *,
    version: str = "5.0",
    terms: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the adverse events graded by CTCAE, without the grades that do not exist.

    Events of another scale are left out. An event without a version counts as that of
    `version`. Of a term that is not shipped (see `list_choices`) any grade from 1 to 5 is
    taken, and `why` says so; `terms` (of `read_terms`) adds the terms of a file of NCI,
    which go before those shipped.

    Returns
    -------
    DataFrame
        patient, day, scale, version, grade (null: cannot grade), why, evidence, term.
    """
    scale = pl.col(Col.SCALE).str.to_uppercase().str.starts_with(CTCAE)
    events = adverse_events.filter(scale).with_columns(
        pl.lit(CTCAE).alias(Col.SCALE),
        pl.col(Col.VERSION).str.extract(r"(\d+(?:\.\d+)?)").alias(Col.VERSION),
    )
    stated = pl.col(Col.VERSION).fill_null(version)
    full = stated.replace({"5": "5.0", "6": "6.0"})
    judged = (
        events.with_columns(full, term_key())
        .join(_known(terms), on=[Col.VERSION, "key"], how="left", maintain_order="left")
        .with_columns(_why(), _evidence())
    )
    return judged.select(
        *(Col.PATIENT, Col.DAY, Col.SCALE, Col.VERSION),
        pl.when(_allowed()).then(pl.col(Col.GRADE)).cast(pl.Int8).alias(Col.GRADE),
        *(RuleCol.WHY, RuleCol.EVIDENCE, Col.TERM),
    ).sort(Col.PATIENT, Col.DAY, Col.TERM)


def _known(terms: pl.DataFrame | None) -> pl.DataFrame:
    """Return version, key and allowed grades of the terms shipped, and of a file."""
    if terms is None:
        return _choices()
    own = [
        terms.select(pl.lit(version).alias(Col.VERSION), term_key(), CtcaeCol.ALLOWED)
        for version in VERSIONS
    ]
    both = pl.concat([*own, _choices()])
    return both.unique([Col.VERSION, "key"], keep="first", maintain_order=True)


@cache
def _choices() -> pl.DataFrame:
    versions = [
        list_choices(version).with_columns(pl.lit(version).alias(Col.VERSION))
        for version in VERSIONS
    ]
    return pl.concat(versions).select(Col.VERSION, term_key(), CtcaeCol.ALLOWED)


def _allowed() -> pl.Expr:
    allowed = pl.coalesce(CtcaeCol.ALLOWED, pl.lit(_ANY))
    return pl.col(Col.GRADE).is_in(allowed).fill_null(value=False)


def _why() -> pl.Expr:
    listed = pl.col(CtcaeCol.ALLOWED).is_not_null()
    named = pl.coalesce(CtcaeCol.ALLOWED, pl.lit(_ANY))
    grades = named.cast(pl.List(pl.String)).list.join(", ")
    wrong = pl.format(
        "cannot grade: found {}, but {} has only the grades {}",
        *(pl.col(Col.GRADE), pl.col(Col.TERM), grades),
    )
    why = (
        pl.when(pl.col(Col.GRADE).is_null())
        .then(pl.lit("cannot grade: the site gave no grade"))
        .when(~_allowed())
        .then(wrong)
        .when(listed)
        .then(pl.lit("as graded by the site"))
        .otherwise(pl.lit("as graded by the site; the term is not among those shipped"))
    )
    return why.alias(RuleCol.WHY)


def _evidence() -> pl.Expr:
    grade = pl.col(Col.GRADE).cast(pl.String)
    return pl.format("grade={}", grade).fill_null("").alias(RuleCol.EVIDENCE)
