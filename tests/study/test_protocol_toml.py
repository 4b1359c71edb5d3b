"""Protocols in study.toml: every problem is told with its path."""

import pytest

from cartwin.errors import DataError
from cartwin.study import Origin, Study, open_study, read_study, write_study


GOOD = """\
format = 1
name = "small"
title = "A small study"
origin = "real"
disease = "itp"

[protocol]
patients = 4
lymphodepletion = "flu 30 mg/m2 d-5"
follow_up = [61, 487]
"""


@pytest.fixture
def problems_of(tmp_path):
    """Return a function that reads a study.toml and gives what is wrong with it."""

    def read(text: str | bytes) -> tuple[str, ...]:
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / "study.toml").write_bytes(content)
        with pytest.raises(DataError) as error:
            read_study(tmp_path)
        return error.value.problems

    return read


def test_the_least_protocol_is_enough(tmp_path):
    (tmp_path / "study.toml").write_text(GOOD)
    study = read_study(tmp_path)

    assert study.origin is Origin.REAL
    assert study.protocol.follow_up == (61.0, 487.0)
    assert study.protocol.arms == ()
    assert study.protocol.deviation is None


@pytest.mark.parametrize(
    ("found", "replacement", "expected"),
    [
        ("patients = 4\n", "", "protocol.patients: missing; expected a whole number"),
        (
            "patients = 4",
            "patients = 4.5",
            "protocol.patients: expected a whole number, found 4.5",
        ),
        (
            "patients = 4",
            "patients = true",
            "protocol.patients: expected a whole number, found True",
        ),
        ("patients = 4", "patients = -4", "protocol.patients: -4 is negative"),
        (
            "patients = 4",
            "patients = 4\narmz = 1",
            "protocol.armz: unknown key (did you mean arms?)",
        ),
        (
            "flu 30",
            "flud 30",
            "protocol.lymphodepletion: part 1, 'flud 30 mg/m2 d-5': "
            "unknown drug 'flud' (did you mean flu?)",
        ),
        (
            "[61, 487]",
            "[61]",
            "protocol.follow_up: expected shortest and longest [d], found 61",
        ),
        (
            "[61, 487]",
            "[487, 61]",
            "protocol.follow_up: expected shortest and longest [d], found 487, 61",
        ),
        ("follow_up = [61, 487]", "", "protocol.follow_up: missing; expected a list"),
        ("[61, 487]", "[61, nan]", "protocol.follow_up[2]: nan is not a number"),
        (
            "[61, 487]",
            "[61, 487]\nvisits = {PLTS = [0]}",
            "protocol.visits.PLTS: unknown analyte or instrument (did you mean PLAT?)",
        ),
        (
            "[61, 487]",
            "[61, 487]\nvisits = {PLAT = [0, 0]}",
            "protocol.visits.PLAT: day 0 follows day 0; sort the days",
        ),
        (
            "[61, 487]",
            '[61, 487]\nvisits = {PLAT = [0, "x"]}',
            "protocol.visits.PLAT[2]: expected a number, found 'x'",
        ),
        (
            "[61, 487]",
            "[61, 487]\nrescue_windows = {ivgi = 2}",
            "protocol.rescue_windows.ivgi: unknown drug (did you mean ivig?)",
        ),
        (
            "[61, 487]",
            "[61, 487]\nrescue_windows = {ivig = -2}",
            "protocol.rescue_windows.ivig: -2 days are negative",
        ),
        (
            "[61, 487]",
            '[61, 487]\n[[protocol.arms]]\nname = "a"',
            "protocol.arms[1].regimen: missing; expected a text",
        ),
        (
            "[61, 487]",
            "[61, 487]\narms = [1]",
            "protocol.arms[1]: expected a table, found 1",
        ),
        (
            "[61, 487]",
            '[61, 487]\ndeviation = {patients = 5, note = "", alternatives = []}',
            "protocol.deviation.patients: 5 of 4 patients",
        ),
        (
            "[61, 487]",
            "[61, 487]\nnotes = {dose = 5}",
            "protocol.notes.dose: expected a text, found 5",
        ),
        ('"real"', '"reel"', "origin: unknown origin 'reel' (did you mean real?)"),
        (
            '"small"',
            '"a/b"',
            "name: 'a/b' cannot be a name; use up to 100 letters, digits, "
            "'.', '_' and '-', starting with a letter or digit",
        ),
        (
            '"small"',
            '""',
            "name: '' cannot be a name; use up to 100 letters, digits, '.', "
            "'_' and '-', starting with a letter or digit",
        ),
        ("format = 1", "format = 2", "format: 2 is of a newer cartwin; this one reads 1"),
        ("[protocol]", "[protcol]", "protcol: unknown key (did you mean protocol?)"),
    ],
)
def test_what_is_wrong_is_told_with_its_path(problems_of, found, replacement, expected):
    assert found in GOOD
    assert problems_of(GOOD.replace(found, replacement)) == (f"study.toml: {expected}",)


def test_all_problems_are_told_at_once(problems_of):
    text = GOOD.replace("patients = 4\n", "").replace("flu 30", "flud 30; x")

    assert len(problems_of(text.replace('"real"', '"reel"'))) == 4


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"\x00" * 10, b"name = ", b"a = " + b"[" * 5000, b"a = 1\na = 2"],
)
def test_junk_is_no_metadata(problems_of, content):
    assert all(problem.startswith("study.toml: ") for problem in problems_of(content))


def test_odd_texts_survive(tmp_path):
    odd = 'quote " back\\slash\nline\ttab\r\x00\x7f é 血小板 "" = [a]'
    study = Study(
        name="odd",
        title=odd,
        origin=Origin.VIRTUAL,
        disease="itp",
        provenance={odd: odd, "": "empty"},
    )
    again = read_study(write_study(study, tmp_path / "odd.study"))

    assert again.title == odd
    assert again.provenance == study.provenance


def test_the_shipped_protocol_is_as_published():
    protocol = open_study("itp-nct06352281").protocol

    assert protocol.patients == 4
    assert str(protocol.lymphodepletion) == (
        "fludarabine 30 mg/m2 d-5,-4,-3; cyclophosphamide 300 mg/m2 d-5,-4,-3"
    )
    assert [arm.regimen.doses[0].amount for arm in protocol.arms] == [1.5e5, 3e5]
    assert [dose.is_reactive for dose in protocol.reactive] == [True, False]
    assert protocol.deviation.patients == 1
    assert protocol.follow_up == (61.0, 487.0)
    assert all(protocol.notes.values())
