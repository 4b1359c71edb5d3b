"""What must hold of every file that is taken in."""

import math
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from cartwin.study import (
    fix_file,
    join_study,
    keep_intake,
    read_study,
    take_in,
    write_study,
)
from cartwin.units import ANALYTES, from_canonical
from cartwin.validation.intake import (
    SHAPES,
    Draft,
    broken_promises,
    make_case,
    the_record,
    valid_draft,
)


UNITS = [(code, unit) for code, a in ANALYTES.items() for unit in a.factors]
seeds = st.integers(0, 10**9)
some = settings(max_examples=10)
shapes = pytest.mark.parametrize("shape", SHAPES)


def taken(draft, study=None, **options):
    return take_in(draft.content(), study or the_record(), name=draft.name, **options)


@settings(max_examples=40)
@given(seeds)
def test_a_made_up_file_breaks_no_promise(number):
    broken = [(p, what) for p, what in broken_promises(make_case(number, 99)) if what]

    assert not broken


@shapes
@some
@given(seed=seeds, rows=st.integers(1, 9))
def test_what_was_exported_is_taken_in_the_same(shape, seed, rows):
    draft = valid_draft(shape, rows, np.random.default_rng(seed))
    before = the_record()
    study = join_study(before, taken(draft, before))
    with tempfile.TemporaryDirectory() as place:
        folder = write_study(study, Path(place) / "a.study")
        content = (folder / draft.name).read_bytes()
        read = read_study(folder)
    intake = take_in(content, before, name=draft.name)

    assert not intake.counts["rejected"], list(intake.sentences())
    assert join_study(before, intake).tables[draft.table].equals(study.tables[draft.table])
    assert read.tables[draft.table].equals(study.tables[draft.table])
    assert not take_in(content, study, name=draft.name).counts["accepted"]


@settings(max_examples=20)
@given(share=st.floats(0.001, 0.999))
def test_a_value_is_the_same_in_every_unit(share):
    bounds = {code: analyte.plausible for code, analyte in ANALYTES.items()}
    values = {code: low + share * (high - low) for code, (low, high) in bounds.items()}
    draft = Draft(
        table="observations", header=["patient", "day", "analyte", "value", "unit"]
    )
    for day, (code, unit) in enumerate(UNITS):
        text = repr(from_canonical(values[code], unit, code))
        draft.rows.append(["P001", str(day), code, text, unit])
    intake = taken(draft)

    assert intake.is_clean, list(intake.sentences())
    for (code, unit), row, entry in zip(
        UNITS, draft.rows, intake.entries.iter_rows(named=True), strict=True
    ):
        assert math.isclose(entry["value"], values[code], rel_tol=1e-9), (code, unit)
        assert (entry["value_entered"], entry["unit_entered"]) == (row[3], row[4])


@shapes
@some
@given(seed=seeds, data=st.data())
def test_the_order_of_rows_and_columns_does_not_matter(shape, seed, data):
    draft = valid_draft(shape, 8, np.random.default_rng(seed))
    columns = data.draw(st.permutations(range(len(draft.header))))
    rows = data.draw(st.permutations(draft.rows))
    other = Draft(
        table=draft.table,
        header=[draft.header[n] for n in columns],
        rows=[[row[n] for n in columns] for row in rows],
    )
    one, two = taken(draft), taken(other)
    joined = join_study(the_record(), one).tables[draft.table]

    assert one.counts == two.counts
    assert joined.equals(join_study(the_record(), two).tables[draft.table])


@shapes
@some
@given(seed=seeds)
def test_an_empty_cell_deletes_nothing(shape, seed):
    draft = valid_draft(shape, 4, np.random.default_rng(seed))
    study = join_study(the_record(), taken(draft))
    rows = [list(row) for row in draft.rows]
    for row, column in (
        (r, n) for r in rows for n, c in enumerate(draft.header) if c == "note"
    ):
        row[column] = ""
    intake = taken(Draft(table=draft.table, header=draft.header, rows=rows), study)

    assert intake.counts["unchanged"] == intake.counts["received"]
    assert join_study(study, intake).tables[draft.table].equals(study.tables[draft.table])


@some
@given(
    value=st.integers(10, 2000),
    reason=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=30),
)
def test_a_confirmed_correction_gets_in_with_its_reason(value, reason):
    text = f"patient,day,analyte,value,unit\nP003,-100,PLAT,{value},10*9/L\n"
    first = take_in(text.encode(), the_record(), name="observations.csv")
    fixed = fix_file(first).decode("utf-8-sig").replace('""\n', f'"{reason}"\n')
    again = take_in(
        fixed.encode(), the_record(), name="observations.csv", mapping=first.mapping
    )
    with tempfile.TemporaryDirectory() as place:
        folder = write_study(the_record(), Path(place) / "a.study")
        study = keep_intake(folder, the_record(), again, at="2024-05-06 nurse")
        (changes,) = folder.glob("intake/*/changes.csv")
        told = pl.read_csv(changes, infer_schema=False)

    assert first.counts["quarantined"] == again.counts["accepted"] == 1
    assert study.observations["value"].to_list() == [value]
    assert told.row(0, named=True) == {
        "line": "2", "change": "corrected", "patient": "P003", "column": "value",
        "old": "8.0", "new": f"{value:.1f}", "reason": reason,
    }  # fmt: skip


@some
@given(reason=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=30))
def test_a_reason_lets_nothing_in_that_is_rejected(reason):
    text = f"patient,day,analyte,value,unit,__confirm__\nP003,1,PLAT,-9,10*9/L,{reason}\n"
    intake = take_in(text.encode(), the_record(), name="observations.csv")

    assert intake.counts["rejected"] == 1
