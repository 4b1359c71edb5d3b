"""The course: milestones, visits, irradiated blood, follow-up to fifteen years."""

from cartwin.rules.care.course.follow_up import (
    FollowUp,
    follow_up_contact,
    follow_up_plan,
    in_first_year_window,
    late_effect_checks,
    needs_integration_analysis,
)
from cartwin.rules.care.course.immunoglobulin import igg_reviews
from cartwin.rules.care.course.irradiation import (
    irradiated_from_to,
    irradiated_products,
    needs_irradiation,
)
from cartwin.rules.care.course.milestones import (
    MilestoneCol,
    milestone_times,
    vein_to_vein,
)
from cartwin.rules.care.course.schedule import follow_up_schedule
from cartwin.rules.care.course.visits import SCHEDULES, check_visits, visit_windows


__all__ = [
    "SCHEDULES",
    "FollowUp",
    "MilestoneCol",
    "check_visits",
    "follow_up_contact",
    "follow_up_plan",
    "follow_up_schedule",
    "igg_reviews",
    "in_first_year_window",
    "irradiated_from_to",
    "irradiated_products",
    "late_effect_checks",
    "milestone_times",
    "needs_integration_analysis",
    "needs_irradiation",
    "vein_to_vein",
    "visit_windows",
]
