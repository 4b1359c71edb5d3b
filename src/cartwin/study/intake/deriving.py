"""What follows from the entries: dates in ISO 8601, days from dates."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from cartwin.study.checks import FAULTS, Rule, Verdict, find, quoted
from cartwin.study.columns import Col, Kind, Table
from cartwin.study.day_count import count_days
from cartwin.study.intake.mapping_toml import DATE_FORMATS
from cartwin.study.time import (
    INFUSION_DATE,
    date_problem,
    with_infusion_date,
    zone_problem,
)
from cartwin.study.time.zones import on_site


__all__ = ["dates_of_people", "on_site_clock", "with_days"]


def _dates(table: Table) -> list[str]:
    return [str(c.name) for c in table.columns if c.kind is Kind.DATE]


def dates_of_people(texts: pl.DataFrame, table: Table, form: str) -> pl.DataFrame:
    """Return the texts with dates of the form named, e.g. `dd.mm.yyyy`, as ISO 8601."""
    if not form:
        return texts
    there = [c for c in _dates(table) if c in texts.columns]
    return texts.with_columns(_iso(c, DATE_FORMATS[form]) for c in there)


def _iso(column: str, form: str) -> pl.Expr:
    text = pl.col(column).str.strip_chars()
    found = text.str.to_date(form, strict=False).dt.to_string("%Y-%m-%d")
    return pl.coalesce(found, text).alias(column)


def on_site_clock(
    frame: pl.DataFrame, table: Table, zone: str | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return times with a zone as the clock of the site showed them, and the faults."""
    rules: list[Rule] = []
    looked_at = frame
    for column in _dates(table):
        stamps = frame[column].filter(frame[column].str.contains(r"T.*(Z|[+-]\d\d:?\d\d)$"))
        good = [t for t in stamps.unique() if date_problem(t) is None]
        wrong = {t: p for t in good if (p := zone_problem(t, zone))}
        local = {t: on_site_text(t, zone) for t in good if t not in wrong}
        if local:
            frame = frame.with_columns(pl.col(column).replace(local))
        rules += _zone_rules(column, wrong)
    return frame, find(rules, looked_at)


def on_site_text(text: str, zone: str | None) -> str:
    """Return a time with a zone as the time of the site.

    >>> on_site_text("2024-05-17T08:30Z", "Europe/Berlin")
    '2024-05-17T10:30'
    """
    local = on_site(datetime.fromisoformat(text), zone)
    return local.strftime("%Y-%m-%dT%H:%M")


def _zone_rules(column: str, wrong: dict[str, str]) -> Iterator[Rule]:
    if wrong:
        yield Rule(
            code="time-zone",
            column=column,
            wrong=pl.col(column).is_in(list(wrong)),
            found=quoted(column),
            expected="the time of the site's clock, without a zone",
            repair="write it so, or give the zone of the site in the mapping",
        )


def with_days(
    frame: pl.DataFrame, table: Table, milestones: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the entries with days counted from the infusion, and where that failed.

    Parameters
    ----------
    milestones
        Of the record, with those of the entries.
    """
    if Col.DATE not in table.dtypes:
        return frame, pl.DataFrame(schema=FAULTS)
    derived = count_days(with_infusion_date(frame, milestones), table)
    days = derived.select(c for c in (Col.DAY, Col.END_DAY) if c in table.dtypes)
    return frame.with_columns(days.get_columns()), find([_unknown_infusion()], derived)


def _unknown_infusion() -> Rule:
    is_whole = pl.col(Col.DATE).str.len_chars() >= len("2024-05-17")
    return Rule(
        code="no-infusion-date",
        column=Col.DATE,
        wrong=pl.col(Col.DAY).is_null() & is_whole & pl.col(INFUSION_DATE).is_null(),
        found=quoted(Col.DATE),
        expected=pl.format("a date of infusion of {} to count from", Col.PATIENT),
        repair="take in the milestone infusion with its date first, or give the day",
        verdict=Verdict.QUARANTINED,
    )
