"""Platelet transfusion: adds platelets of all ages alike."""

from cartwin.parameters import Basis, Enters, Parameter, State


__all__ = ["DOSES", "PARAMETERS", "RATES", "STATES"]

PARAMETERS: tuple[Parameter, ...] = ()
STATES: tuple[State, ...] = ()
DOSES = (
    Enters(
        "platelet_transfusion",
        ("P1", "P2", "P3", "P4"),
        Basis.AS_PRESCRIBED,
        factor=0.25,
    ),
)
RATES = ()
