"""Checks across the tables of a study: what can be read but can hardly be meant.

Each check yields sentences; none of them changes the record.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType

import polars as pl

from cartwin.errors import did_you_mean
from cartwin.study.columns import Col
from cartwin.study.regimen import DRUGS
from cartwin.study.schema import SCHEMA
from cartwin.study.study import Study
from cartwin.study.time import day_of_date


__all__ = ["check_study"]

# A factor between neighbouring values that no body makes but two units do.
_JUMPS: Mapping[str, float] = MappingProxyType({"PLAT": 300.0, "NEUT": 300.0, "IGG": 30.0})
_LONGEST_JUMP = 14.0  # d
_STEPS = ("consent", "leukapheresis", "release", "infusion", "last_contact")
_FORMULA = r"^[=@+\t]"
_DATED = ("treatments", "observations", "adverse_events", "assessments")


def check_study(study: Study) -> tuple[str, ...]:
    """Return what looks wrong in a study, one sentence each; empty if nothing does.

    >>> from cartwin.study import open_study
    >>> check_study(open_study("itp-nct06352281"))
    ()
    """
    return tuple(sentence for check in _CHECKS for sentence in check(study))


def _lymphodepletion_after_infusion(study: Study) -> Iterator[str]:
    is_late = (pl.col(Col.PURPOSE) == "lymphodepletion") & (pl.col(Col.DAY) > 0)
    for row in study.treatments.filter(is_late).iter_rows(named=True):
        yield (
            f"patient {row[Col.PATIENT]}: lymphodepletion with {row[Col.DRUG]} is on day "
            f"{row[Col.DAY]:g}, after the infusion; day 0 is the infusion, so check both "
            "dates"
        )


def _infusion_on_another_day(study: Study) -> Iterator[str]:
    given = study.treatments.filter(pl.col(Col.PURPOSE) == "car_t")
    first = given.group_by(Col.PATIENT, maintain_order=True).agg(pl.col(Col.DAY).min())
    step = study.milestones.filter(pl.col(Col.MILESTONE) == "infusion")
    days = pl.concat([first, step.select(Col.PATIENT, Col.DAY)]).unique(maintain_order=True)
    for patient, day in days.filter(pl.col(Col.DAY).floor() != 0).iter_rows():
        yield f"patient {patient}: the infusion is on day {day:g}; it defines day 0"


def _steps_out_of_order(study: Study) -> Iterator[str]:
    steps = study.milestones.drop_nulls(Col.DAY)
    for (patient,), rows in steps.group_by(Col.PATIENT, maintain_order=True):
        days = dict(rows.select(Col.MILESTONE, Col.DAY).iter_rows())
        for one, two in pairwise(s for s in _STEPS if s in days):
            if days[one] > days[two]:
                yield (
                    f"patient {patient}: {_step(one)} is on day {days[one]:g}, after "
                    f"{_step(two)} on day {days[two]:g}; check both dates"
                )


def _dates_that_contradict_days(study: Study) -> Iterator[str]:
    steps = study.milestones.drop_nulls(Col.DATE)
    infusions = steps.filter(pl.col(Col.MILESTONE) == "infusion")
    dates = dict(infusions.select(Col.PATIENT, Col.DATE).iter_rows())
    for row in steps.drop_nulls(Col.DAY).iter_rows(named=True):
        infusion = dates.get(row[Col.PATIENT])
        day = None if infusion is None else day_of_date(row[Col.DATE], infusion=infusion)
        if day is not None and day != row[Col.DAY] // 1:
            yield (
                f"patient {row[Col.PATIENT]}: {_step(row[Col.MILESTONE])} is on day "
                f"{row[Col.DAY]:g} but dated {row[Col.DATE]}, which is day {day:g} after "
                f"the infusion on {infusion}; keep the one that is right"
            )


def _records_before_consent(study: Study) -> Iterator[str]:
    consent = study.milestones.filter(pl.col(Col.MILESTONE) == "consent")
    for patient, day, limit, what in _records(study, consent, "min", Col.DAY):
        if day < limit:
            yield (
                f"patient {patient}: {what} on day {day:g}, before the consent on day "
                f"{limit:g}; check both dates, or say in a note why it may be used"
            )


def _records_after_the_end(study: Study) -> Iterator[str]:
    contact = study.milestones.filter(pl.col(Col.MILESTONE) == "last_contact")
    for frame, column, name in (
        (contact, Col.DAY, "the last contact"),
        (study.patients, Col.FOLLOW_UP, "the end of follow-up"),
    ):
        for patient, day, limit, what in _records(study, frame, "max", column):
            if day >= limit + 1:
                yield (
                    f"patient {patient}: {what} on day {day:g}, after {name} on day "
                    f"{limit:g}; check both dates"
                )


def _records(
    study: Study, limits: pl.DataFrame, end: str, column: Col
) -> Iterator[tuple[str, float, float, str]]:
    """Yield patient, first or last day in a table, the patient's limit, and the table."""
    bound = limits.select(Col.PATIENT, pl.col(column).alias("limit")).drop_nulls()
    for table in _DATED:
        days = getattr(pl.col(Col.DAY), end)()
        per_patient = study.tables[table].group_by(Col.PATIENT).agg(days)
        for row in bound.join(
            per_patient, on=Col.PATIENT, maintain_order="left"
        ).iter_rows():
            patient, limit, day = row
            yield patient, day, limit, f"{table.replace('_', ' ')} are"


def _suspicious_jumps(study: Study) -> Iterator[str]:
    for analyte, fold in _JUMPS.items():
        known = study.values(analyte).filter(
            pl.col(Col.CENSORING) == "none", pl.col(Col.VALUE) > 0
        )
        before = known.with_columns(
            pl.col(Col.VALUE, Col.DAY).shift(1).over(Col.PATIENT).name.suffix("_before")
        )
        ratio = pl.col(Col.VALUE) / pl.col(f"{Col.VALUE}_before")
        is_near = pl.col(Col.DAY) - pl.col(f"{Col.DAY}_before") <= _LONGEST_JUMP
        is_jump = (ratio >= fold) | (ratio <= 1 / fold)
        for row in before.filter(is_near & is_jump).iter_rows(named=True):
            yield _jump(row, analyte)


def _jump(row: Mapping[str, float], analyte: str) -> str:
    one, two = row[f"{Col.VALUE}_before"], row[Col.VALUE]
    turn = "rises" if two > one else "falls"
    return (
        f"{row[Col.PATIENT]}: {analyte} {turn} from {one:g} to {two:g} between day "
        f"{row[f'{Col.DAY}_before']:g} and day {row[Col.DAY]:g}; if the file mixes units, "
        "give each value its own. Kept as written."
    )


def _zeros(study: Study) -> Iterator[str]:
    is_zero = (pl.col(Col.VALUE) == 0) & (pl.col(Col.CENSORING) == "none")
    zeros = study.observations.filter(is_zero).group_by(Col.ANALYTE).len().sort(Col.ANALYTE)
    for analyte, number in zeros.iter_rows():
        yield (
            f"{analyte} is exactly 0 in {number} observations; if nothing was found, write "
            "the limit, e.g. <5. Kept as written."
        )


def _unknown_drugs(study: Study) -> Iterator[str]:
    """Drugs that the house does not know are fine if they are concomitant."""
    given = study.treatments.filter(pl.col(Col.PURPOSE).ne_missing("concomitant"))
    for drug, unit in given.select(Col.DRUG, Col.UNIT).unique(maintain_order=True).rows():
        if drug not in DRUGS:
            yield f"treatments: unknown drug {drug!r} ({did_you_mean(drug, DRUGS)})"
        elif unit is not None and unit not in DRUGS[drug].units:
            units = ", ".join(DRUGS[drug].units)
            yield f"treatments: {drug} is in {unit!r}; cartwin understands {units}"


def _unknown_arms(study: Study) -> Iterator[str]:
    if study.protocol is None:
        return
    known = [arm.name for arm in study.protocol.arms]
    for arm in study.patients[Col.ARM].drop_nulls().unique(maintain_order=True):
        if arm not in known:
            hint = did_you_mean(arm, known)
            yield f"patients: arm {arm!r} is not in the protocol ({hint})"


def _ends_before_starts(study: Study) -> Iterator[str]:
    events = study.adverse_events.filter(pl.col(Col.END_DAY) < pl.col(Col.DAY))
    for row in events.iter_rows(named=True):
        yield (
            f"patient {row[Col.PATIENT]}: {row[Col.TERM]} ends on day "
            f"{row[Col.END_DAY]:g}, before it starts on day {row[Col.DAY]:g}; check both "
            "dates"
        )
    is_empty = pl.col(Col.LOWER_NORMAL) > pl.col(Col.UPPER_NORMAL)
    for row in study.observations.filter(is_empty).iter_rows(named=True):
        yield (
            f"{row[Col.PATIENT]}: normal {row[Col.ANALYTE]} on day {row[Col.DAY]:g} is "
            f"from {row[Col.LOWER_NORMAL]:g} to {row[Col.UPPER_NORMAL]:g}; swap the limits"
        )


def _formulas(study: Study) -> Iterator[str]:
    for name, frame in study.tables.items():
        for column, dtype in SCHEMA[name].dtypes.items():
            if dtype != pl.String:
                continue
            for text in frame[column].filter(frame[column].str.contains(_FORMULA)).head(3):
                yield (
                    f"{name}: {column} {text!r:.60} would run as a formula in a "
                    "spreadsheet; put a word before it"
                )


def _step(milestone: str) -> str:
    return f"the {milestone.replace('_', ' ')}"


_CHECKS: tuple[Callable[[Study], Iterator[str]], ...] = (
    _lymphodepletion_after_infusion,
    _infusion_on_another_day,
    _steps_out_of_order,
    _dates_that_contradict_days,
    _records_before_consent,
    _records_after_the_end,
    _suspicious_jumps,
    _zeros,
    _ends_before_starts,
    _unknown_drugs,
    _unknown_arms,
    _formulas,
)
