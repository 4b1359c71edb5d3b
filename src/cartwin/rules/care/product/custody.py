"""The chain of identity: any break blocks the next step.

A chain breaks where a step is missing before a later one, is dated before the one it
follows, was scanned twice or is unknown; where who, when, where, the temperature or one
of two independent identifiers is not recorded; where an identifier changes or belongs to
another patient; where one person did what takes two; and where the infusion took too
long.
"""

from collections.abc import Iterator

import polars as pl

from cartwin.rules.care.columns import CareCol, Verdict
from cartwin.rules.care.product.scans import ScanCol, scans_of, steps_in_order
from cartwin.rules.columns import RuleCol
from cartwin.rules.criterion import load_criterion
from cartwin.study import Col, Study


__all__ = ["check_custody", "check_scans"]

_PLACE = pl.col(ScanCol.PLACE_IN_CHAIN)
_FIRST = pl.col(ScanCol.FIRST_IDENTIFIER)
_SECOND = pl.col(ScanCol.SECOND_IDENTIFIER)
_MINUTES_PER_DAY = 1440
_PARTS = ("who", "where", "id1", "id2", "temperature")


def check_custody(study: Study) -> pl.DataFrame:
    """Return the state of the chain of every patient with scans; see `check_scans`."""
    return check_scans(scans_of(study.assessments))


def check_scans(scans: pl.DataFrame) -> pl.DataFrame:
    """Return one row per patient: how far the chain is whole, and what may follow.

    Parameters
    ----------
    scans
        As `scans_of` returns them.

    Returns
    -------
    DataFrame
        patient, verdict (met: unbroken so far; failed: broken), step (the last unbroken),
        next_step (which may follow; null if the chain is broken or at its end), why (every
        break, in the order of the chain).
    """
    ordered = scans.sort(Col.PATIENT, ScanCol.PLACE_IN_CHAIN, Col.DAY, nulls_last=True)
    breaks = ordered.lazy().with_columns(_breaks().alias(RuleCol.WHY)).collect()
    broken = pl.col(RuleCol.WHY).is_not_null()
    first = _PLACE.filter(broken).min()
    whole = pl.when(broken.any()).then(first - 1).otherwise(_PLACE.max())
    chains = breaks.group_by(Col.PATIENT, maintain_order=True).agg(
        pl.when(broken.any())
        .then(pl.lit(Verdict.FAILED))
        .otherwise(pl.lit(Verdict.MET))
        .alias(CareCol.VERDICT),
        whole.alias("_whole"),
        pl.col(RuleCol.WHY).drop_nulls().str.join("; ").alias(RuleCol.WHY),
    )
    may_go_on = pl.when(pl.col(CareCol.VERDICT) == Verdict.MET).then(pl.col("_whole") + 1)
    return chains.select(
        Col.PATIENT,
        CareCol.VERDICT,
        _step_at(pl.col("_whole")).alias(CareCol.STEP),
        _step_at(may_go_on).alias(CareCol.NEXT_STEP),
        RuleCol.WHY,
    )


def _step_at(place: pl.Expr) -> pl.Expr:
    names = dict(enumerate(steps_in_order()))
    return place.replace_strict(names, default=None, return_dtype=pl.String)


def _breaks() -> pl.Expr:
    """Name what breaks the chain at each scan; null if nothing does."""
    parts = [pl.format("{}: {}", ScanCol.STEP, why) for why in _reasons()]
    found = pl.concat_str(parts, separator="; ", ignore_nulls=True)
    return pl.when(found != "").then(found)


def _reasons() -> Iterator[pl.Expr]:
    rules = load_criterion("custody-chain")
    before = _PLACE.shift(1).over(Col.PATIENT).fill_null(-1)
    earlier = pl.col(Col.DAY).shift(1).over(Col.PATIENT)
    yield pl.when(_PLACE.is_null()).then(pl.lit("no step of the chain"))
    missing = _step_at(before + 1)
    yield pl.when(before + 1 < _PLACE).then(pl.format("{} is missing before it", missing))
    yield pl.when(before == _PLACE).then(pl.lit("scanned twice"))
    too_early = pl.col(Col.DAY) < earlier
    yield pl.when(too_early).then(pl.lit("dated before the step it follows"))
    yield pl.when(pl.col(Col.DAY).is_null()).then(pl.lit("when is not recorded"))
    for part in _PARTS:
        yield pl.when(pl.col(part).is_null()).then(pl.lit(f"{part} is not recorded"))
    yield pl.when(_FIRST == _SECOND).then(pl.lit("the two identifiers are the same"))
    for identifier in (_FIRST, _SECOND):
        mine = identifier.drop_nulls().first().over(Col.PATIENT)
        yield pl.when(identifier != mine).then(
            pl.format("found {}; expected {}", identifier, mine)
        )
        shared = pl.col(Col.PATIENT).n_unique().over(identifier) > 1
        yield pl.when(shared & identifier.is_not_null()).then(
            pl.format("{} also belongs to another patient", identifier)
        )
    yield _one_person(rules["two_persons"])
    yield _too_slow(rules["infusion_minutes"])


def _one_person(steps: list[str]) -> pl.Expr:
    """Name a double check by one person, or by the same person twice."""
    persons = pl.col(ScanCol.WHO).str.split("+").list.eval(pl.element().str.strip_chars())
    several = persons.list.eval(pl.element().filter(pl.element() != "")).list.n_unique()
    alone = pl.col(ScanCol.STEP).is_in(steps) & (several < 2)
    return pl.when(alone).then(pl.lit("takes two persons"))


def _too_slow(limit: float) -> pl.Expr:
    step = pl.col(ScanCol.STEP)
    start = pl.col(Col.DAY).filter(step == "infusion_start").first().over(Col.PATIENT)
    minutes = ((pl.col(Col.DAY) - start) * _MINUTES_PER_DAY).round(3)
    slow = (step == "infusion_end") & (minutes > limit)
    return pl.when(slow).then(pl.format("{} min after the start", minutes))
