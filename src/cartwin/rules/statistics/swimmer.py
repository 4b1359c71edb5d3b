"""The data of a swimmer plot: one bar per patient, and what happened along it."""

from dataclasses import dataclass

import polars as pl

from cartwin.rules.b_cells import b_cell_reset
from cartwin.rules.columns import RuleCol
from cartwin.rules.response.itp_inputs import bleeding_days
from cartwin.rules.response.itp_record import itp_responses
from cartwin.rules.statistics.columns import StatCol
from cartwin.rules.statistics.follow_up import last_contact
from cartwin.study import Col, Study


__all__ = ["Swimmer", "swimmer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swimmer:
    """What a swimmer plot shows.

    Attributes
    ----------
    bars
        patient, start (0, the infusion), end (last contact), ongoing (draw an arrow);
        the longest first.
    marks
        patient, day, mark: `response`, `complete response`, `loss`, `bleeding`, `rescue`,
        `new therapy`, `B cells back`, `death`, `withdrawal`; by patient and day.
    """

    bars: pl.DataFrame
    marks: pl.DataFrame


def swimmer(study: Study) -> Swimmer:
    """Return the bars and marks of every patient with a known day after infusion."""
    contact = last_contact(study).filter(pl.col(RuleCol.LAST_DAY) >= 0)
    bars = contact.select(
        Col.PATIENT,
        pl.lit(0.0).alias(StatCol.START),
        pl.col(RuleCol.LAST_DAY).alias(StatCol.END),
        StatCol.ONGOING,
    ).sort([StatCol.END, Col.PATIENT], descending=[True, False])
    marks = pl.concat([*_of_calls(study), *_of_record(study)]).unique()
    return Swimmer(bars=bars, marks=marks.sort(Col.PATIENT, Col.DAY, StatCol.MARK))


def _of_calls(study: Study) -> list[pl.DataFrame]:
    calls, b_cells = itp_responses(study), b_cell_reset(study)
    return [
        _marks(calls, RuleCol.FIRST_R_DAY, "response"),
        _marks(calls, RuleCol.FIRST_CR_DAY, "complete response"),
        _marks(calls, RuleCol.LOSS_DAY, "loss"),
        _marks(calls, RuleCol.CENSORED_AT, "new therapy"),
        _marks(b_cells, RuleCol.RECOVERY_DAY, "B cells back"),
    ]


def _of_record(study: Study) -> list[pl.DataFrame]:
    after, step = pl.col(Col.DAY) > 0, pl.col(Col.MILESTONE)
    bled = bleeding_days(study).filter(after)
    rescued = study.treatments.filter(after & (pl.col(Col.PURPOSE) == "rescue"))
    ended = [study.milestones.filter(step == name) for name in ("death", "withdrawal")]
    return [
        _marks(bled, Col.DAY, "bleeding"),
        _marks(rescued, Col.DAY, "rescue"),
        _marks(ended[0], Col.DAY, "death"),
        _marks(ended[1], Col.DAY, "withdrawal"),
    ]


def _marks(rows: pl.DataFrame, day: str, mark: str) -> pl.DataFrame:
    known = rows.filter(pl.col(day).is_not_null())
    return known.select(
        Col.PATIENT, pl.col(day).alias(Col.DAY), pl.lit(mark).alias(StatCol.MARK)
    )
