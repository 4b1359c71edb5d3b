"""The same virtual adults under several variants, as one study with an arm for each.

Every random number belongs to a patient and a purpose, never to a variant: what differs
between the arms of one person is what the variant changes. The `cohort` of a patient is
the person, the same in all arms.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from cartwin.study import Arm, Col, Protocol, Regimen, Study
from cartwin.twin.adults import draw_adults, plan_adults
from cartwin.twin.plan import Plan
from cartwin.twin.population import draw_patients
from cartwin.twin.simulate import simulate
from cartwin.twin.variant import Variant, changes_of


__all__ = ["mark_patients", "simulate_variants"]

LONGEST = 48  # characters of a variant in the name of a patient
DENSE_UNTIL, STEP = 28.0, 7.0  # days: all visits until then, weekly ones after


def simulate_variants(
    disease: str,
    regimen: Regimen,
    variants: Sequence[Variant],
    *,
    n: int,
    days: float,
    seed: int,
    rtol: float = 1e-6,
    daily: bool = True,
    on_progress: Callable[[float], None] | None = None,
) -> Study:
    """Return `n` virtual adults under each variant, treated alike.

    Parameters
    ----------
    variants
        With different names; the arm of a patient is the name.
    days
        Length of follow-up after the infusion.
    daily
        False: after day 28 only weekly visits.

    Returns
    -------
    Study
        Patients are called `V0000001-NAME`, or as ever if there is one variant.

    Raises
    ------
    ModelError
        If there is no twin of the disease, it does not know a drug, or a variant changes
        what the disease does not have.
    """
    plan = plan_adults(disease, regimen, n, days)
    plan = plan if daily else _thinned(plan)
    who = draw_adults(0, n, seed=seed, disease=disease)
    parts = []
    for done, variant in enumerate(variants):
        part = simulate(
            draw_patients(disease, who, seed=seed, changes=changes_of(variant, disease)),
            replace(plan, arms=(variant.name,) * n),
            seed=seed,
            rtol=rtol,
            name=variant.name,
            title=variant.title,
            on_progress=_share_of(on_progress, done, len(variants)),
        )
        parts.append(mark_patients(part, _mark(variant, done)) if variants[1:] else part)
    joined = _joined(parts)
    return replace(
        joined,
        name=f"{disease}-variants",
        title=f"{n} virtual adults under each of {len(variants)} variants",
        protocol=Protocol(
            patients=n * len(variants),
            lymphodepletion=Regimen(),
            arms=tuple(Arm(name=v.name, regimen=regimen) for v in variants),
            visits=plan.visits,
            follow_up=(days, days),
        ),
    )


def _thinned(plan: Plan) -> Plan:
    """Return the plan with weekly visits once the first weeks are over."""

    def kept(days: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(d for d in days if d <= DENSE_UNTIL or d % STEP == 0 or d == plan.end)

    return replace(plan, visits={q: kept(days) for q, days in plan.visits.items()})


def _share_of(
    tell: Callable[[float], None] | None, done: int, total: int
) -> Callable[[float], None] | None:
    return None if tell is None else lambda fraction: tell((done + fraction) / total)


def mark_patients(study: Study, mark: str) -> Study:
    """Return the study with a mark behind the name of every patient."""
    name = pl.format("{}-{}", pl.col(Col.PATIENT), pl.lit(mark)).alias(Col.PATIENT)
    named = {
        table: frame.with_columns(name)
        for table, frame in study.tables.items()
        if Col.PATIENT in frame.columns and len(frame)
    }
    return study.with_tables(**named)


def _mark(variant: Variant, place: int) -> str:
    """Return the name of a variant as the pseudonym of a patient may contain it.

    >>> from cartwin.twin.variants import find_variant
    >>> _mark(find_variant("sanctuary+weak-product", "itp"), 1)
    'sanctuary.weak-product'
    """
    text = variant.name.replace("+", ".")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 4]}.{place}"


def _joined(studies: Sequence[Study]) -> Study:
    first = studies[0]
    tables = {name: pl.concat([s.tables[name] for s in studies]) for name in first.tables}
    return first.with_tables(**tables)
