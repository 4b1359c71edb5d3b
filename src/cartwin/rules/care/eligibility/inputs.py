"""What criteria of eligibility look at, and where the record holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cartwin.study import Col


__all__ = ["ELIGIBILITY", "INPUTS", "LIMIT", "LIMITED", "Input"]

ELIGIBILITY = "ELIGIBILITY"
"""Name of the instrument in the record; its items are the names of inputs."""

LIMIT = "_limit"
"""Ending of the column that says whether a value is a limit (`below`, `above`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One thing that a criterion looks at.

    Attributes
    ----------
    name
        As in the files of criteria; also an item of the instrument `ELIGIBILITY`, whose
        answer goes before what is derived from other tables.
    meaning
        For people; of a flag (0 or 1) the claim that 1 makes.
    unit
        UCUM; empty for a flag or a score.
    clock
        Unit in which it grows with time by itself: `d`, `mo`, `a`; empty if it does not.
    patients
        Column of the table of patients and the factor to `unit`.
    analyte
        Code of the analyte whose last value it is.
    by_normal
        Whether that value is divided by the upper limit of normal.
    since
        Drugs from whose last dose it counts; days.
    """

    name: str
    meaning: str
    unit: str = ""
    clock: str = ""
    patients: tuple[Col, float] | None = None
    analyte: str = ""
    by_normal: bool = False
    since: tuple[str, ...] = ()


_SUPPRESSANTS = (
    *("azathioprine", "ciclosporin", "cyclosporine", "tacrolimus", "methotrexate"),
    *("mycophenolate", "mycophenolate_mofetil", "cyclophosphamide"),
)
_DERIVED = (
    Input(name="age", meaning="age", unit="a", clock="a", patients=(Col.AGE, 1.0)),
    Input(
        name="disease_months",
        meaning="time since diagnosis",
        unit="mo",
        clock="mo",
        patients=(Col.DISEASE_DURATION, 12.0),
    ),
    Input(name="platelets", meaning="platelet count", unit="10*9/L", analyte="PLAT"),
    Input(name="factor_viii", meaning="factor VIII", unit="[iU]/dL", analyte="FVIII"),
    Input(name="inhibitor", meaning="its inhibitor", unit="[beth'U]", analyte="F8INH"),
    Input(name="bilirubin", meaning="bilirubin", unit="umol/L", analyte="BILI"),
    Input(name="egfr", meaning="estimated GFR", unit="mL/min/{1.73_m2}", analyte="GFRE"),
    Input(name="ejection_fraction", meaning="left ventricle", unit="%", analyte="LVEF"),
    Input(name="fvc_predicted", meaning="vital capacity", unit="%", analyte="FVCPP"),
    Input(name="dlco_predicted", meaning="diffusion", unit="%", analyte="DLCOPP"),
    Input(name="oxygen_saturation", meaning="saturation", unit="%", analyte="OXYSAT"),
    Input(name="sledai", meaning="SLEDAI-2K", analyte="SLEDAI"),
    Input(name="mrss", meaning="modified Rodnan skin score", analyte="MRSS"),
    Input(name="alt_uln", meaning="ALT / ULN", analyte="ALT", by_normal=True),
    Input(name="ast_uln", meaning="AST / ULN", analyte="AST", by_normal=True),
    Input(name="bilirubin_uln", meaning="bilirubin / ULN", analyte="BILI", by_normal=True),
    Input(
        name="creatinine_uln", meaning="creatinine / ULN", analyte="CREAT", by_normal=True
    ),
    Input(
        name="days_since_immunosuppressant",
        meaning="since the last dose of an immunosuppressant",
        unit="d",
        clock="d",
        since=_SUPPRESSANTS,
    ),
    Input(
        name="months_since_rituximab",
        meaning="since the last dose of rituximab",
        unit="mo",
        clock="mo",
        since=("rituximab",),
    ),
)
_TIMES = {
    "steroid_stable_days": "since the last change of the steroid dose",
    "days_since_rescue": "since the end of rescue therapy",
    "days_since_trial": "since the end of another trial",
    "days_since_fever": "since the last fever with infection",
}
_NUMBERS = {
    "platelets_before": ("platelet count before the last", "10*9/L"),
    "platelets_highest": ("highest platelet count at screening", "10*9/L"),
    "days_between_counts": ("time between the two counts", "d"),
    "steroid_dose": ("prednisone or equivalent", "mg/kg/d"),
    "ecog": ("ECOG performance status", ""),
    "karnofsky": ("Karnofsky performance status", ""),
    "lansky": ("Lansky performance status", ""),
    "nyha": ("NYHA class", ""),
    "bilag_a": ("organ systems with BILAG A", ""),
    "bilag_b": ("organ systems with BILAG B", ""),
    "failed_immunosuppressants": ("immunosuppressants that failed", ""),
}
_FLAGS = {
    "refractory": "first and second line failed or were not tolerated",
    "on_steroids": "steroids are being taken",
    "contraception": "effective contraception throughout the study",
    "significant_laboratory": "a clinically significant laboratory value",
    "consent": "informed consent signed",
    "other_cause": "another cause of the thrombocytopenia",
    "secondary_itp": "ITP is secondary to another disease",
    "preventive_splenectomy": "splenectomy as a preventive measure",
    "haemostatic_disorder": "another disorder of haemostasis",
    "other_blood_disease": "another disease of the blood",
    "cancer": "cancer",
    "organ_failure": "failure of heart, liver or kidney",
    "thrombosis": "thrombosis at any time",
    "pregnant": "pregnant",
    "antithrombotic": "antiplatelet drug or anticoagulant",
    "in_other_trial": "in another trial now or before",
    "had_immunosuppressant": "an immunosuppressant at any time",
    "had_rituximab": "rituximab at any time",
    "had_splenectomy": "splenectomy at any time",
    "had_rescue": "rescue therapy at any time",
    "had_fever": "fever with infection since screening",
    "sle_criteria_2019": "SLE by EULAR/ACR 2019",
    "ssc_criteria_2013": "systemic sclerosis by ACR/EULAR 2013",
    "iim_criteria_2017": "myositis by EULAR/ACR 2017",
    "is_sle": "the disease treated is SLE",
    "is_ssc": "the disease treated is systemic sclerosis",
    "is_iim": "the disease treated is myositis",
    "autoantibody_positive": "autoantibody of the disease positive",
    "progressive_ild": "progressive interstitial lung disease",
    "child_pugh_c": "cirrhosis of Child-Pugh class C",
    "active_infection": "active infection",
    "on_immunosuppressant": "an immunosuppressant goes on after lymphodepletion",
    "refractory_to_cyclophosphamide": "steroids with cyclophosphamide failed",
    "refractory_to_rituximab": "rituximab failed",
    "bleeding_controlled": "bleeding under control",
    "on_emicizumab": "emicizumab is being given",
    "product_on_site": "the product is on site",
}
_ASSESSED = (
    *(Input(name=n, meaning=m, unit="d", clock="d") for n, m in _TIMES.items()),
    Input(
        name="months_since_splenectomy",
        meaning="since splenectomy",
        unit="mo",
        clock="mo",
    ),
    *(Input(name=n, meaning=m, unit=u) for n, (m, u) in _NUMBERS.items()),
    *(Input(name=n, meaning=m) for n, m in _FLAGS.items()),
)

INPUTS: Mapping[str, Input] = MappingProxyType({i.name: i for i in (*_DERIVED, *_ASSESSED)})

LIMITED = frozenset(i.name for i in _DERIVED if i.analyte) | {"platelets_before"}
"""Inputs that a laboratory may report as below or above a limit."""
