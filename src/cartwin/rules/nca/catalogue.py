"""The kinetics of CAR-T cells that can be asked of any record."""

from cartwin.rules.nca.record import analyse_study, car_kinetics
from cartwin.rules.rule import Rule, declare


__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    declare(
        "car-kinetics", "Expansion and persistence of CAR-T cells by the transgene",
        "cellular-kinetics", car_kinetics, "observations",
    ),
    declare(
        "nca", "Non-compartmental analysis of CAR-T cells, by assay", "nca",
        analyse_study, "observations",
    ),
)  # fmt: skip
