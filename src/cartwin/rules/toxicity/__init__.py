"""Toxicity of cell therapy: episodes, cytopenia, hyperinflammation, organs.

`RULES` names what can be applied to a record. Functions that end in `_grades`, `_scores`,
`_visits` or `_forms`, and those that begin with `call_`, take a frame of findings instead.
"""

from cartwin.rules.toxicity.castle import castle_dlt
from cartwin.rules.toxicity.catalogue import RULES
from cartwin.rules.toxicity.censoring import OBSERVATION, UNDISTURBED, Censor, last_days
from cartwin.rules.toxicity.columns import ToxCol
from cartwin.rules.toxicity.dlt import DltCol, call_castle_dlt
from cartwin.rules.toxicity.episodes import crs_episodes, episodes, icans_episodes
from cartwin.rules.toxicity.hematotox import Boundary, car_hematotox, hematotox_scores
from cartwin.rules.toxicity.hlh_2004 import call_hlh_2004, hlh_2004
from cartwin.rules.toxicity.hscore import hscore, hscore_visits
from cartwin.rules.toxicity.icaht import Counting, grade_icaht_early, icaht_early_grades
from cartwin.rules.toxicity.icaht_late import grade_icaht_late, icaht_late_grades
from cartwin.rules.toxicity.iec_hs import iec_hs, iec_hs_entries, iec_hs_forms
from cartwin.rules.toxicity.instruments import (
    HLH,
    IEC_HS,
    LICATS,
    HlhItem,
    IecHsItem,
    LicatsItem,
)
from cartwin.rules.toxicity.licats import LicatsOnset, licats, licats_grades, onset_class
from cartwin.rules.toxicity.neutrophils import icaht_early, icaht_late
from cartwin.rules.toxicity.platelets import t_icaht
from cartwin.rules.toxicity.t_icaht import TIcahtPhase, grade_t_icaht, t_icaht_grades


__all__ = [
    "HLH",
    "IEC_HS",
    "LICATS",
    "OBSERVATION",
    "RULES",
    "UNDISTURBED",
    "Boundary",
    "Censor",
    "Counting",
    "DltCol",
    "HlhItem",
    "IecHsItem",
    "LicatsItem",
    "LicatsOnset",
    "TIcahtPhase",
    "ToxCol",
    "call_castle_dlt",
    "call_hlh_2004",
    "car_hematotox",
    "castle_dlt",
    "crs_episodes",
    "episodes",
    "grade_icaht_early",
    "grade_icaht_late",
    "grade_t_icaht",
    "hematotox_scores",
    "hlh_2004",
    "hscore",
    "hscore_visits",
    "icaht_early",
    "icaht_early_grades",
    "icaht_late",
    "icaht_late_grades",
    "icans_episodes",
    "iec_hs",
    "iec_hs_entries",
    "iec_hs_forms",
    "last_days",
    "licats",
    "licats_grades",
    "onset_class",
    "t_icaht",
    "t_icaht_grades",
]
