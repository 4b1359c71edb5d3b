"""Romiplostim: a peptibody that stimulates the receptor of thrombopoietin."""

from cartwin.biology.notation import Defined, N
from cartwin.parameters import (
    Basis,
    Certainty,
    Enters,
    Fixed,
    LogNormal,
    Mixture,
    Parameter,
    State,
)


__all__ = ["ACTS", "DOSES", "PARAMETERS", "RATES", "STATES"]

PARAMETERS = (
    Parameter(
        name="rom_ka",
        value=0.48,
        unit="1/d",
        spread=Fixed(),
        meaning="absorption rate of subcutaneous romiplostim",
        source=(
            "Petrov 2024, Clin Pharmacol Drug Dev 2025;14:116, as transcribed in "
            "nlmixr2lib: 0.02/h"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="rom_V",
        value=2332.0,
        unit="L",
        spread=LogNormal(0.3),
        meaning="apparent volume of romiplostim at 70 kg",
        source=(
            "Petrov 2024, Clin Pharmacol Drug Dev 2025;14:116, as transcribed in "
            "nlmixr2lib: 2565 L at 77 kg, scaled to 70 kg; CV 30 %"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="rom_k",
        value=0.72,
        unit="1/d",
        spread=LogNormal(0.35),
        meaning="elimination rate of romiplostim",
        source=(
            "Petrov 2024, Clin Pharmacol Drug Dev 2025;14:116, as transcribed in "
            "nlmixr2lib: 0.03/h; CV 35 %"
        ),
        certainty=Certainty.SECONDARY,
    ),
    Parameter(
        name="rom_ec50",
        value=0.042,
        unit="ng/mL",
        spread=Mixture(share=0.08, median=1.0, otherwise=LogNormal(0.73)),
        meaning=(
            "romiplostim concentration with half-maximal effect; far higher in the 8 % "
            "who do not respond"
        ),
        source=(
            "calibrated: share of non-responders to a response in 79-88 % in published "
            "trials; value 42 pg/mL and CV 73 % from Petrov 2024, Clin Pharmacol Drug Dev"
            " 2025;14:116, as transcribed in nlmixr2lib"
        ),
        certainty=Certainty.CALIBRATED,
    ),
    Parameter(
        name="rom_emax",
        value=9.0,
        unit="1",
        spread=LogNormal(0.15),
        meaning=(
            "largest stimulation of platelet production by romiplostim; with rom_ec50 it "
            "sets the slope at low concentrations"
        ),
        source=(
            "Petrov 2024, Clin Pharmacol Drug Dev 2025;14:116, as transcribed in "
            "nlmixr2lib: 9; CV 15 %"
        ),
        certainty=Certainty.SECONDARY,
    ),
)
STATES = (
    State("ROMD", "ug", "romiplostim, depot"),
    State("ROMC", "ug", "romiplostim, central"),
)
DOSES = (Enters("romiplostim", ("ROMD",), Basis.PER_KG),)


def kinetics(ROMD: N, ROMC: N, rom_ka: N, rom_k: N, rate_scale: N) -> Defined:
    """Return the rates of romiplostim [ug/d]."""
    return dict(dROMD=-rom_ka * ROMD, dROMC=rom_ka * ROMD - rate_scale * rom_k * ROMC)


def stimulation(ROMC: N, rom_V: N, rom_emax: N, rom_ec50: N) -> N:
    """Return the stimulation added, in multiples of healthy thrombopoietin [1]."""
    return ROMC / rom_V * (rom_emax + 1.0) / rom_ec50


RATES = (kinetics,)
ACTS = {"mpl_drive": stimulation}
