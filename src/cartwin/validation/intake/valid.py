"""Files in which nothing is wrong, of every table, for the small study."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np

from cartwin.validation.intake.draft import Draft
from cartwin.validation.intake.record import DAY_0, PEOPLE


__all__ = ["SHAPES", "date_of", "valid_draft"]

# Analyte, unit and values that a laboratory would write in it.
_MEASURED = (
    ("PLAT", "10*9/L", 20, 300),
    ("PLAT", "/uL", 20_000, 300_000),
    ("PLAT", "G/L", 20, 300),
    ("NEUT", "10*9/L", 1, 8),
    ("CRP", "mg/L", 1, 80),
    ("CRP", "mg/dL", 0.1, 8),
    ("HGB", "g/dL", 8, 15),
    ("HGB", "g/L", 80, 150),
    ("IGG", "g/L", 4, 14),
    ("BCELL", "/uL", 1, 300),
    ("TEMP", "Cel", 36, 39),
    ("TEMP", "[degF]", 97, 102),
)
_WIDE = ("PLAT [10*9/L]", "CRP [mg/L]", "HGB (g/dL)", "BCELL [/uL]")
_FLAGS = ("true", "false", "")
_NOTES = ("", "", "morning", 'said "well"', "Größe, Maß", "a; b, c")


def date_of(day: int) -> str:
    """Return the date of a day since the infusion.

    >>> date_of(-35)
    '2024-04-01'
    """
    return (date.fromisoformat(DAY_0) + timedelta(days=day)).isoformat()


def valid_draft(shape: str, rows: int, rng: np.random.Generator) -> Draft:
    """Return a file that is taken in without a word; `shape` is one of `SHAPES`.

    >>> valid_draft("milestones", 1, np.random.default_rng(1)).header
    ['patient', 'milestone', 'date', 'note']
    """
    header, fill = SHAPES[shape]
    made = fill(rng, rows)
    table = shape.partition(" ")[0]
    return Draft(
        table=table, header=list(header), rows=[list(next(made)) for _ in range(rows)]
    )


def _keys(
    rng: np.random.Generator, rows: int, low: int, high: int
) -> Iterator[tuple[str, int]]:
    """Yield patients and days, each pair once."""
    pairs = rng.permutation(len(PEOPLE) * (high - low))[:rows]
    for pair in pairs.tolist():
        yield PEOPLE[pair % len(PEOPLE)], low + pair // len(PEOPLE)


def _shown(value: float) -> str:
    return f"{value:.4g}" if value < 1000 else f"{value:.0f}"


def _observations(rng: np.random.Generator, rows: int) -> Iterator[list[str]]:
    for patient, day in _keys(rng, rows, -30, 100):
        analyte, unit, low, high = _MEASURED[rng.integers(len(_MEASURED))]
        value = _shown(rng.uniform(low, high))
        if analyte == "CRP" and rng.random() < 0.2:
            value = f"<{value}"
        note = _NOTES[rng.integers(len(_NOTES))]
        yield [patient, date_of(day), analyte, value, unit, "", "", note]


def _wide(rng: np.random.Generator, rows: int) -> Iterator[list[str]]:
    bounds = ((20, 300), (1, 80), (8, 15), (1, 300))
    for patient, day in _keys(rng, rows, -30, 100):
        cells = [_shown(rng.uniform(*b)) if rng.random() < 0.7 else "" for b in bounds]
        yield [patient, date_of(day), *cells, _NOTES[rng.integers(len(_NOTES))]]


def _patients(rng: np.random.Generator, rows: int) -> Iterator[list[str]]:
    for number in rng.permutation(900)[:rows].tolist():
        age, weight = int(rng.integers(18, 70)), float(rng.uniform(50, 90))
        yield [
            f"N{number:03}", ("female", "male", "")[rng.integers(3)], str(2024 - age),
            str(age), _shown(weight), str(rng.integers(155, 190)),
            _shown(rng.uniform(1, 15)), str(rng.integers(0, 9)), _FLAGS[rng.integers(3)],
            "",
        ]  # fmt: skip


def _treatments(rng: np.random.Generator, rows: int) -> Iterator[list[str]]:
    given = (
        ("fludarabine", "30", "mg/m2", "lymphodepletion", -30, 0),
        ("cyclophosphamide", "300", "mg/m2", "lymphodepletion", -30, 0),
        ("aspirin", "100", "mg", "concomitant", -30, 100),
        ("tocilizumab", "8", "mg/kg", "toxicity", 1, 100),
    )
    for patient, day in _keys(rng, rows, -30, 100):
        fits = [g for g in given if g[4] <= day < g[5]]
        drug, amount, unit, purpose, _, _ = fits[rng.integers(len(fits))]
        yield [patient, date_of(day), drug, amount, unit, "", purpose, ""]


def _events(rng: np.random.Generator, rows: int) -> Iterator[list[str]]:
    terms = ("CRS", "headache", "neutropenia")
    for patient, day in _keys(rng, rows, 0, 100):
        yield [
            patient, date_of(day), terms[rng.integers(3)], "CTCAE", str(rng.integers(1, 5)),
            date_of(day + int(rng.integers(0, 9))), _FLAGS[rng.integers(3)], "",
        ]  # fmt: skip


def _assessments(rng: np.random.Generator, rows: int) -> Iterator[list[str]]:
    for patient, day in _keys(rng, rows, 0, 60):
        points = str(rng.integers(0, 11))
        yield [patient, str(day), date_of(day), "ICE", "total", points, "", ""]


def _milestones(rng: np.random.Generator, rows: int) -> Iterator[list[str]]:
    for patient, day in _keys(rng, rows, 10, 300):
        yield [patient, "reinfusion", date_of(day), ""]


def _reported(rng: np.random.Generator, rows: int) -> Iterator[list[str]]:
    for number in rng.permutation(900)[:rows].tolist():
        whole = int(rng.integers(5, 20))
        part = str(rng.integers(0, whole))
        yield [
            f"C{number}", "Patients with a response.", "outcome", "response", "count", part,
            "", "", part, str(whole), "no", "Nobody A, 2024", "assumed",
        ]  # fmt: skip


_Fill = Callable[[np.random.Generator, int], Iterator[list[str]]]
SHAPES: Mapping[str, tuple[tuple[str, ...], _Fill]] = MappingProxyType(
    {
        "observations": (
            ("patient", "date", "analyte", "value", "unit", "lower_normal", "upper_normal",
             "note"),
            _observations,
        ),
        "observations wide": (("patient", "date", *_WIDE, "note"), _wide),
        "patients": (
            ("patient", "sex", "birth", "age", "weight", "height", "disease_duration",
             "prior_therapies", "developmental_delay", "note"),
            _patients,
        ),
        "treatments": (
            ("patient", "date", "drug", "amount", "unit", "total", "purpose", "note"),
            _treatments,
        ),
        "adverse_events": (
            ("patient", "date", "term", "scale", "grade", "end_date", "serious", "note"),
            _events,
        ),
        "assessments": (
            ("patient", "day", "date", "instrument", "item", "value", "text", "note"),
            _assessments,
        ),
        "milestones": (("patient", "milestone", "date", "note"), _milestones),
        "reported": (
            ("claim", "wording", "role", "quantity", "statistic", "value", "low", "high",
             "n", "denominator", "calibration", "source", "certainty"),
            _reported,
        ),
    }
)  # fmt: skip
