"""Results appear whole or not at all, and nothing of the user's is lost."""

import os
from pathlib import Path

import pytest

from cartwin.errors import DataError
from cartwin.verbs.atomic import atomic_file, atomic_folder, check_file


NAMES = ("report.html",)


def write(folder, text):
    with atomic_folder(folder, contents=NAMES) as draft:
        (draft / "report.html").write_text(text)


def test_an_older_result_is_replaced(tmp_path):
    write(tmp_path / "out", "one")
    write(tmp_path / "out", "two")

    assert (tmp_path / "out" / "report.html").read_text() == "two"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_result_with_a_users_file_in_it_is_left_alone(tmp_path):
    write(tmp_path / "out", "one")
    (tmp_path / "out" / "notes.txt").write_text("mine")

    with pytest.raises(DataError, match=r"holds 'notes.txt', which is no part of a result"):
        write(tmp_path / "out", "two")
    assert (tmp_path / "out" / "report.html").read_text() == "one"


def test_the_working_directory_is_never_replaced(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(DataError, match="it is the working directory"):
        write(Path(), "one")


def test_a_file_in_the_way_stays(tmp_path):
    (tmp_path / "out").write_text("mine")

    with pytest.raises(DataError, match="a file of that name is in the way"):
        write(tmp_path / "out", "one")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_rename_that_fails_puts_the_older_result_back(tmp_path, monkeypatch):
    write(tmp_path / "out", "one")
    rename = Path.rename

    def fail_for_the_draft(self, target):
        if Path(target).name == "out" and not self.name.endswith(".older"):
            raise OSError("disk full")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_for_the_draft)
    with pytest.raises(OSError, match="disk full"):
        write(tmp_path / "out", "two")
    assert (tmp_path / "out" / "report.html").read_text() == "one"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_failing_block_leaves_no_file(tmp_path):
    def fail():
        with atomic_file(tmp_path / "x.csv") as draft:
            draft.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert os.listdir(tmp_path) == []


def test_what_cannot_be_written_is_said_beforehand(tmp_path):
    (tmp_path / "file").write_text("")

    assert check_file(tmp_path / "new" / "x.csv") == ""
    assert "is a folder" in check_file(tmp_path)
    assert "is no folder" in check_file(tmp_path / "file" / "x.csv")
