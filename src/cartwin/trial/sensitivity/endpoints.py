"""The outcomes of each disease whose spread is taken apart."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from cartwin.errors import DataError, did_you_mean
from cartwin.trial.sensitivity.endpoint import (
    Array,
    Courses,
    Endpoint,
    Find,
    change,
    count_return,
    lowest,
    on,
    peak,
    rise,
)
from cartwin.trial.sensitivity.signs import SIGNS_NEED, TRAITS, score_on
from cartwin.twin import diseases_of


__all__ = ["DAYS", "endpoints_of", "find_endpoints"]

LAST = 365.0
DAYS = tuple(
    sorted(
        {-6.0, 90.0, 180.0, LAST}
        | {float(d) for d in (*range(29), *range(35, 105, 7), *range(119, 365, 14))}
    )
)
PRESENT = 10.0  # B cells per uL, twice in a row in the rule; here of the true count
SAFE = 50.0  # factor VIII [iU/dL], of remission by GTH-AH 01/2010
RESPONSE, TWICE = 30.0, 2.0  # platelets of a response by IWG 2009


def _responds(courses: Courses) -> Array:
    now, before = courses.at("PLAT", 180.0), courses.values["PLAT"][0]
    return np.asarray((now >= RESPONSE) & (now >= TWICE * before), float)


def _endpoint(name: str, title: str, unit: str, observable: str, find: Find) -> Endpoint:
    return Endpoint(name=name, title=title, unit=unit, observables=(observable,), find=find)


_PLT_90 = _endpoint("plt-90", "Platelets on day 90", "10⁹/L", "PLAT", on("PLAT", 90.0))
_PLT_180 = replace(
    _PLT_90, name="plt-180", title="Platelets on day 180", find=on("PLAT", 180.0)
)
_RESPONSE = Endpoint(
    name="response-180",
    title="Response by IWG 2009 on day 180",
    unit="",
    observables=("PLAT",),
    find=_responds,
    is_binary=True,
)
_FVIII_50 = _endpoint(
    "fviii-50", "Day of factor VIII above 50 IU/dL", "d", "FVIII", rise("FVIII", SAFE)
)
_FVIII_180 = _endpoint(
    "fviii-180", "Factor VIII on day 180", "IU/dL", "FVIII", on("FVIII", 180.0)
)
_ACTIVITY = _endpoint(
    "activity-180", "Activity on day 180, log₁₀, 0 = before", "", "activity",
    on("activity", 180.0, log=True),
)  # fmt: skip
_SLEDAI = Endpoint(
    name="sledai-90",
    title="SLEDAI-2K on day 90",
    unit="points",
    observables=SIGNS_NEED,
    find=score_on(90.0),
    traits=TRAITS,
)
_C3 = _endpoint("c3-180", "Complement C3 on day 180", "g/L", "C3", on("C3", 180.0))
_UPCR = _endpoint(
    "upcr-180", "Protein in urine on day 180", "g/g", "UPCR", on("UPCR", 180.0)
)
_MRSS = _endpoint(
    "mrss-180", "Change of mRSS to day 180", "", "MRSS", change("MRSS", 180.0)
)
_FVC = _endpoint(
    "fvc-365", "Change of FVC to day 365", "% predicted", "FVCPP", change("FVCPP", LAST)
)
_MMT8 = _endpoint("mmt8-180", "MMT-8 on day 180", "", "MMT8", on("MMT8", 180.0))
_CK = _endpoint(
    "ck-180", "Creatine kinase on day 180, log₁₀ U/L", "", "CK",
    on("CK", 180.0, log=True),
)  # fmt: skip
_ALL = (
    _endpoint(
        "b-return", "Day of return of B cells", "d", "BCELL",
        count_return("BCELL", PRESENT),
    ),
    _endpoint(
        "car-peak", "Peak of CAR-T cells, log₁₀ /µL", "", "CARCELL", peak("CARCELL")
    ),
    _endpoint(
        "crs", "Peak of the CRS signal, log₁₀ pg/mL", "", "crs_signal", peak("crs_signal")
    ),
    _endpoint("igg-nadir", "Lowest IgG", "g/L", "IGG", lowest("IGG")),
)  # fmt: skip
_OWN: Mapping[str, tuple[Endpoint, ...]] = MappingProxyType(
    {
        "itp": (_PLT_90, _PLT_180, _RESPONSE),
        "aha": (_FVIII_50, _FVIII_180),
        "sle": (_SLEDAI, _ACTIVITY, _C3, _UPCR),
        "ssc": (_MRSS, _FVC),
        "iim": (_MMT8, _CK),
    }
)


def endpoints_of(disease: str) -> tuple[Endpoint, ...]:
    """Return the outcomes of one disease: its own first, then those of all.

    >>> [e.name for e in endpoints_of("aha")]
    ['fviii-50', 'fviii-180', 'b-return', 'car-peak', 'crs', 'igg-nadir']

    Raises
    ------
    ModelError
        If there is no twin of the disease.
    """
    diseases_of(disease)
    return (*_OWN.get(disease, ()), *_ALL)


def find_endpoints(disease: str, names: tuple[str, ...]) -> tuple[Endpoint, ...]:
    """Return the outcomes of these names, each once; all if there is no name.

    Raises
    ------
    DataError
        If the disease has no outcome of a name.
    """
    known = {e.name: e for e in endpoints_of(disease)}
    if wrong := [n for n in names if n not in known]:
        source = f"outcomes of {disease}"
        raise DataError(
            source,
            [f"there is no {n!r} ({did_you_mean(n, known)})" for n in wrong],
            failure="were not analysed",
        )
    return tuple(known[n] for n in dict.fromkeys(names)) or tuple(known.values())
