"""Patients at the bedside, and the record that is made of what is found there."""

import numpy as np
from tests.rules.records import record

from cartwin.twin.instruments import Bedside
from cartwin.twin.random import keys_of
from cartwin.twin.scales import SCALES


LYMPHODEPLETION = -5.0


def bedside(truth, days, *, noisy=False, seed=1):
    """Return the bedside of patients; `truth`: observable -> (day, patient)."""
    truth = {n: np.asarray(v, float) for n, v in truth.items()}
    n = next(iter(truth.values())).shape[1]
    return Bedside(
        truth=truth,
        days=np.asarray(days, float),
        ages=np.full(n, 45.0),
        female=np.ones(n, bool),
        keys=keys_of([f"P{i}" for i in range(n)]),
        seed=seed,
        noisy=noisy,
    )


def written(seen, instruments, laboratory=None, *, disease):
    """Return the record: scales and laboratory as observations, the rest as items."""
    items = [
        (f"P{p}", day, i.name, item, float(value))
        for i in instruments
        for item, found in i.find(seen).items()
        for day, row in zip(seen.days, found, strict=True)
        for p, value in enumerate(row)
        if np.isfinite(value)
    ]
    read = {
        a: scale.read(seen.truth[a], seen.noise(a))
        for a, scale in SCALES.items()
        if a in seen.truth
    }
    values = [
        (f"P{p}", day, a, value)
        for a, found in read.items()
        for day, row in zip(seen.days, found, strict=True)
        for p, value in enumerate(row)
    ]
    patients = next(iter(seen.truth.values())).shape[1]
    start = [
        (f"P{p}", LYMPHODEPLETION, "fludarabine", "lymphodepletion")
        for p in range(patients)
    ]
    return record(
        values=values + list(laboratory or []), items=items, given=start, disease=disease
    )
