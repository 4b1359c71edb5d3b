"""The scenarios of each disease: healthy, untreated, treated, failing, rescued.

Doses of standard therapy are usual ones, recalled rather than read; what non-responders
have in common is chosen to show a failure, not measured. Lymphodepletion and cell dose are
those of the publications that the protocols of `cartwin.study.DISEASES` name.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cartwin.parameters import LogitNormal
from cartwin.study import DISEASES
from cartwin.twin.disease import diseases_of
from cartwin.twin.scenario import (
    Scenario,
    Staged,
    simulate_scenario,
    simulate_typical,
)
from cartwin.twin.variant import Change, Variant, change, fixed
from cartwin.twin.variants import REFERENCE


__all__ = ["scenarios_of", "stage_scenarios"]

_USUAL = "general knowledge: usual doses, source not at hand"
_RESCUED_FROM = 182  # day
_DARATUMUMAB = "daratumumab 16 mg/kg d182..203/7"
_BCMA = (
    "fludarabine 25 mg/m2 d177,178,179; cyclophosphamide 1000 mg/m2 d179; "
    "car_t_bcma 1000000/kg d182"
)
_STANDARD: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "itp": (
            "Prednisolone over six weeks, immunoglobulin on two days, then eltrombopag.",
            "prednisolone 60>5 mg d0..42; ivig 1 g/kg d0,1; eltrombopag 50 mg d14..364",
        ),
        "aha": (
            "Prednisolone over six weeks, rituximab four times, emicizumab for 12 weeks.",
            "prednisolone 80>5 mg d0..42; rituximab 375 mg/m2 d0..21/7; "
            "emicizumab 6 mg/kg d0; emicizumab 3 mg/kg d1; emicizumab 1.5 mg/kg d7..84/7",
        ),
        "sle": (
            "Prednisolone, tapered to 5 mg, and mycophenolate throughout.",
            "prednisolone 20>5 mg d0..90; prednisolone 5 mg d91..364; "
            "mycophenolate 2000 mg d0..364",
        ),
        "ssc": ("Mycophenolate throughout.", "mycophenolate 2000 mg d0..364"),
        "iim": (
            "Prednisolone, tapered to 5 mg, and immunoglobulin every four weeks.",
            "prednisolone 60>5 mg d0..120; prednisolone 5 mg d121..364; "
            "ivig 1 g/kg d0..336/28; ivig 1 g/kg d1..337/28",
        ),
    }
)
_HEALTHY: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "itp": {"A0": 0.01, "sev": 0.0, "sevT": 0.0},
        "aha": {"A0": 1e-4},
        "sle": {
            "act0": 0.0, "dsdna0": 5.0, "kap_c3": 0.0, "kap_c4": 0.0, "up0": 0.0,
        },
        "ssc": {
            "A0": 0.01, "act0": 0.0, "skin_irr": 0.0, "lung_irr": 0.0, "dlco_own": 1.0,
            "phd_ssc": 0.0, "ptdam_ssc": 0.0, "had_ssc": 0.0,
        },
        "iim": {"A0": 0.01, "act0": 0.0, "weak_irr": 0.0, "ptdam_iim": 0.0},
    }
)  # fmt: skip
_DRIVEN_BY_ANTIBODY = (
    "Long-lived plasma cells make 90 % of the autoantibody, which drives the disease",
    MappingProxyType(
        {
            "fLLX": change(0.9, LogitNormal(0.5)),
            "wA": change(0.9),
            "wB": change(0.05),
            "wI": change(0.05),
        }
    ),
)


# what plasma cells make; of the inhibitor little is enough to keep factor VIII low
_RESISTANT: Mapping[str, tuple[str, Mapping[str, Change]]] = MappingProxyType(
    {
        "itp": (
            "Long-lived plasma cells make 70 % of the autoantibody",
            {"fLLX": change(0.7, LogitNormal(0.7))},
        ),
        "aha": (
            "Long-lived plasma cells make a twentieth of the inhibitor",
            {"fLLX": change(0.05, LogitNormal(0.7))},
        ),
        "sle": _DRIVEN_BY_ANTIBODY,
        "ssc": _DRIVEN_BY_ANTIBODY,
        "iim": _DRIVEN_BY_ANTIBODY,
    }
)
_RESCUE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "itp": ("daratumumab weekly, four times", _DARATUMUMAB),
        "aha": ("daratumumab weekly, eight times", "daratumumab 16 mg/kg d182..231/7"),
        "sle": ("CAR-T cells against BCMA", _BCMA),
        "ssc": ("CAR-T cells against BCMA", _BCMA),
        "iim": ("CAR-T cells against BCMA", _BCMA),
    }
)


def scenarios_of(disease: str) -> tuple[Scenario, ...]:
    """Return the scenarios of one disease, from healthy to rescued.

    >>> [s.name for s in scenarios_of("itp")]
    ['healthy', 'untreated', 'standard', 'car-t', 'non-responder', 'rescue']

    Raises
    ------
    ModelError
        If there is no twin of the disease.
    """
    (found,) = diseases_of(disease)
    house = DISEASES[disease]
    cells = f"{house.lymphodepletion}; {house.product}"
    means, usual = _STANDARD[disease]
    why, changes = _RESISTANT[disease]
    how, rescue = _RESCUE[disease]
    resistant = _variant(
        disease, "non-responder", why, changes, "assumed: chosen to show a failure"
    )
    return (
        _healthy(disease),
        _scenario("untreated", "Untreated", f"Refractory {found.name}, nothing given.", ""),
        _scenario("standard", "Standard therapy", means, usual, source=_USUAL),
        _scenario(
            "car-t", "CD19 CAR-T", "Lymphodepletion and one infusion.", cells,
            source=house.source,
        ),
        _scenario(
            "non-responder", "Non-responder", f"{why}; treated as before.", cells,
            variant=resistant, source=house.source,
        ),
        _scenario(
            "rescue", "Rescue", f"The non-responder, from day {_RESCUED_FROM}: {how}.",
            f"{cells}; {rescue}", variant=resistant, source=_USUAL,
        ),
    )  # fmt: skip


def stage_scenarios(
    disease: str,
    *,
    n: int,
    seed: int,
    on_progress: Callable[[float], None] | None = None,
) -> tuple[Staged, ...]:
    """Return every scenario of a disease with its typical patient and `n` adults.

    Raises
    ------
    ModelError
        If there is no twin of the disease.
    """
    found = scenarios_of(disease)
    staged = []
    for done, scenario in enumerate(found, 1):
        adults = simulate_scenario(disease, scenario, n=n, seed=seed)
        typical = simulate_typical(disease, scenario)
        staged.append(Staged(scenario=scenario, typical=typical, adults=adults))
        if on_progress is not None:
            on_progress(done / len(found))
    return tuple(staged)


def _scenario(
    name: str, title: str, meaning: str, regimen: str, *,
    variant: Variant = REFERENCE, source: str = "", sick: bool = True,
) -> Scenario:  # fmt: skip
    return Scenario(
        name=name,
        title=title,
        meaning=meaning,
        regimen=regimen,
        variant=variant,
        sick=sick,
        source=source,
    )


def _healthy(disease: str) -> Scenario:
    changes = {name: fixed(value) for name, value in _HEALTHY[disease].items()}
    why = "assumed: what the disease adds is taken away; the rest of the body stays"
    variant = _variant(disease, "healthy", "There is no disease.", changes, why)
    meaning = "The same adults without what the disease adds."
    return _scenario("healthy", "Healthy", meaning, "", variant=variant, sick=False)


def _variant(
    disease: str, name: str, meaning: str, changes: Mapping[str, Change], source: str
) -> Variant:
    return Variant(
        name=name,
        title=name,
        meaning=meaning,
        diseases=frozenset({disease}),
        changes=changes,
        source=source,
    )
