"""The diseases of the house: what is measured in each, when, and what was given.

Schedules are ours, denser around the infusion; lymphodepletion and dose are those of a
publication, which is named. All of it is a default for the protocol of a site to replace.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


__all__ = ["DISEASES", "Disease", "diseases_of"]

Days = tuple[float, ...]

_BASE, _DAILY = -6.0, tuple(map(float, range(15)))
_WEEKS: Days = (21, 28)
_MONTHS: Days = (60, 90, 180, 270, 365)
_COUNTS: Days = (_BASE, *_DAILY, *_WEEKS, 42, *_MONTHS)
_MARKERS: Days = (_BASE, 0, 3, 7, 10, 14, *_WEEKS)
_CELLS: Days = (_BASE, 7, 14, 28, *_MONTHS)
_KINETICS: Days = (0, 3, 5, 7, 10, 14, *_WEEKS, 60, 90, 180, 365)
_ACTIVITY: Days = (_BASE, 28, *_MONTHS)
_SAFETY: Mapping[str, Days] = MappingProxyType(
    {
        "PLAT": _COUNTS, "NEUT": _COUNTS, "LYM": _COUNTS, "HGB": _COUNTS,
        "CREAT": _MARKERS, "ALT": _MARKERS, "CRP": _MARKERS, "FERR": _MARKERS,
        "IL6": _MARKERS, "BCELL": _CELLS, "BNAIVE": _CELLS, "CARCOPY": _KINETICS,
        "IGG": _ACTIVITY, "TEMP": _DAILY, "CRS": _DAILY, "ICANS": _DAILY, "ICE": _DAILY,
    }
)  # fmt: skip
_MULLER = "Müller 2024, N Engl J Med 390:687"
_OF_MULLER = "fludarabine 25 mg/m2 d-5,-4,-3; cyclophosphamide 1000 mg/m2 d-3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disease:
    """One disease, as a study of it usually looks.

    Attributes
    ----------
    code
        As in `Study.disease`.
    diagnosis
        As in the table of patients.
    key
        Analytes of which one tells how active the disease is.
    antibodies
        Autoantibodies, of which a patient may have one.
    visits
        Analyte or instrument -> days on which it is usually measured.
    lymphodepletion, product
        Regimens of the default protocol.
    source
        Where these were given.
    """

    code: str
    diagnosis: str
    key: tuple[str, ...]
    antibodies: tuple[str, ...]
    visits: Mapping[str, Days]
    lymphodepletion: str
    product: str
    source: str


def _disease(
    code: str,
    diagnosis: str,
    *,
    key: tuple[str, ...],
    antibodies: tuple[str, ...],
    activity: tuple[str, ...] = (),
    counts: tuple[str, ...] = (),
    lymphodepletion: str = _OF_MULLER,
    product: str = "car_t 1000000/kg d0",
    source: str = _MULLER,
) -> Disease:
    visits: dict[str, Days] = dict.fromkeys((*key, *antibodies, *activity), _ACTIVITY)
    visits |= dict.fromkeys(counts, _COUNTS)
    return Disease(
        code=code,
        diagnosis=diagnosis,
        key=key,
        antibodies=antibodies,
        visits=MappingProxyType(visits | dict(_SAFETY)),
        lymphodepletion=lymphodepletion,
        product=product,
        source=source,
    )


_OF_SERIES = "fludarabine 30 mg/m2 d-5,-4,-3; cyclophosphamide 300 mg/m2 d-5,-4,-3"
_ALL = (
    _disease(
        "itp", "primary immune thrombocytopenia",
        key=("PLAT",), antibodies=("GPAB",), counts=("BLEEDING",),
        lymphodepletion=_OF_SERIES, product="car_t 300000/kg d0",
        source="NCT06352281 series, conference abstract 2025",
    ),
    _disease(
        "aha", "acquired haemophilia A",
        key=("FVIII",), antibodies=("F8INH",), counts=("FVIII", "APTT"),
        activity=("BLEEDING",),
    ),
    _disease(
        "sle", "systemic lupus erythematosus",
        key=("SLEDAI",), antibodies=("DSDNA",), activity=("C3", "C4", "UPCR", "PGASLE"),
    ),
    _disease(
        "ssc", "systemic sclerosis",
        key=("MRSS",), antibodies=("SCL70AB",), activity=("FVCPP", "DLCOPP"),
    ),
    _disease(
        "iim", "idiopathic inflammatory myopathy",
        key=("MMT8", "CK"), antibodies=("JO1AB",), activity=("PHGVAS", "PTGVAS"),
    ),
)  # fmt: skip

DISEASES: Mapping[str, Disease] = MappingProxyType({d.code: d for d in _ALL})


def diseases_of(code: str) -> tuple[Disease, ...]:
    """Return the diseases that a study is about; `+` joins several.

    >>> [d.diagnosis for d in diseases_of("ssc+iim")]
    ['systemic sclerosis', 'idiopathic inflammatory myopathy']
    """
    return tuple(DISEASES[c] for c in code.split("+") if c in DISEASES)
