"""A new study is valid, says how to fill it, and overwrites nothing."""

import pytest

from cartwin.errors import DataError
from cartwin.study import (
    DISEASES,
    SCHEMA,
    Col,
    Origin,
    check_study,
    new_study,
    parse_regimen,
    read_study,
    write_study,
)
from cartwin.units import ANALYTES


EXAMPLE = "EXAMPLE-01"
each = pytest.mark.parametrize("disease", DISEASES)


@each
def test_a_new_study_can_be_read_checked_and_rewritten(disease, tmp_path):
    made = new_study(tmp_path / "mine.study", disease=disease)
    study = read_study(tmp_path / "mine.study")
    write_study(study, tmp_path / "mine.study")

    assert (study.name, study.disease, study.origin) == ("mine", disease, Origin.REAL)
    assert check_study(study) == ()
    assert study.protocol == made.protocol
    assert (tmp_path / "mine.study" / "README.md").is_file()
    assert len(list((tmp_path / "mine.study" / "forms").iterdir())) == len(SCHEMA) - 1
    assert [p.name for p in tmp_path.iterdir()] == ["mine.study"]


@each
def test_every_row_says_that_it_is_an_example(disease, tmp_path):
    study = new_study(tmp_path / "mine", disease=disease)
    for name, frame in study.tables.items():
        if name != "reported":
            assert len(frame)
            assert set(frame[Col.PATIENT]) == {EXAMPLE}
            assert set(frame[Col.NOTE]) == {"Example, not a patient: delete this row."}


@each
def test_the_readme_names_every_column_and_every_analyte(disease, tmp_path):
    study = new_study(tmp_path / "mine", disease=disease)
    text = (tmp_path / "mine" / "README.md").read_text()

    for path in (tmp_path / "mine" / "forms").iterdir():
        _, _, below = text.partition(f"### {path.stem}: ")
        section = below.partition("\n### ")[0]
        header = path.read_text().strip().split(",")
        assert [c for c in header if f"- `{c}`" not in section] == []
    for code in study.protocol.visits:
        assert f"| {code} |" in text
    assert DISEASES[disease].source in text


@each
def test_what_is_usual_is_known_to_the_house(disease):
    usual = DISEASES[disease]
    instruments = {"CRS", "ICANS", "ICE", "BLEEDING"}

    assert {*usual.key, *usual.antibodies} <= ANALYTES.keys() & usual.visits.keys()
    assert usual.visits.keys() <= ANALYTES.keys() | instruments
    assert parse_regimen(f"{usual.lymphodepletion}; {usual.product}").doses


@pytest.mark.parametrize("there", ["file", "folder", "link"])
def test_nothing_is_overwritten(tmp_path, there):
    place = tmp_path / "mine"
    if there == "file":
        place.write_text("kept")
    elif there == "folder":
        place.mkdir()
    else:
        place.symlink_to("nowhere")
    with pytest.raises(DataError) as error:
        new_study(tmp_path / "mine", disease="itp")

    assert str(error.value).endswith(
        "mine was not written:\n  something of that name is there already; choose another "
        "name, or remove it"
    )
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def test_an_unknown_disease_and_an_odd_name_are_told(tmp_path):
    with pytest.raises(DataError, match=r"unknown disease 'ipt' \(did you mean itp\?\)"):
        new_study(tmp_path / "mine", disease="ipt")
    with pytest.raises(DataError, match="'a/b' cannot be a name"):
        new_study(tmp_path / "mine", disease="itp", name="a/b")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_an_odd_name_gives_a_proper_one(tmp_path):
    assert (
        new_study(tmp_path / "Unsere Studie.study", disease="sle").name == "Unsere-Studie"
    )


def test_a_start_that_breaks_off_leaves_nothing(tmp_path, monkeypatch):
    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fails)
    with pytest.raises(OSError, match="No space left"):
        new_study(tmp_path / "mine", disease="itp")

    assert list(tmp_path.iterdir()) == []
