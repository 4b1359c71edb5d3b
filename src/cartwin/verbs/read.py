"""`study read`: a file of a site into the record of a study, nothing lost."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cartwin.errors import DataError
from cartwin.study import (
    FileMapping,
    Intake,
    Mode,
    fix_file,
    keep_intake,
    mapping_from_toml,
    mapping_to_toml,
    preview,
    read_study,
    take_in,
)
from cartwin.verbs.atomic import alone_in, atomic_file, check_file


__all__ = ["Read", "read_into"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What became of a file that was read into a study.

    Attributes
    ----------
    intake
        The verdict on every entry.
    changes
        What the accepted entries change, see `cartwin.study.preview`.
    written
        Whether the study was changed.
    """

    intake: Intake
    changes: pl.DataFrame
    written: bool


def read_into(
    folder: str | Path,
    file: str | Path,
    *,
    mapping: str | Path | None = None,
    table: str | None = None,
    mode: Mode = "atomic",
    dry: bool = False,
    fix: str | Path | None = None,
    mapping_out: str | Path | None = None,
    at: str = "",
) -> Read:
    """Read a CSV, Excel or Parquet file into the study of a folder.

    Parameters
    ----------
    folder, file
        The study, and what is to join it.
    mapping
        TOML file that says how the columns are those of the record; by default the
        header tells it.
    table
        Table of the record, if neither file name nor header tell it.
    mode
        `atomic`: all rows or none; `valid-rows`: those that are accepted.
    dry
        Only look: nothing is written to the study.
    fix, mapping_out
        Files to write: the rows held back, and how the file was read.
    at
        Time, for the ledger.

    Raises
    ------
    DataError
        If a file cannot be opened or written, or the study or the mapping cannot be
        read; nothing is done then.
    """
    folder, file = Path(folder), Path(file)
    outputs = [Path(path) for path in (fix, mapping_out) if path is not None]
    _check_outputs(outputs, folder, (file, mapping))
    chosen = None if mapping is None else _mapping(Path(mapping))
    with alone_in(folder):
        study = read_study(folder)
        content = _content(file)
        intake = take_in(content, study, name=file.name, mapping=chosen, table=table)
        changes = preview(study, intake)
        kept = None if dry else keep_intake(folder, study, intake, mode=mode, at=at)
    if fix is not None and (rows := fix_file(intake)) is not None:
        _write(Path(fix), rows)
    if mapping_out is not None and intake.mapping is not None:
        _write(Path(mapping_out), mapping_to_toml(intake.mapping).encode())
    return Read(intake=intake, changes=changes, written=kept is not None)


def _check_outputs(
    outputs: list[Path], folder: Path, sources: tuple[Path, str | Path | None]
) -> None:
    """Refuse, before anything is done, files that would take the place of others."""
    read = {Path(p).resolve() for p in sources if p is not None}
    problems = []
    for path in outputs:
        if path.resolve() in read:
            problems.append(f"{path} is read from; give another name")
        elif path.resolve().is_relative_to(folder.resolve()):
            problems.append(f"{path} lies in the study; give a place beside it")
        elif problem := check_file(path):
            problems.append(problem)
    if len({p.resolve() for p in outputs}) < len(outputs):
        problems.append("--fix and --mapping-out are the same file; give two names")
    if problems:
        source = "the files to write"
        raise DataError(source, problems, failure="cannot be written")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(file.name, [f"the file cannot be opened ({reason})"]) from None


def _mapping(file: Path) -> FileMapping:
    return mapping_from_toml(_content(file), file.name)


def _write(file: Path, content: bytes) -> None:
    with atomic_file(file) as draft:
        draft.write_bytes(content)
