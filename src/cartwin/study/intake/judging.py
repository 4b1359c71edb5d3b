"""A verdict on every entry: read, checked in itself, beside the others and the record."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from cartwin.study.checks import (
    KEY,
    ROW,
    SEVERITY,
    Verdict,
    course_faults,
    first_of_each_cell,
    severity,
    slices,
    table_faults,
    with_key,
)
from cartwin.study.columns import Col, Table
from cartwin.study.intake.comparing import FILLS, KNOWN, beside_record, merged
from cartwin.study.intake.deriving import dates_of_people, on_site_clock, with_days
from cartwin.study.intake.mapping import CONFIRM, FileMapping
from cartwin.study.intake.staging import LINE, SOURCE, Staged
from cartwin.study.measured import parse_measured
from cartwin.study.parsing import parse_table
from cartwin.study.schema import SCHEMA
from cartwin.study.study import Study


__all__ = ["Judged", "judge_entries"]

_ENTERED = {str(Col.VALUE_ENTERED): str(Col.VALUE), str(Col.UNIT_ENTERED): str(Col.UNIT)}
_VERDICTS = pl.Enum([str(v) for v in Verdict])
_OF_SEVERITY = {weight: str(verdict) for verdict, weight in SEVERITY.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Entries with their verdict, the faults behind it, and what a person confirmed."""

    entries: pl.DataFrame
    faults: pl.DataFrame
    confirmed: Mapping[int, str]


def judge_entries(
    staged: Staged, mapping: FileMapping, study: Study, *, decimal_comma: bool
) -> Judged:
    """Return the verdict on each entry of a file."""
    table, record = SCHEMA[mapping.table], study.tables[mapping.table]
    frame, unread = _read(staged, mapping, study, decimal_comma=decimal_comma)
    place = pl.format(f"{LINE} {{}}", LINE)
    within = table_faults(table, frame.with_columns(staged.texts[LINE]), place=place)
    faults = pl.concat([staged.faults, unread, _of_filled(within, unread)])
    tables = {**study.tables, table.name: _beside(record, frame, faults, table)}
    beside = course_faults(table, frame, tables, wrong=_rejected(faults))
    states, differing = beside_record(frame, record, table, _given(mapping, table))
    faults = first_of_each_cell(_causes(pl.concat([faults, beside, differing])))
    confirmed = _confirmed(staged.texts, frame, faults, table)
    verdicts = _verdicts(states, faults, confirmed)
    shown = staged.texts.select(ROW, LINE, SOURCE).hstack(frame.drop(ROW).get_columns())
    return Judged(entries=shown.hstack([verdicts]), faults=faults, confirmed=confirmed)


def _causes(faults: pl.DataFrame) -> pl.DataFrame:
    """Return the faults without those that only follow from another of their row.

    In a row that is wrong as a whole no cell is looked at, and of a patient whom the
    record does not know it has no infusion.
    """
    whole = faults.filter(pl.col("column") == "")[ROW].implode()
    who = pl.col("column") == Col.PATIENT
    is_stranger = who & pl.col("code").is_in(["unknown-patient", "missing"])
    strangers = faults.filter(is_stranger)[ROW].implode()
    follows = (pl.col("code") == "no-infusion-date") & pl.col(ROW).is_in(strangers)
    is_part = (pl.col("column") != "") & pl.col(ROW).is_in(whole)
    return faults.filter(~follows & ~is_part)


def _beside(
    record: pl.DataFrame, frame: pl.DataFrame, faults: pl.DataFrame, table: Table
) -> pl.DataFrame:
    """Return the rows beside which those of the file are looked at.

    Who is a patient, and when each step was, the file itself may tell; of other tables
    the rows that the file repeats are left out, its own are looked at in any case.
    """
    tells = table.name in ("patients", "milestones")
    if record.is_empty() and not tells:
        return record
    is_sound = ~frame[ROW].is_in(_rejected(faults).implode())
    if tells:
        return merged(record, frame, table, wanted=is_sound)
    keys = with_key(frame.filter(is_sound), table).select(KEY)
    return with_key(record, table).join(keys, on=KEY, how="anti").drop(KEY)


def _read(
    staged: Staged, mapping: FileMapping, study: Study, *, decimal_comma: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the typed columns of the table, with days, and what could not be read."""
    table = SCHEMA[mapping.table]
    texts = dates_of_people(staged.texts, table, mapping.dates)
    pieces = [_typed(p, table, decimal_comma=decimal_comma) for p in slices(texts)]
    typed, unread = map(pl.concat, zip(*pieces, strict=True))
    del pieces
    typed, unzoned = on_site_clock(typed, table, mapping.zone or None)
    milestones = study.milestones
    if table.name == "milestones":
        milestones = pl.concat([milestones, typed.select(milestones.columns)])
    pieces = [with_days(piece, table, milestones) for piece in slices(typed)]
    dated, uncounted = map(pl.concat, zip(*pieces, strict=True))
    return dated, pl.concat([unread, unzoned, uncounted])


def _typed(
    texts: pl.DataFrame, table: Table, *, decimal_comma: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    if table.name != "observations" or Col.UNIT not in texts.columns:
        typed, unread = parse_table(texts, table, decimal_comma=decimal_comma)
        return _shared(typed, texts), unread
    measured, wrong = parse_measured(texts, decimal_comma=decimal_comma)
    own = [c for c in texts.columns if c not in measured.columns or c == ROW]
    rest, unread = parse_table(texts.select(own), table, decimal_comma=decimal_comma)
    both = rest.drop(c for c in measured.columns if c != ROW)
    joined = pl.concat([both, measured.drop(ROW)], how="horizontal")
    return _shared(joined, texts).select(ROW, *table.dtypes), pl.concat([unread, wrong])


def _shared(typed: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Return the columns with those that are as in the file in the memory of the file."""
    sources = {c: _ENTERED.get(c, c) for c in typed.columns}
    same = [
        texts[source].alias(name)
        for name, source in sources.items()
        if source in texts.columns and typed[name].equals(texts[source], check_dtypes=True)
    ]
    return typed.with_columns(same)


def _of_filled(within: pl.DataFrame, unread: pl.DataFrame) -> pl.DataFrame:
    """Return the faults without those of cells that are empty since they were not read.

    A value is not read either where its analyte or its unit is wrong; nor is a day where
    its date is.
    """
    wrong = pl.concat([unread, within.filter(pl.col("code") == "unknown-analyte")])
    cells = [wrong.select(ROW, "column")]
    for causes, effect in ((("analyte", "unit"), Col.VALUE), (("date",), Col.DAY)):
        causing = wrong.filter(pl.col("column").is_in(causes))
        cells.append(causing.select(ROW, pl.lit(str(effect)).alias("column")))
    unfilled = pl.concat(cells).with_columns(pl.lit("missing").alias("code"))
    late = unread.select(ROW, "column").with_columns(pl.lit("undated").alias("code"))
    gaps = pl.concat([unfilled, late]).with_columns(
        pl.when(pl.col("column") == Col.DAY)
        .then(pl.lit("undated"))
        .otherwise("code")
        .alias("code")
    )
    is_gap = pl.col("code").is_in(["missing", "undated"])
    told = within.filter(is_gap).join(gaps, on=[ROW, "column", "code"], how="anti")
    return pl.concat([within.filter(~is_gap), told])


def _rejected(faults: pl.DataFrame) -> pl.Series:
    return faults.filter(pl.col("verdict") == Verdict.REJECTED)[ROW].unique()


def _given(mapping: FileMapping, table: Table) -> list[str]:
    """Return the columns of the table about which the file says something."""
    given = {*mapping.columns, *mapping.constants}
    if Col.UNIT in given or mapping.is_wide:
        given |= {Col.VALUE, Col.CENSORING}
    return [c for c in table.dtypes if c in given]


def _confirmed(
    texts: pl.DataFrame, frame: pl.DataFrame, faults: pl.DataFrame, table: Table
) -> dict[int, str]:
    """Return row -> reason; of rows that contradict each other only one can be right."""
    if CONFIRM not in texts.columns:
        return {}
    reason = pl.col(CONFIRM).str.strip_chars()
    found = texts.select(ROW, reason).filter(pl.col(CONFIRM) != "")
    if found.is_empty():
        return {}
    keyed = with_key(frame, table).select(ROW, KEY)
    found = found.join(keyed, on=ROW, maintain_order="left")
    disputed = faults.filter(pl.col("code") == "contradicted")[ROW]
    is_twice = pl.col(ROW).is_in(disputed.to_list()) & (pl.len().over(KEY) > 1)
    return dict(found.filter(~is_twice).select(ROW, CONFIRM).iter_rows())


def _verdicts(
    states: pl.DataFrame, faults: pl.DataFrame, confirmed: Mapping[int, str]
) -> pl.Series:
    is_waived = (pl.col("verdict") == Verdict.QUARANTINED) & pl.col(ROW).is_in(
        list(confirmed)
    )
    worst = faults.filter(~is_waived).group_by(ROW).agg(severity().max().alias("worst"))
    both = states.join(worst, on=ROW, how="left", maintain_order="left")
    corrected = pl.col(ROW).is_in(list(confirmed))
    is_same = pl.col(KNOWN) & ~pl.col(FILLS) & ~corrected
    told = pl.col("worst").replace_strict(_OF_SEVERITY, default=None)
    sound = pl.when(is_same).then(pl.lit("unchanged")).otherwise(pl.lit("accepted"))
    named = pl.coalesce(told, sound).alias("verdict").cast(_VERDICTS)
    return both.select(named).to_series()
