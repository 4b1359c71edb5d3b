"""The virtual study on which every rule is timed."""

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from cartwin.study import SCHEMA, Col, Origin, Study
from cartwin.validation.bench.rulebook.drawn import VISITS, Drawn, read_plan


__all__ = ["draw_study"]

_GIVEN = (
    *((day, "fludarabine", "lymphodepletion", 25.0, "mg/m2") for day in (-5.0, -4.0, -3.0)),
    *((day, "cyclophosphamide", "lymphodepletion", 300.0, "mg/m2") for day in (-5.0, -4.0)),
    (0.0, "cart", "car_t", 1e6, "/kg"),
)
_EARLIER = ((-200.0, "rituximab", "concomitant"), (-40.0, "prednisone", "concomitant"))
_RESCUES = (
    (12.0, "platelet_transfusion", "concomitant"),
    (40.0, "ivig", "rescue"),
    (150.0, "romiplostim", "rescue"),
)
_STEPS = {"consent": -62.0, "leukapheresis": -28.0, "release": -10.0, "infusion": 0.0}


def draw_study(patients: int, *, seed: int = 1, rich: bool = False) -> Study:
    """Return a study of so many virtual patients with 60 visits each.

    `rich`: a visit holds more than the usual 1.5 laboratory values and half an assessed
    item.

    >>> draw_study(20).patients.height
    20
    """
    rng = np.random.default_rng(seed)
    shares, plan = read_plan(rich=rich)
    people = _people(patients, shares, rng)
    drawn = [(d, _rows(d, people, rng)) for d in plan]
    tables = {
        "patients": people,
        "observations": pl.concat(f for d, f in drawn if not d.instrument),
        "assessments": pl.concat(f for d, f in drawn if d.instrument),
        "treatments": pl.concat(_treatments(people, rng), how="diagonal"),
        "milestones": pl.concat(_milestones(people)),
        "adverse_events": _events(people, rng),
    }
    title = "Virtual patients on whom rules are timed"
    return Study(
        name="rulebook", title=title, origin=Origin.VIRTUAL, disease="itp", tables=tables
    )


def _people(
    patients: int, shares: Mapping[str, float], rng: np.random.Generator
) -> pl.DataFrame:
    diseases = rng.choice(list(shares), patients, p=list(shares.values()))
    numbers = pl.int_range(patients, eager=True)
    return pl.DataFrame(
        {
            Col.PATIENT: "P" + numbers.cast(pl.String).str.zfill(7),
            Col.SEX: rng.choice(["female", "male"], patients),
            Col.AGE: rng.integers(6, 80, patients).astype(float),
            Col.WEIGHT: rng.uniform(45, 110, patients).round(1),
            Col.HEIGHT: rng.uniform(150, 195, patients).round(0),
            Col.DIAGNOSIS: diseases,
            Col.DISEASE_DURATION: rng.uniform(0.5, 15, patients).round(1),
            Col.FOLLOW_UP: pl.repeat(VISITS[-1], patients, eager=True),
        }
    )


def _chosen(
    people: pl.DataFrame, share: float, rng: np.random.Generator, disease: str = ""
) -> pl.Series:
    """Return some of the patients, in their order."""
    if disease:
        people = people.filter(pl.col(Col.DIAGNOSIS) == disease)
    return people[Col.PATIENT].filter(pl.Series(rng.random(people.height) < share))


def _rows(drawn: Drawn, people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return the rows of the record of one entry of the plan."""
    who, days = _chosen(people, drawn.share, rng, drawn.disease), drawn.days
    return pl.concat(_of_name(name, drawn, who, days, rng) for name in drawn.names)


def _of_name(
    name: str,
    drawn: Drawn,
    who: pl.Series,
    days: np.ndarray[tuple[int], np.dtype[np.float64]],
    rng: np.random.Generator,
) -> pl.DataFrame:
    repeated = who.gather(np.repeat(np.arange(len(who)), len(days)))
    frame = pl.DataFrame({Col.PATIENT: repeated, Col.DAY: np.tile(days, len(who))})
    if not drawn.instrument:
        return _values(name, drawn, frame, rng)
    return _answers(name, drawn, frame, rng)


def _values(
    analyte: str, drawn: Drawn, frame: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    least, most = (float(np.log(end)) for end in drawn.range)
    numbers = np.exp(rng.uniform(least, most, frame.height))
    low, high = drawn.normal
    return frame.with_columns(
        pl.lit(analyte).alias(Col.ANALYTE),
        pl.Series(Col.VALUE, numbers).round_sig_figs(3),
        pl.lit("none").alias(Col.CENSORING),
        pl.lit(low, pl.Float64).alias(Col.LOWER_NORMAL),
        pl.lit(high, pl.Float64).alias(Col.UPPER_NORMAL),
    )


def _answers(
    item: str, drawn: Drawn, frame: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    value, text = pl.lit(None, pl.Float64), pl.lit(None, pl.String)
    if drawn.words:
        said = pl.Series(rng.choice(drawn.words, frame.height), dtype=pl.String)
        text = pl.lit(said).str.replace_all("{}", pl.col(Col.PATIENT), literal=True)
    else:
        low, high = (int(end) for end in drawn.range)
        value = pl.lit(pl.Series(rng.integers(low, high + 1, frame.height).astype(float)))
    return frame.with_columns(
        pl.lit(drawn.instrument).alias(Col.INSTRUMENT),
        pl.lit(item).alias(Col.ITEM),
        value.alias(Col.VALUE),
        text.alias(Col.TEXT),
    )


def _treatments(people: pl.DataFrame, rng: np.random.Generator) -> Iterator[pl.DataFrame]:
    everybody = people.select(Col.PATIENT)
    for day, drug, purpose, amount, unit in _GIVEN:
        size = people[Col.WEIGHT] if unit == "/kg" else 1.9
        yield _dose(everybody, day, drug, purpose).with_columns(
            pl.lit(amount).alias(Col.AMOUNT),
            pl.lit(unit).alias(Col.UNIT),
            (amount * size * pl.lit(1.0)).alias(Col.TOTAL),
        )
    for dose in _EARLIER + _RESCUES:
        yield _dose(_chosen(people, 0.3, rng).to_frame(), *dose)


def _dose(who: pl.DataFrame, day: float, drug: str, purpose: str) -> pl.DataFrame:
    columns = {Col.DAY: day, Col.DRUG: drug, Col.PURPOSE: purpose}
    return who.with_columns(pl.lit(v).alias(c) for c, v in columns.items())


def _milestones(people: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for step, day in (_STEPS | {"last_contact": VISITS[-1]}).items():
        yield people.select(
            Col.PATIENT, pl.lit(step).alias(Col.MILESTONE), pl.lit(day).alias(Col.DAY)
        )


def _events(people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return two adverse events of everybody."""
    twice = pl.concat([people.select(Col.PATIENT)] * 2)
    n = twice.height
    columns = {
        Col.DAY: rng.integers(0, 60, n).astype(float),
        Col.TERM: rng.choice(["Nausea", "Bruising", "Fatigue"], n),
        Col.GRADE: rng.integers(1, 4, n),
    }
    told = {Col.SCALE: "CTCAE", Col.VERSION: "5.0"}
    types = SCHEMA["adverse_events"].dtypes
    return twice.with_columns(
        *(pl.Series(c, v, dtype=types[c]) for c, v in columns.items()),
        *(pl.lit(v).alias(c) for c, v in told.items()),
    )
