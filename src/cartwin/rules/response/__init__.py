"""Response and activity criteria of the diseases: ITP, AHA, lupus, sclerosis, myositis.

Functions named `..._visits` or `score_...` judge a record, `call_...` one set of findings.
Every frame says `why`, and null where it cannot be said. `RULES` lists what can be applied
to any record.
"""

from cartwin.rules.response.aha_assay import acts_on_assays
from cartwin.rules.response.aha_course import aha_course
from cartwin.rules.response.aha_items import AHA, AhaItem, aha_visits
from cartwin.rules.response.aha_remission import (
    call_aha_each2,
    call_aha_gth,
    each2_visits,
    gth_visits,
)
from cartwin.rules.response.b_cells_subsets import B_CELL_SUBSETS, b_cell_subsets
from cartwin.rules.response.call import Call
from cartwin.rules.response.catalogue import RULES
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.iim_enzyme import enzyme_at_baseline, enzyme_visits
from cartwin.rules.response.iim_points import TIS_ITEMS, tis_change, tis_points
from cartwin.rules.response.iim_tis import IMACS, call_tis, tis_visits
from cartwin.rules.response.itp_bat import (
    ITP_BAT,
    BatItem,
    bat_visits,
    call_bat,
    grade_petechiae,
    smog_index,
)
from cartwin.rules.response.itp_bleeding import (
    BUCHANAN,
    BuchananItem,
    buchanan_visits,
    call_buchanan,
    who_bleeding_visits,
)
from cartwin.rules.response.itp_dependence import (
    ITP,
    ItpItem,
    call_multirefractory,
    call_refractory,
    call_steroid_dependence,
    dependence_visits,
    refractory_visits,
)
from cartwin.rules.response.itp_iwg import iwg_responses
from cartwin.rules.response.itp_lines import itp_lines
from cartwin.rules.response.itp_multirefractory import multirefractory_patients
from cartwin.rules.response.itp_off_treatment import SrotPreset, sustained_off_treatment
from cartwin.rules.response.itp_outcomes import ash_outcomes
from cartwin.rules.response.itp_steroids import steroid_days
from cartwin.rules.response.sle_renal import (
    call_perr,
    call_renal,
    perr_visits,
    renal_visits,
)
from cartwin.rules.response.sle_sledai import (
    SLEDAI,
    SledaiItem,
    call_sledai,
    score_sledai,
    sledai_visits,
)
from cartwin.rules.response.sle_targets import (
    SLE,
    SleItem,
    call_doris,
    call_lldas,
    doris_visits,
    lldas_visits,
)
from cartwin.rules.response.ssc_activity import call_ssc_activity, ssc_activity_visits
from cartwin.rules.response.ssc_criss import call_criss, criss_visits
from cartwin.rules.response.ssc_items import SSC, SscItem, ssc_changes, ssc_visits
from cartwin.rules.response.ssc_lung import call_ild, ild_visits
from cartwin.rules.response.ssc_mrss import MRSS, call_mrss, score_mrss
from cartwin.rules.response.ssc_revised_criss import (
    call_revised_criss,
    revised_criss_visits,
)


__all__ = [
    "AHA",
    "BUCHANAN",
    "B_CELL_SUBSETS",
    "IMACS",
    "ITP",
    "ITP_BAT",
    "MRSS",
    "RULES",
    "SLE",
    "SLEDAI",
    "SSC",
    "TIS_ITEMS",
    "AhaItem",
    "BatItem",
    "BuchananItem",
    "Call",
    "ItpItem",
    "ResponseCol",
    "SleItem",
    "SledaiItem",
    "SrotPreset",
    "SscItem",
    "acts_on_assays",
    "aha_course",
    "aha_visits",
    "ash_outcomes",
    "b_cell_subsets",
    "bat_visits",
    "buchanan_visits",
    "call_aha_each2",
    "call_aha_gth",
    "call_bat",
    "call_buchanan",
    "call_criss",
    "call_doris",
    "call_ild",
    "call_lldas",
    "call_mrss",
    "call_multirefractory",
    "call_perr",
    "call_refractory",
    "call_renal",
    "call_revised_criss",
    "call_sledai",
    "call_ssc_activity",
    "call_steroid_dependence",
    "call_tis",
    "criss_visits",
    "dependence_visits",
    "doris_visits",
    "each2_visits",
    "enzyme_at_baseline",
    "enzyme_visits",
    "grade_petechiae",
    "gth_visits",
    "ild_visits",
    "itp_lines",
    "iwg_responses",
    "lldas_visits",
    "multirefractory_patients",
    "perr_visits",
    "refractory_visits",
    "renal_visits",
    "revised_criss_visits",
    "score_mrss",
    "score_sledai",
    "sledai_visits",
    "smog_index",
    "ssc_activity_visits",
    "ssc_changes",
    "ssc_visits",
    "steroid_days",
    "sustained_off_treatment",
    "tis_change",
    "tis_points",
    "tis_visits",
    "who_bleeding_visits",
]
