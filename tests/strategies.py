"""Small studies, made up by hypothesis."""

from datetime import date

import polars as pl
from hypothesis import strategies as st

from cartwin.study import (
    DRUGS,
    SCHEMA,
    Arm,
    Col,
    Column,
    Condition,
    Deviation,
    Dose,
    Kind,
    Origin,
    Protocol,
    Regimen,
    Study,
    Table,
)
from cartwin.study.amounts import MOST
from cartwin.units import ANALYTES


names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,12}", fullmatch=True)
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.text(characters, min_size=1, max_size=12)
any_numbers = st.floats(allow_nan=False, allow_infinity=False)
days = st.floats(-400, 400)
recent = st.dates(date(2015, 1, 1), date(2030, 12, 31))
dates = recent.map(str).flatmap(lambda d: st.sampled_from([d, d[:7], d[:4]]))

PLAUSIBLE = {
    Col.DAY: days,
    Col.END_DAY: days,
    Col.FOLLOW_UP: st.floats(0, 4000),
    Col.DURATION: st.floats(0, 10),
    Col.AGE: st.floats(0, 120),
    Col.DISEASE_DURATION: st.floats(0, 100),
    Col.WEIGHT: st.floats(1, 300),
    Col.HEIGHT: st.floats(30, 250),
    Col.AMOUNT: st.floats(0, 1e8),  # the most that is taken, where they are cells
    Col.TOTAL: st.floats(0, 1e9),
    Col.GRADE: st.integers(0, 5),
    Col.N: st.integers(0, 20),
    Col.DENOMINATOR: st.integers(20, 40),
    Col.PRIOR_THERAPIES: st.integers(0, 12),
    Col.LOW: st.floats(-10, 0),
    Col.HIGH: st.floats(1, 10),
    Col.ANALYTE: st.sampled_from(list(ANALYTES)),
}


def cells(column: Column, patients: list[str]) -> st.SearchStrategy:
    """Return what may stand in a column."""
    if column.name == Col.PATIENT:
        filled = st.sampled_from(patients)
    elif column.name in PLAUSIBLE:
        filled = PLAUSIBLE[column.name]
    elif column.allowed:
        filled = st.sampled_from(column.allowed)
    else:
        filled = {
            Kind.TEXT: texts,
            Kind.NUMBER: any_numbers,
            Kind.COUNT: st.integers(-(10**9), 10**9),
            Kind.FLAG: st.booleans(),
            Kind.DATE: dates,
        }[column.kind]
    return filled if column.required else st.none() | filled


def _in_order(row: dict, low: Col, high: Col) -> None:
    """Swap two numbers of a row where the first must not be the greater one."""
    if None not in (row.get(low), row.get(high)):
        row[low], row[high] = sorted((row[low], row[high]))


@st.composite
def rows(draw, table: Table, patients: list[str]) -> dict:
    row = {str(c.name): draw(cells(c, patients)) for c in table.columns}
    if table.name == "patients" and None not in (row[Col.AGE], row[Col.DISEASE_DURATION]):
        row[Col.DISEASE_DURATION] = min(row[Col.DISEASE_DURATION], row[Col.AGE])
    if Col.DAY in table.key and row[Col.DAY] is None and row[Col.DATE] is None:
        row[Col.DAY] = draw(days)
    if table.name == "adverse_events":  # no day of the end follows from a partial date
        row[Col.END_DATE] = row[Col.END_DATE] and row[Col.END_DATE][:7]
        row[Col.END_DAY] = None if row[Col.DAY] is None else row[Col.END_DAY]
    _in_order(row, Col.DAY, Col.END_DAY)
    _in_order(row, Col.LOWER_NORMAL, Col.UPPER_NORMAL)
    if table.name == "observations":
        row[Col.VALUE] = draw(st.floats(*ANALYTES[row[Col.ANALYTE]].plausible))
    return row


def _key(table: Table) -> tuple[Col, ...]:
    """Return what identifies a row; a step of the therapy happens once a patient."""
    once = table.name == "milestones"
    return (Col.PATIENT, Col.MILESTONE) if once else table.key


@st.composite
def frames(draw, name: str, patients: list[str]) -> pl.DataFrame:
    table = SCHEMA[name]
    drawn = st.lists(
        rows(table, patients),
        max_size=4,
        unique_by=lambda r: tuple(r[k] for k in _key(table)),
    )
    return pl.DataFrame(draw(drawn), schema=table.dtypes, orient="row")


conditions = st.builds(
    Condition,
    quantity=st.sampled_from(["PLAT", "NEUT", "icans", "crs"]),
    comparison=st.sampled_from(["<", "<=", ">", ">="]),
    threshold=st.floats(0, 1000),
    day=st.none() | days,
)


@st.composite
def doses(draw) -> Dose:
    drug = draw(st.sampled_from(list(DRUGS.values())))
    unit = draw(st.sampled_from(drug.units))
    return Dose(
        drug=drug.name,
        amount=draw(st.floats(0, MOST[unit]) | st.sampled_from([0.1, 1 / 3])),
        unit=unit,
        days=tuple(draw(st.lists(days, min_size=1, max_size=3))),
        ceiling=draw(st.none() | st.floats(1, 5000)),
        condition=draw(st.none() | conditions),
    )


regimens = st.lists(doses(), max_size=3).map(lambda d: Regimen(tuple(d)))
schedules = st.lists(st.integers(-30, 500), unique=True).map(
    lambda d: tuple(map(float, sorted(d)))
)
protocols = st.builds(
    Protocol,
    patients=st.integers(10, 100),
    lymphodepletion=regimens,
    arms=st.lists(st.builds(Arm, name=texts, regimen=regimens), max_size=2).map(tuple),
    reactive=regimens,
    deviation=st.none()
    | st.builds(
        Deviation,
        patients=st.integers(0, 10),
        alternatives=st.lists(regimens, max_size=2).map(tuple),
        note=texts,
    ),
    visits=st.dictionaries(st.sampled_from([*ANALYTES, "CRS"]), schedules, max_size=3),
    follow_up=st.tuples(st.floats(0, 100), st.floats(100, 5000)),
    rescue_windows=st.dictionaries(st.sampled_from(list(DRUGS)), st.floats(0, 60)),
    notes=st.dictionaries(texts, texts, max_size=3),
)


@st.composite
def studies(draw) -> Study:
    """Return studies that keep to the schema, with whatever texts and numbers it allows."""
    patients = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    known = draw(
        st.tuples(*(rows(SCHEMA["patients"], [name]) for name in patients)).map(list)
    )
    tables = {n: draw(frames(n, patients)) for n in SCHEMA if n != "patients"}
    tables["patients"] = pl.DataFrame(known, schema=SCHEMA["patients"].dtypes, orient="row")
    return Study(
        name=draw(names),
        title=draw(texts),
        origin=draw(st.sampled_from(list(Origin))),
        disease=draw(texts),
        protocol=draw(st.none() | protocols),
        provenance=draw(st.dictionaries(texts, texts, max_size=3)),
        tables=tables,
    )
