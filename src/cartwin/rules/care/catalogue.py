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
from cartwin.rules.rule import Rule, declare


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
    return declare(
        f"eligibility-{criterion}", f"Eligibility: {title}", criterion,
        partial(eligibility_of, criterion=criterion),
        "patients", "observations", "treatments", "assessments",
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    *(_eligibility(name, title) for name, title in _TITLES.items()),
    declare(
        "washout", "Washout of earlier drugs before leukapheresis", "washout-ebmt-2024",
        check_washouts, "treatments", "milestones",
    ),
    declare(
        "doses", "Doses by body size against what was given in all", "cell-doses",
        check_doses, "treatments", "patients",
    ),
    declare(
        "custody", "Chain of identity and custody", "custody-chain",
        check_custody, "assessments",
    ),
    declare(
        "visits", "Visits within their windows", "visit-schedule",
        check_visits, "observations", "patients", "milestones",
    ),
    declare(
        "vein-to-vein", "Days between the steps of the therapy", "custody-chain",
        milestone_times, "milestones", "assessments",
    ),
    declare(
        "irradiated-products", "Blood products that had to be irradiated",
        "irradiated-blood", irradiated_products, "treatments", "milestones",
    ),
    declare(
        "igg-replacement", "IgG that asks for a review of replacement",
        "igg-replacement", igg_reviews, "observations",
    ),
    declare(
        "follow-up", "Follow-up to 15 years: what is planned, and what was reached",
        "long-term-follow-up", follow_up_schedule,
        "observations", "assessments", "milestones",
    ),
)  # fmt: skip
