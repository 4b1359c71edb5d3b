"""Non-compartmental analysis: peak, areas, terminal slope, clearance, residence."""

from cartwin.rules.nca.analysis import analyse_profiles
from cartwin.rules.nca.areas import AreaRule
from cartwin.rules.nca.catalogue import RULES
from cartwin.rules.nca.columns import NcaCol
from cartwin.rules.nca.expansion import expansion
from cartwin.rules.nca.partial import partial_area
from cartwin.rules.nca.profile import Embedded, Route
from cartwin.rules.nca.record import analyse_study, car_kinetics, label_table


__all__ = [
    "RULES",
    "AreaRule",
    "Embedded",
    "NcaCol",
    "Route",
    "analyse_profiles",
    "analyse_study",
    "car_kinetics",
    "expansion",
    "label_table",
    "partial_area",
]
