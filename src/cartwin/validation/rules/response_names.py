"""How worked cases of the response criteria name their inputs."""

from collections.abc import Mapping
from typing import Any

from cartwin.errors import did_you_mean
from cartwin.validation.rules.spellings import plain, spelt


__all__ = [
    "CRISS",
    "CYTOPENIA_BY_DRUG",
    "NEW_THERAPY",
    "OTHERS_GO_ON",
    "TIS",
    "Given",
    "rescue_drug",
]

DRUGS = spelt(
    {
        "platelet_transfusion": "platelets transfusion plt_transfusion platelet plts plt"
        " transfusions platelet_transfusions",
        "prednisolone": "steroid steroids steroid_pulse corticosteroid corticosteroids",
        "methylprednisolone": "methylpred iv_methylprednisolone",
        "dexamethasone": "dex hd_dex",
        "prednisone": "pred",
        "ivig": "immunoglobulin ivimmunoglobulin iv_ig igiv",
        "anti_d": "anti_rhd winrho",
        "romiplostim": "tpo_ra tpo tpora",
    }
)
_LASTING = (
    "rituximab daratumumab splenectomy cyclophosphamide azathioprine mycophenolate"
    " mycophenolate_mofetil ciclosporin cyclosporine danazol vincristine dapsone sirolimus"
    " bortezomib rilzabrutinib ianalumab obinutuzumab belimumab hetrombopag"
)
LASTING = frozenset(_LASTING.split())
"""Drugs without a window: from their first dose on, counts speak for them."""

NEW_THERAPY = (
    *("new_therapy_day", "new_therapy", "new_therapies", "new_drug_day", "new_drug"),
    *("new_drugs", "new_drug_days", "new_itp_drug", "new_itp_therapy_day"),
    *("new_itp_therapy", "new_itp_drugs", "new_treatment", "new_treatment_day"),
    *("other_therapy_day", "next_therapy_day", "next_therapy", "therapy_changes"),
    *("censor_day", "censored_at", "censor_at", "censor"),
)
OTHERS_GO_ON = (
    *("other_ist", "other_is", "other_immunosuppression", "other_immunosuppressants"),
    *("other_is_ongoing", "other_ist_ongoing", "ist_ongoing", "immunosuppression"),
)
CYTOPENIA_BY_DRUG = (
    *("drug_caused", "drug_induced", "by_drug", "attributed_to_drug", "drug_cytopenia"),
    *("drug_cytopenias", "cytopenia_drug_caused", "exclude_drug_cytopenia", "after_ld"),
    *("ld_recent", "recent_ld"),
)
TIS = {
    "vas": "physician_global",
    "mdga": "physician_global",
    "phga": "physician_global",
    "ptga": "patient_global",
    "mmt": "mmt",
    "cmas": "mmt",
    "haq": "haq",
    "chaq": "haq",
    "enzyme": "enzyme",
    "extram": "extramuscular",
    "extramuscular": "extramuscular",
}
CRISS = {
    "mrss": "mrss",
    "fvc": "fvc",
    "ptglob": "patient_global",
    "pt": "patient_global",
    "mdglob": "physician_global",
    "md": "physician_global",
    "haq": "haq",
}


class Given:
    """Inputs of a case, each taken by any of its names; what is left over is an error."""

    def __init__(self, inputs: Mapping[str, Any]) -> None:
        self._left = dict(inputs)

    def take(self, *names: str, default: Any = None) -> Any:
        """Return the input that bears one of these names."""
        found = [self._left.pop(name) for name in names if name in self._left]
        return found[0] if found else default

    def done(self) -> None:
        """Refuse a case with inputs that nothing looked at."""
        if self._left:
            msg = f"unknown input: {', '.join(sorted(self._left))}"
            raise ValueError(msg)


def rescue_drug(name: str, windows: Mapping[str, float]) -> str:
    """Return the product's name of a rescue; of an unknown one an error, not a guess.

    >>> rescue_drug("plt_transfusion", {"platelet_transfusion": 7})
    'platelet_transfusion'
    """
    drug = DRUGS.get(plain(name), plain(name))
    if drug not in windows and drug not in LASTING:
        hint = did_you_mean(drug, [*windows, *DRUGS, *LASTING])
        msg = f"unknown rescue {name!r} ({hint})"
        raise ValueError(msg)
    return drug
