"""Intake: any table file into a study, with a verdict on every entry and nothing lost."""

from cartwin.study.intake.fix_file import fix_file
from cartwin.study.intake.inferring import infer_mapping
from cartwin.study.intake.intake import Intake, take_in
from cartwin.study.intake.joining import accepted, join_study, preview
from cartwin.study.intake.keeping import Mode, keep_intake
from cartwin.study.intake.mapping import CONFIRM, PROBLEM, FileMapping, Measured
from cartwin.study.intake.mapping_toml import mapping_from_toml, mapping_to_toml


__all__ = [
    "CONFIRM",
    "PROBLEM",
    "FileMapping",
    "Intake",
    "Measured",
    "Mode",
    "accepted",
    "fix_file",
    "infer_mapping",
    "join_study",
    "keep_intake",
    "mapping_from_toml",
    "mapping_to_toml",
    "preview",
    "take_in",
]
