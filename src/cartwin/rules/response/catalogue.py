"""The criteria of response that can be applied to any record, by their names."""

from typing import Any

import polars as pl

from cartwin.rules.b_cells import b_cell_reset
from cartwin.rules.response.aha_bleeds import aha_bleeds
from cartwin.rules.response.aha_course import aha_course
from cartwin.rules.response.aha_remission import each2_visits, gth_visits
from cartwin.rules.response.b_cells_subsets import b_cell_subsets
from cartwin.rules.response.iim_tis import tis_visits
from cartwin.rules.response.itp_bat import bat_visits
from cartwin.rules.response.itp_bleeding import buchanan_visits, who_bleeding_visits
from cartwin.rules.response.itp_dependence import dependence_visits, refractory_visits
from cartwin.rules.response.itp_lines import itp_lines
from cartwin.rules.response.itp_multirefractory import multirefractory_patients
from cartwin.rules.response.itp_off_treatment import all_presets
from cartwin.rules.response.itp_outcomes import ash_outcomes
from cartwin.rules.response.itp_phase_record import itp_phases
from cartwin.rules.response.itp_record import call_itp_response, itp_responses
from cartwin.rules.response.sle_renal import perr_visits, renal_visits
from cartwin.rules.response.sle_sledai import score_sledai
from cartwin.rules.response.sle_targets import doris_visits, lldas_visits
from cartwin.rules.response.ssc_activity import ssc_activity_visits
from cartwin.rules.response.ssc_criss import criss_visits
from cartwin.rules.response.ssc_lung import ild_visits
from cartwin.rules.response.ssc_mrss import score_mrss
from cartwin.rules.response.ssc_revised_criss import revised_criss_visits
from cartwin.rules.rule import Rule, declare
from cartwin.study import Study


__all__ = ["RULES"]

_ASSESSED = ("assessments", "patients", "treatments", "observations")
_GIVEN = ("treatments", "observations", "patients", "assessments")
_MEASURED = ("observations", "assessments", "treatments", "patients")


def _iwg(study: Study, **chosen: Any) -> pl.DataFrame:
    """Return what other rules rest on too, unless options were chosen."""
    return call_itp_response(study, **chosen) if chosen else itp_responses(study)


RULES: tuple[Rule, ...] = (
    declare("iwg", "Response in ITP", "iwg-2009", _iwg, *_MEASURED),
    declare("ash-2019", "Outcomes of ITP over time", "ash-2019", ash_outcomes, *_MEASURED),
    declare(
        "srot", "Sustained response off treatment, ITP", "srot",
        all_presets, *_MEASURED,
    ),
    declare(
        "steroid-dependence", "Dependence on steroids in ITP", "itp-dependence",
        dependence_visits, *_ASSESSED,
    ),
    declare(
        "refractory", "Refractory ITP", "itp-dependence", refractory_visits, *_ASSESSED
    ),
    declare(
        "multirefractory", "Multirefractory ITP", "itp-dependence",
        multirefractory_patients, *_GIVEN,
    ),
    declare(
        "itp-lines", "Earlier treatments of ITP, and which failed", "itp-lines",
        itp_lines, *_GIVEN,
    ),
    declare("itp-phase", "Phase of ITP", "iwg-2009", itp_phases, "patients"),
    declare("itp-bat", "Bleeding by domains, ITP", "itp-bat", bat_visits, *_ASSESSED),
    declare(
        "who-bleeding", "Bleeding, WHO", "who-bleeding", who_bleeding_visits, *_ASSESSED
    ),
    declare(
        "buchanan", "Bleeding of children, ITP", "buchanan",
        buchanan_visits, *_ASSESSED,
    ),
    declare(
        "aha-gth", "Remission in acquired haemophilia", "aha-gth",
        gth_visits, *_MEASURED,
    ),
    declare("aha-each2", "The same by EACH2", "aha-each2", each2_visits, *_MEASURED),
    declare(
        "aha-course", "Remissions and relapse in it", "aha-gth",
        aha_course, *_MEASURED,
    ),
    declare(
        "aha-bleeds", "Bleeds per week in it, before and from remission", "aha-gth",
        aha_bleeds, *_ASSESSED,
    ),
    declare("sledai-2k", "Activity of lupus", "sledai-2k", score_sledai, *_ASSESSED),
    declare("doris", "Remission of lupus", "doris", doris_visits, *_ASSESSED),
    declare("lldas", "Low activity of lupus", "lldas", lldas_visits, *_ASSESSED),
    declare(
        "renal", "Response of lupus nephritis", "renal-kdigo",
        renal_visits, *_MEASURED,
    ),
    declare(
        "perr", "Primary efficacy renal response", "renal-perr",
        perr_visits, *_MEASURED,
    ),
    declare("mrss", "Skin score of systemic sclerosis", "mrss", score_mrss, *_ASSESSED),
    declare("criss", "Composite response, sclerosis", "criss", criss_visits, *_MEASURED),
    declare("rcriss", "The same, revised", "rcriss", revised_criss_visits, *_MEASURED),
    declare(
        "eustar", "Activity of sclerosis", "eustar-activity",
        ssc_activity_visits, *_MEASURED,
    ),
    declare(
        "ssc-ild", "Progression of its lung disease", "ssc-ild",
        ild_visits, *_MEASURED,
    ),
    declare("tis", "Total improvement of myositis", "tis-2016", tis_visits, *_MEASURED),
    declare(
        "b-cells", "Depletion and return of B cells", "b-cells",
        b_cell_reset, *_MEASURED,
    ),
    declare(
        "b-cell-subsets", "Shares of the subsets of B cells", "b-cell-subsets",
        b_cell_subsets, *_ASSESSED,
    ),
)  # fmt: skip
"""Every criterion of response, in the order of the diseases."""
