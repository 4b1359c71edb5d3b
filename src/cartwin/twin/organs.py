"""Diseases: what they share, which organ each strikes, and which outcomes have no module.

To give a disease its organ module is one line: its `organ` in `DISEASES`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType

from cartwin import biology
from cartwin.parameters import Parameter
from cartwin.twin.happening import Happening
from cartwin.twin.instruments import (
    Instrument,
    haemophilia,
    lupus,
    myositis,
    scleroderma,
)
from cartwin.twin.instruments.numbers import number


__all__ = ["DISEASES", "PLATELETS", "Disease", "Missing", "Organ"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organ:
    """What the disease strikes, as equations.

    Attributes
    ----------
    name
        In words.
    modules
        Modules of the biology; none where the core has all.
    """

    name: str
    modules: tuple[ModuleType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An outcome of a disease that the twin has no module for.

    Attributes
    ----------
    name
        In words.
    words
        Parts of the names of quantities and analytes that are about it.
    """

    name: str
    words: frozenset[str]


_SPARING = "assumed: the disease spares platelets"
_NO_ANTIBODY = "severity: there is no autoantibody against platelets"
_NO_T_CELLS = "severity: there are no cytotoxic T cells against platelets"
_SPARED = (
    number("sev", 0.0, "1", _NO_ANTIBODY, source=_SPARING),
    number("sevT", 0.0, "1", _NO_T_CELLS, source=_SPARING),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disease:
    """A disease of the twin.

    Attributes
    ----------
    name
        In words.
    women
        Share of women among virtual adults (assumed).
    organ
        Its organ module; None if there is none yet.
    priors
        Parameters that differ from the common ones; they replace those of the same name.
    instruments
        By which its activity is scored at the bedside.
    happenings
        Events that the disease brings, beside infections.
    affected
        Organ -> share of patients in whom the disease had affected it (assumed); there
        LICATS can follow.
    missing
        Outcomes that no module gives.
    """

    name: str
    women: float
    organ: Organ | None = None
    priors: tuple[Parameter, ...] = _SPARED
    instruments: tuple[Instrument, ...] = ()
    happenings: tuple[Happening, ...] = ()
    affected: Mapping[str, float] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()


def _missing(name: str, words: str) -> Missing:
    return Missing(name=name, words=frozenset(words.split()))


def _bleeds(term: str, observable: str, *grades: tuple[int, float]) -> Happening:
    return Happening(term=term, observable=observable, grades=grades)


PLATELETS = Organ(
    name="platelets", modules=(biology.platelet_antibody, biology.platelet_bleeding)
)
COAGULATION = Organ(
    name="coagulation",
    modules=(
        biology.factor_viii,
        biology.inhibitor_clone,
        biology.coagulation_assays,
    ),
)
LUPUS = Organ(
    name="kidneys, joints, skin and blood in lupus",
    modules=(biology.organ_activity, biology.lupus_kidney, biology.lupus),
)
SCLERODERMA = Organ(
    name="skin and lungs", modules=(biology.organ_activity, biology.scleroderma)
)
MYOSITIS = Organ(name="muscles", modules=(biology.organ_activity, biology.myositis))
_THROMBOSIS = _missing(
    "thrombosis and microangiopathy from haemostatic drugs",
    "thrombosis thromboses thromboembolic thromboembolism microangiopathy tma",
)
_HEART = _missing(
    "heart, kidneys and pulmonary circulation in systemic sclerosis",
    "heart lvef renal crisis pah",
)
_BEYOND_MUSCLE = _missing(
    "lungs, skin and heart in myositis", "lung ild skin rash heart dysphagia"
)
DISEASES: Mapping[str, Disease] = MappingProxyType(
    {
        "itp": Disease(
            name="immune thrombocytopenia",
            women=0.6,
            organ=PLATELETS,
            priors=(),
            happenings=(
                _bleeds("mucosal bleeding", "mucosal_bleeds", (2, 1.0)),
                _bleeds("major bleeding", "major_bleeds", (3, 0.7), (4, 0.95), (5, 1.0)),
            ),
            missing=(_missing("quality of life", "quality fatigue symptom symptoms"),),
        ),
        "aha": Disease(
            name="acquired haemophilia A",
            women=0.5,
            organ=COAGULATION,
            priors=(*_SPARED, *biology.factor_viii.PRIORS, *biology.inhibitor_clone.PRIORS),
            instruments=haemophilia.INSTRUMENTS,
            happenings=(_bleeds("bleeding", "bleeds", (2, 0.6), (3, 0.95), (4, 1.0)),),
            missing=(_THROMBOSIS,),
        ),
        "sle": Disease(
            name="systemic lupus erythematosus",
            women=0.9,
            organ=LUPUS,
            priors=(*_SPARED, *biology.lupus.PRIORS),
            instruments=lupus.INSTRUMENTS,
            affected={"skin": 0.7, "joints": 0.7, "kidney": 0.5},
            missing=(_missing("interferon", "ifn interferon"),),
        ),
        "ssc": Disease(
            name="systemic sclerosis",
            women=0.8,
            organ=SCLERODERMA,
            priors=(*_SPARED, *biology.scleroderma.PRIORS),
            instruments=scleroderma.INSTRUMENTS,
            affected={"skin": 1.0, "lung": 0.6, "joints": 0.3},
            missing=(_HEART,),
        ),
        "iim": Disease(
            name="idiopathic inflammatory myopathy",
            women=0.7,
            organ=MYOSITIS,
            priors=(*_SPARED, *biology.myositis.PRIORS),
            instruments=myositis.INSTRUMENTS,
            affected={"muscle": 1.0, "lung": 0.4, "skin": 0.4},
            missing=(_BEYOND_MUSCLE,),
        ),
    }
)
