"""Rules of care that can be applied to any record."""

from functools import partial

from cartwin.rules.care.course import (
    check_visits,
    follow_up_schedule,
    igg_reviews,
    irradiated_products,
    milestone_times,
)
from cartwin.rules.care.dosing import check_doses
from cartwin.rules.care.eligibility import check_washouts, eligibility_of
from cartwin.rules.care.product import check_custody
from cartwin.rules.rule import Rule


__all__ = ["ELIGIBILITY_CRITERIA", "RULES"]

_TITLES = {
    "nct06352281": "CAR-T in chronic or refractory ITP, NCT06352281",
    "itp-biologic-trials": "trials of biologics in ITP",
    "aha-template": "template for CAR-T in acquired haemophilia A",
    "car-t-sle": "CAR-T trials in SLE",
    "car-t-ssc": "CAR-T trials in systemic sclerosis",
    "car-t-iim": "CAR-T trials in myositis",
    "castle": "CASTLE, as far as published",
    "ebmt-2024-fitness": "fitness for CAR-T, EBMT and EHA",
}
ELIGIBILITY_CRITERIA = tuple(_TITLES)
"""Names of the criteria of eligibility."""


def _eligibility(criterion: str, title: str) -> Rule:
    return Rule(
        name=f"eligibility-{criterion}",
        title=f"Eligibility: {title}",
        criterion=criterion,
        tables=("patients", "observations", "treatments", "assessments"),
        apply=partial(eligibility_of, criterion=criterion),
    )


RULES: tuple[Rule, ...] = (
    *(_eligibility(name, title) for name, title in _TITLES.items()),
    Rule(
        name="washout",
        title="Washout of earlier drugs before leukapheresis",
        criterion="washout-ebmt-2024",
        tables=("treatments", "milestones"),
        apply=check_washouts,
    ),
    Rule(
        name="doses",
        title="Doses by body size against what was given in all",
        criterion="cell-doses",
        tables=("treatments", "patients"),
        apply=check_doses,
    ),
    Rule(
        name="custody",
        title="Chain of identity and custody",
        criterion="custody-chain",
        tables=("assessments",),
        apply=check_custody,
    ),
    Rule(
        name="visits",
        title="Visits within their windows",
        criterion="visit-schedule",
        tables=("observations", "patients", "milestones"),
        apply=check_visits,
    ),
    Rule(
        name="vein-to-vein",
        title="Days between the steps of the therapy",
        criterion="custody-chain",
        tables=("milestones", "assessments"),
        apply=milestone_times,
    ),
    Rule(
        name="irradiated-products",
        title="Blood products that had to be irradiated",
        criterion="irradiated-blood",
        tables=("treatments", "milestones"),
        apply=irradiated_products,
    ),
    Rule(
        name="igg-replacement",
        title="IgG that asks for a review of replacement",
        criterion="igg-replacement",
        tables=("observations",),
        apply=igg_reviews,
    ),
    Rule(
        name="follow-up",
        title="Follow-up to 15 years: what is planned, and what was reached",
        criterion="long-term-follow-up",
        tables=("observations", "assessments", "milestones"),
        apply=follow_up_schedule,
    ),
)
