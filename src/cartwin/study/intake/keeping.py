"""Keep an intake in a study folder: the record, the bytes received, and the ledger.

Either all of it stands there afterwards or nothing of it. Beside the record:

    intake/ledger.csv          one line per file taken in
    intake/ID/NAME             the file, byte for byte
    intake/ID/entries.parquet  the verdict on every entry
    intake/ID/faults.csv       what was wrong
    intake/ID/changes.csv      what was filled or corrected, and the reason given
    intake/ID/confirmed.csv    faults that a person confirmed, and why
    intake/ID/mapping.toml     how it was read

ID is the beginning of the SHA-256 of the file and its mapping.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import polars as pl

from cartwin.study.checks import ROW
from cartwin.study.folder import write_study
from cartwin.study.intake.intake import Intake
from cartwin.study.intake.joining import changed_cells, join_study
from cartwin.study.intake.mapping_toml import mapping_to_toml
from cartwin.study.intake.staging import LINE
from cartwin.study.parquet_table import parquet_bytes
from cartwin.study.study import Study


__all__ = ["Mode", "keep_intake"]

Mode = Literal["atomic", "valid-rows"]
_FOLDER, _LEDGER = "intake", "intake/ledger.csv"


def keep_intake(
    folder: str | Path, study: Study, intake: Intake, *, mode: Mode = "atomic", at: str = ""
) -> Study | None:
    """Write the study with what was taken in; return it, or None if nothing was written.

    Parameters
    ----------
    folder
        That holds the study.
    mode
        `atomic`: everything or nothing; `valid-rows`: what is accepted, now.
    at
        Time and person for the ledger.

    Raises
    ------
    DataError
        If the study cannot be written.
    """
    if not intake.counts["accepted"] or (mode == "atomic" and not intake.is_clean):
        return None
    folder, joined = Path(folder), join_study(study, intake)
    has_parquet = any(folder.glob("*.parquet"))
    write_study(
        joined,
        folder,
        tables="parquet" if has_parquet else "csv",
        beside=dict(_kept(folder, study, intake, mode, at)),
    )
    return joined


def _kept(
    folder: Path, study: Study, intake: Intake, mode: Mode, at: str
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of what is kept beside the record."""
    mapping = "" if intake.mapping is None else mapping_to_toml(intake.mapping)
    both = hashlib.sha256(intake.content)
    both.update(mapping.encode())
    name = both.hexdigest()[:16]
    place, number = f"{_FOLDER}/{name}", 2
    while (folder / place).exists():  # the same file, after the record has changed
        place, number = f"{_FOLDER}/{name}-{number}", number + 1
    yield f"{place}/{_safe(intake.name)}", intake.content
    entries = intake.entries.select(ROW, LINE, "verdict")
    yield f"{place}/entries.parquet", parquet_bytes(entries)
    yield f"{place}/faults.csv", intake.fault_list().write_csv().encode()
    reasons = intake.reason_of_line().alias("reason")
    changes = changed_cells(study, intake).with_columns(reasons)
    yield f"{place}/changes.csv", changes.write_csv().encode()
    if intake.confirmed:
        yield f"{place}/confirmed.csv", _confirmed(intake).write_csv().encode()
    yield f"{place}/mapping.toml", mapping.encode()
    yield _LEDGER, _ledger(folder / _LEDGER, intake, place, mode, at)


def _safe(name: str) -> str:
    """Return a file name without anything that leads elsewhere."""
    return re.sub(r"[^\w.-]+", "_", Path(name).name, flags=re.ASCII).lstrip(".") or "file"


def _confirmed(intake: Intake) -> pl.DataFrame:
    """Return the faults that a person confirmed, with the reason given."""
    reasons = pl.DataFrame(
        {ROW: list(intake.confirmed), "reason": list(intake.confirmed.values())},
        schema={ROW: pl.UInt32, "reason": pl.String},
    )
    lines = intake.entries.select(ROW, LINE)
    told = intake.located().join(reasons, on=ROW, maintain_order="left")
    return told.join(lines, on=ROW, maintain_order="left").select(
        LINE, pl.exclude(ROW, LINE)
    )


def _ledger(path: Path, intake: Intake, place: str, mode: Mode, at: str) -> bytes:
    """Return the ledger with one line more."""
    facts: Mapping[str, str] = {
        "at": at,
        "file": intake.name,
        "sha256": intake.sha256,
        "kept": place,
        "table": "" if intake.mapping is None else intake.mapping.table,
        "mode": mode,
        **{name: str(count) for name, count in intake.counts.items()},
    }
    line = pl.DataFrame({k: [v] for k, v in facts.items()})
    before = path.read_bytes() if path.is_file() else b""
    return before + line.write_csv(include_header=not before).encode()
