"""The rules of toxicity that can be applied to a record, by name."""

from functools import partial

from cartwin.rules.rule import Rule, declare
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
    declare(
        "crs-episodes", "Episodes of CRS: onset, maximum, resolution, recurrence",
        "toxicity-episodes", crs_episodes, "assessments",
    ),
    declare(
        "icans-episodes", "Episodes of ICANS: onset, maximum, resolution, recurrence",
        "toxicity-episodes", icans_episodes, "assessments", "patients",
    ),
    declare(
        "icaht-early", "Early ICAHT (day 0 to 30), all low days together", "icaht",
        icaht_early, *_COUNTS,
    ),
    declare(
        "icaht-early-longest-run", "Early ICAHT (day 0 to 30), longest run of low days",
        "icaht", partial(icaht_early, counting=Counting.LONGEST_RUN), *_COUNTS,
    ),
    declare("icaht-late", "Late ICAHT (day 31 to 100)", "icaht", icaht_late, *_COUNTS),
    declare(
        "t-icaht-early", "Early T-ICAHT (day 0 to 30), not for immune thrombocytopenia",
        "t-icaht", partial(t_icaht, phase=TIcahtPhase.EARLY), *_COUNTS,
    ),
    declare(
        "t-icaht-late", "Late T-ICAHT (day 31 to 100), not for immune thrombocytopenia",
        "t-icaht", partial(t_icaht, phase=TIcahtPhase.LATE), *_COUNTS,
    ),
    declare(
        "car-hematotox", "CAR-HEMATOTOX before lymphodepletion", "car-hematotox",
        car_hematotox, "observations", "treatments",
    ),
    declare("hlh-2004", "HLH-2004, five of eight criteria", "hlh-2004", hlh_2004, *_VISITS),
    declare("hscore", "HScore, 0 to 337 points", "hscore", hscore, *_VISITS),
    declare(
        "iec-hs", "IEC-HS as a form, graded by the clinician", "iec-hs",
        iec_hs, *_VISITS, "treatments",
    ),
    declare("licats", "LICATS: grade and onset", "licats", licats, *_VISITS),
    declare(
        "castle-dlt", "Dose-limiting toxicity by CASTLE", "castle-dlt",
        castle_dlt, "observations", "assessments", "adverse_events", "patients",
    ),
)  # fmt: skip
