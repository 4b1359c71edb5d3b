"""Virtual patients of several diseases, each simulated by its own twin, as one study."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from cartwin.parameters import Parameter
from cartwin.study import Col, Protocol, Study
from cartwin.twin import (
    Candidate,
    Plan,
    changes_of,
    draw_patients,
    find_variant,
    simulate,
    variants_of,
)


__all__ = ["join_studies", "simulate_each"]

Progress = Callable[[float], None]


def simulate_each(
    diseases: Sequence[str],
    candidates: Sequence[Candidate],
    plan: Plan,
    *,
    seed: int,
    baseline_days: Mapping[str, float],
    name: str,
    title: str,
    protocol: Protocol,
    on_progress: Progress | None = None,
) -> Study:
    """Return all candidates treated by the plan, each by the twin of their disease.

    Nobody's numbers depend on who else is there, or on which diseases the others have.

    Parameters
    ----------
    diseases
        Code of the disease of each candidate.
    baseline_days
        Analyte -> day whose reading the conditions on the candidates are about.

    Raises
    ------
    ModelError
        If the protocol names a variant that none of the diseases has.
    """
    groups = {code: _where(diseases, code) for code in dict.fromkeys(diseases)}
    changes = _changes(protocol.patients_like, [*groups])
    parts, before = list[Study](), 0
    for code, members in groups.items():
        part = simulate(
            draw_patients(
                code,
                [candidates[i] for i in members],
                seed=seed,
                baseline_days=baseline_days,
                changes=changes[code],
            ),
            _of_some(plan, members),
            seed=seed,
            name=name,
            title=title,
            protocol=protocol,
            on_progress=_from(before, len(members), len(candidates), on_progress),
        )
        parts.append(part)
        before += len(members)
    return join_studies(parts, [c.patient for c in candidates])


def _changes(like: str, diseases: Sequence[str]) -> dict[str, Mapping[str, Parameter]]:
    """Return disease -> priors of the patients, in the diseases that a variant is about."""
    found: dict[str, Mapping[str, Parameter]] = {code: {} for code in diseases}
    if not like:
        return found
    concerned = [c for c in diseases if like in {v.name for v in variants_of(c)}]
    for code in concerned or diseases:
        found[code] = changes_of(find_variant(like, code), code)
    return found


def _where(diseases: Sequence[str], code: str) -> list[int]:
    return [i for i, disease in enumerate(diseases) if disease == code]


def _of_some(plan: Plan, members: Sequence[int]) -> Plan:
    return replace(
        plan,
        regimens=tuple(plan.regimens[i] for i in members),
        arms=tuple(plan.arms[i] for i in members),
        follow_up=plan.follow_up[np.asarray(members)],
    )


def _from(before: int, n: int, of: int, tell: Progress | None) -> Progress | None:
    """Return progress in the whole that tells of progress in one part."""
    return None if tell is None else lambda x: tell((before + n * x) / of)


def join_studies(parts: Sequence[Study], order: Sequence[str]) -> Study:
    """Return the patients of several studies as one; nobody is in two of them.

    Parameters
    ----------
    order
        Names of all patients, as the table of patients is to have them.
    """
    if len(parts) == 1:
        return parts[0]
    tables = {
        name: pl.concat([part.tables[name] for part in parts]).sort(
            Col.PATIENT, maintain_order=True
        )
        for name in parts[0].tables
        if name != "patients" and Col.PATIENT in parts[0].tables[name].columns
    }
    who = pl.DataFrame({Col.PATIENT: list(order)})
    patients = pl.concat([part.patients for part in parts])
    tables["patients"] = who.join(
        patients, on=Col.PATIENT, how="left", maintain_order="left"
    )
    disease = "+".join(part.disease for part in parts)
    return replace(parts[0], disease=disease, tables=tables)
