"""The rules of toxicity that can be applied to a record, by name."""

from functools import partial

from cartwin.rules.rule import Rule
from cartwin.rules.toxicity.castle import castle_dlt
from cartwin.rules.toxicity.episodes import crs_episodes, icans_episodes
from cartwin.rules.toxicity.hematotox import car_hematotox
from cartwin.rules.toxicity.hlh_2004 import hlh_2004
from cartwin.rules.toxicity.hscore import hscore
from cartwin.rules.toxicity.icaht import Counting
from cartwin.rules.toxicity.iec_hs import iec_hs
from cartwin.rules.toxicity.licats import licats
from cartwin.rules.toxicity.neutrophils import icaht_early, icaht_late
from cartwin.rules.toxicity.platelets import t_icaht
from cartwin.rules.toxicity.t_icaht import TIcahtPhase


__all__ = ["RULES"]

_COUNTS = ("observations", "patients", "milestones", "treatments")
_VISITS = ("assessments", "observations")


RULES: tuple[Rule, ...] = (
    Rule(
        name="crs-episodes",
        title="Episodes of CRS: onset, maximum, resolution, recurrence",
        criterion="toxicity-episodes",
        tables=("assessments",),
        apply=crs_episodes,
    ),
    Rule(
        name="icans-episodes",
        title="Episodes of ICANS: onset, maximum, resolution, recurrence",
        criterion="toxicity-episodes",
        tables=("assessments", "patients"),
        apply=icans_episodes,
    ),
    Rule(
        name="icaht-early",
        title="Early ICAHT (day 0 to 30), all low days together",
        criterion="icaht",
        tables=_COUNTS,
        apply=icaht_early,
    ),
    Rule(
        name="icaht-early-longest-run",
        title="Early ICAHT (day 0 to 30), longest run of low days",
        criterion="icaht",
        tables=_COUNTS,
        apply=partial(icaht_early, counting=Counting.LONGEST_RUN),
    ),
    Rule(
        name="icaht-late",
        title="Late ICAHT (day 31 to 100)",
        criterion="icaht",
        tables=_COUNTS,
        apply=icaht_late,
    ),
    Rule(
        name="t-icaht-early",
        title="Early T-ICAHT (day 0 to 30), not for immune thrombocytopenia",
        criterion="t-icaht",
        tables=_COUNTS,
        apply=partial(t_icaht, phase=TIcahtPhase.EARLY),
    ),
    Rule(
        name="t-icaht-late",
        title="Late T-ICAHT (day 31 to 100), not for immune thrombocytopenia",
        criterion="t-icaht",
        tables=_COUNTS,
        apply=partial(t_icaht, phase=TIcahtPhase.LATE),
    ),
    Rule(
        name="car-hematotox",
        title="CAR-HEMATOTOX before lymphodepletion",
        criterion="car-hematotox",
        tables=("observations", "treatments"),
        apply=car_hematotox,
    ),
    Rule(
        name="hlh-2004",
        title="HLH-2004, five of eight criteria",
        criterion="hlh-2004",
        tables=_VISITS,
        apply=hlh_2004,
    ),
    Rule(
        name="hscore",
        title="HScore, 0 to 337 points",
        criterion="hscore",
        tables=_VISITS,
        apply=hscore,
    ),
    Rule(
        name="iec-hs",
        title="IEC-HS as a form, graded by the clinician",
        criterion="iec-hs",
        tables=(*_VISITS, "treatments"),
        apply=iec_hs,
    ),
    Rule(
        name="licats",
        title="LICATS: grade and onset",
        criterion="licats",
        tables=_VISITS,
        apply=licats,
    ),
    Rule(
        name="castle-dlt",
        title="Dose-limiting toxicity by CASTLE",
        criterion="castle-dlt",
        tables=("observations", "assessments", "adverse_events", "patients"),
        apply=castle_dlt,
    ),
)
