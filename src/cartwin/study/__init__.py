"""The record: what is known about the patients of a study."""

from cartwin.study.check import check_study
from cartwin.study.checks import Verdict
from cartwin.study.columns import Col, Column, Kind, Table
from cartwin.study.diseases import DISEASES, Disease
from cartwin.study.drugs import DRUGS, Drug
from cartwin.study.folder import read_study, write_study
from cartwin.study.intake import (
    FileMapping,
    Intake,
    Measured,
    Mode,
    fix_file,
    infer_mapping,
    join_study,
    keep_intake,
    mapping_from_toml,
    mapping_to_toml,
    preview,
    take_in,
)
from cartwin.study.observations import read_observations
from cartwin.study.overview import Need, Overview, Question, look_over, questions_of
from cartwin.study.protocol import Arm, Deviation, Protocol
from cartwin.study.regimen import Condition, Dose, Regimen, parse_regimen
from cartwin.study.schema import SCHEMA, empty_table
from cartwin.study.shipped import held_out_studies, open_study, published_studies
from cartwin.study.starter import new_study
from cartwin.study.study import Origin, Study
from cartwin.study.time import (
    DayCol,
    Precision,
    bounds,
    bounds_of_dates,
    date_of_day,
    date_problem,
    date_problems,
    day_bounds,
    day_bounds_of,
    day_of_date,
    day_ranges,
    days_of_dates,
    days_since_infusion,
    from_cdisc_day,
    precision,
    to_cdisc_day,
    zone_problem,
    zone_problems,
)


__all__ = [
    "DISEASES",
    "DRUGS",
    "SCHEMA",
    "Arm",
    "Col",
    "Column",
    "Condition",
    "DayCol",
    "Deviation",
    "Disease",
    "Dose",
    "Drug",
    "FileMapping",
    "Intake",
    "Kind",
    "Measured",
    "Mode",
    "Need",
    "Origin",
    "Overview",
    "Precision",
    "Protocol",
    "Question",
    "Regimen",
    "Study",
    "Table",
    "Verdict",
    "bounds",
    "bounds_of_dates",
    "check_study",
    "date_of_day",
    "date_problem",
    "date_problems",
    "day_bounds",
    "day_bounds_of",
    "day_of_date",
    "day_ranges",
    "days_of_dates",
    "days_since_infusion",
    "empty_table",
    "fix_file",
    "from_cdisc_day",
    "held_out_studies",
    "infer_mapping",
    "join_study",
    "keep_intake",
    "look_over",
    "mapping_from_toml",
    "mapping_to_toml",
    "new_study",
    "open_study",
    "parse_regimen",
    "precision",
    "preview",
    "published_studies",
    "questions_of",
    "read_observations",
    "read_study",
    "take_in",
    "to_cdisc_day",
    "write_study",
    "zone_problem",
    "zone_problems",
]
