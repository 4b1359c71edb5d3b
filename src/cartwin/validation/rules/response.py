"""Worked cases of the response criteria: ITP, acquired haemophilia, lupus, sclerosis.

Whoever wrote the cases named some inputs in several ways; `Given` knows them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from cartwin.rules import (
    Count,
    call_b_cells,
    call_iwg,
    itp_phase,
    load_criterion,
    naive_share,
    response,
)
from cartwin.validation.rules.response_names import (
    CRISS,
    CYTOPENIA_BY_DRUG,
    NEW_THERAPY,
    OTHERS_GO_ON,
    TIS,
    Given,
    rescue_drug,
)


__all__ = ["KINDS"]


def _iwg(**inputs: Any) -> object:
    """Judge as the cases do: a patient seen under a rescue alone has no response."""
    given = Given(inputs)
    lengths = load_criterion("rescue-windows")["windows"] | given.take(
        "windows", default={}
    )
    given_rescue = given.take("rescue", "rescues", default=())
    rescues = [(d, rescue_drug(n, lengths)) for d, n in given_rescue]
    new = given.take(*NEW_THERAPY)
    ends = [d for d, name in rescues if name not in lengths]
    ends += [] if new is None else [_first_day(new)]
    call = call_iwg(
        [Count(*c) for c in given.take("counts")],
        baseline=given.take("baseline"),
        bleeding_days=given.take("bleeding_days", default=()),
        windows=[(d, d + lengths[name]) for d, name in rescues if name in lengths],
        censored_at=min(ends, default=None),
        rescued_fails=True,
    )
    given.done()
    return {
        "best": call.best,
        "first_R_day": call.first_r_day,
        "first_CR_day": call.first_cr_day,
        "loss_day": call.loss_day,
    }


def _first_day(new: Any) -> float:
    """Return the day of `262`, `[262, drug]` or `[[262, drug], ...]`."""
    if isinstance(new, Sequence):
        return min(map(_first_day, new)) if isinstance(new[0], Sequence) else float(new[0])
    return float(new)


def _phase(dx: object, on: object) -> object:
    return itp_phase(date.fromisoformat(str(dx)), date.fromisoformat(str(on)))


def _steroids(**inputs: Any) -> object:
    given = Given(inputs)
    call = response.call_steroid_dependence(
        ash=True,
        prednisone=given.take("pred_mg_day", "pred_mg", "prednisone_mg"),
        continuous=given.take("continuous", default=False),
        frequent_courses=given.take("frequent_courses", "frequent", "courses"),
    )
    given.done()
    return call.call


def _smog(**inputs: Any) -> object:
    given = Given(inputs)
    found = {
        "skin": given.take("skin", default=0),
        "mucosae": given.take("mucosa", "mucosae", "mucosal", default=0),
        "organs": given.take("organ", "organs", default=0),
    }
    given.done()
    return response.call_bat(**found).call


def _petechiae(**inputs: Any) -> object:
    given = Given(inputs)
    palm, both = given.take("palm_max", "palm"), given.take("above_and_below")
    total = given.take("total")
    areas = given.take("areas", "n_areas", "areas_gt5", "palms_gt5", "palm_areas_gt5")
    given.done()
    if areas is None and both:
        areas = 2  # petechiae on both sides of the belt are in two areas at least
    return response.grade_petechiae(
        petechiae_palm=palm,
        petechiae_total=total,
        petechiae_areas=areas,
        above_and_below=both,
    )


def _buchanan(**inputs: Any) -> object:
    given = Given(inputs)
    found = {
        "petechiae": given.take("petechiae", default=0),
        "small_bruises": given.take("small_bruises", "bruises", "bruises_small"),
        "large_bruises": given.take("large_bruises", "bruises_large"),
        "mucosal": given.take("mucosal"),
        "suspected_internal": given.take("suspected_internal", "internal"),
        "needs_intervention": given.take("needs_intervention"),
        "life_threatening": given.take("life_threatening", "ich", "fatal"),
    }
    given.done()
    return response.call_buchanan(**found).score


def _emicizumab(given: Given) -> bool:
    """Return whether emicizumab may act, as stated or by the time since its last dose."""
    days = given.take("days_since_emicizumab", "emicizumab_days_ago")
    months = given.take("months_since_emicizumab", "emicizumab_months_ago")
    stated = bool(given.take("emicizumab_on_board", "emicizumab", default=False))
    since = days if months is None else months * 365.25 / 12
    return stated or response.acts_on_assays(since)


def _aha(**inputs: Any) -> object:
    given = Given(inputs)
    assay = given.take("assay", "fviii_assay")
    stopped = given.take("ist_stopped", "other_ist_stopped")
    others = given.take(
        *OTHERS_GO_ON,
        default=False if stopped is None else not stopped,
    )
    call = response.call_aha_gth(
        fviii=given.take("fviii"),
        inhibitor=given.take("inhibitor_bu", "inhibitor"),
        fviii_assay=assay,
        inhibitor_assay=given.take("inhibitor_assay", default=assay),
        on_emicizumab=_emicizumab(given),
        inclusive=given.take("inclusive", default=False),
        active_bleeding=given.take("active_bleeding", "bleeding"),
        hours_since_haemostatic=given.take("h_since_hemostatic", "h_since_haemostatic"),
        prednisolone=given.take("prednisone_mg", "prednisolone_mg", "pred_mg", default=0),
        other_immunosuppression=others,
    )
    given.done()
    return call.call or "not_evaluable"


def _each2(**inputs: Any) -> object:
    given = Given(inputs)
    assay = given.take("assay", "fviii_assay")
    call = response.call_aha_each2(
        fviii=given.take("fviii"),
        inhibitor=given.take("inhibitor_bu", "inhibitor"),
        immunosuppression_stopped=given.take("ist_stopped"),
        fviii_assay=assay,
        inhibitor_assay=given.take("inhibitor_assay", default=assay),
        on_emicizumab=_emicizumab(given),
    )
    given.done()
    return call.call or "not_evaluable"


def _sledai(*, clinical: bool = False, **inputs: Any) -> object:
    found, _ = _descriptors(given := Given(inputs))
    given.done()
    left_out = load_criterion("sledai-2k")["serology"] if clinical else ()
    return response.call_sledai([i for i in found if i not in left_out]).score


def _descriptors(given: Given) -> tuple[list[str], bool]:
    """Return the descriptors present without low counts that a drug explains."""
    present = list(given.take("items", default=()))
    cytopenias = load_criterion("sledai-2k")["cytopenias"]
    by_drug = given.take(*CYTOPENIA_BY_DRUG)
    if (days := given.take("days_since_ld", "days_after_ld")) is not None:
        by_drug = by_drug or 0 <= days <= load_criterion("sledai-2k")["drug_window"]
    named = cytopenias if by_drug is True else list(by_drug or ())
    return [i for i in present if i not in named or i not in cytopenias], bool(by_drug)


def _doris(**inputs: Any) -> object:
    given = Given(inputs)
    present, _ = _descriptors(given)
    call = response.call_doris(
        present,
        strict=given.take("strict", default=False),
        phga=given.take("phga", "pga"),
        prednisolone=given.take("pred_mg"),
        stable_therapy=given.take("stable", "stable_therapy", "ist_stable", default=True),
    )
    given.done()
    return call.call


def _lldas(**inputs: Any) -> object:
    given = Given(inputs)
    present, _ = _descriptors(given)
    maintained = given.take("standard_maintenance", "standard_drugs", "maintenance_ok")
    call = response.call_lldas(
        present,
        standard_maintenance=maintained,
        phga=given.take("pga", "phga"),
        prednisolone=given.take("pred_mg"),
        new_activity=given.take(
            "new_activity", "new_feature", "new_features", default=False
        ),
        haemolytic_anaemia=given.take("haemolytic_anaemia", "hemolytic_anemia"),
        gastrointestinal=given.take("gastrointestinal", "gi_activity"),
    )
    given.done()
    return call.call


def _renal(**values: Any) -> object:
    return response.call_renal(**values).call


def _criss(*, step1: bool = False, **changes: Any) -> object:
    named = {CRISS[name.removeprefix("d")]: c for name, c in changes.items()}
    return response.call_criss(**named, organ_decline=step1).score


def _revised(base: Any, post: Any, **inputs: Any) -> object:
    given = Given(inputs)
    pairs = [{CRISS[k]: v for k, v in values.items()} for values in (base, post)]
    call = response.call_revised_criss(
        *pairs,
        juvenile=given.take("juvenile", "jssc", default=False),
        share=given.take("threshold", "pct", "x", "share"),
        organ_decline=given.take("step1", default=False),
    )
    given.done()
    return {"n": call.score, "responder": call.call}


def _tis_change(**inputs: Any) -> object:
    given = Given(inputs)
    item = TIS[given.take("kind", "m")]
    uln, enzyme = given.take("uln"), given.take("enzyme", default="CK")
    span = given.take("range")
    if span is None and uln is not None:
        span = load_criterion("tis-2016")["enzymes"][enzyme.upper()] * uln
    found = response.tis_change(item, given.take("base"), given.take("post"), span)
    given.done()
    return found


def _tis(pcts: Mapping[str, float | None], *, juvenile: bool = False) -> object:
    named = {TIS[name]: change for name, change in pcts.items()}
    call = response.call_tis(named, juvenile=juvenile)
    return {"tis": call.score, "category": call.call}


def _b_cells(**inputs: Any) -> object:
    given = Given(inputs)
    series = [(d, v, "none") for d, v in given.take("series")]
    course = call_b_cells(series, threshold=given.take("threshold"))
    given.done()
    return {
        "depleted_day": course.depleted_day,
        "recovery_day": course.recovery_day,
        "aplasia_days": course.aplasia_days,
        "eliminated_day": course.eliminated_day,
        "last_day": course.last_day,
    }


def _naive(cd19: int, cd27neg_igdpos: int) -> object:
    return naive_share(cd19, cd27neg_igdpos)


KINDS: Mapping[str, Callable[..., object]] = {
    "iwg": _iwg,
    "iwg_attributed": _iwg,
    "itp_phase": _phase,
    "multirefractory": response.call_multirefractory,
    "ash2019_steroid_dependent": _steroids,
    "refractory": lambda **found: response.call_refractory(**found).call,
    "smog": _smog,
    "itpbat_petechiae": _petechiae,
    "buchanan": _buchanan,
    "aha": _aha,
    "aha_each2": _each2,
    "sledai": _sledai,
    "csledai": lambda **given: _sledai(clinical=True, **given),
    "doris": _doris,
    "lldas": _lldas,
    "renal": _renal,
    "perr": lambda **values: response.call_perr(**values).call,
    "mrss": lambda sites: response.call_mrss(sites).score,
    "criss": _criss,
    "rcriss": _revised,
    "eustar": lambda **found: response.call_ssc_activity(**found).score,
    "ild": lambda **values: response.call_ild(**values).call,
    "tis_pct": _tis_change,
    "tis_points": lambda m, pct: response.tis_points(TIS[m], pct),
    "tis": _tis,
    "bcell": _b_cells,
    "pet_b_naive": _naive,
}
"""Kind of case -> function of its inputs."""
