"""The first step of CRISS: decline of an organ that no gain elsewhere makes up for."""

from collections.abc import Mapping

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.response.call import is_so, number
from cartwin.rules.response.ssc_items import SscItem


__all__ = ["fall", "organ_declines"]


def organ_declines() -> Mapping[str, pl.Expr]:
    """Return organ -> whether it declined; what was not recorded did not happen."""
    rule = load_criterion("criss")
    lung = (
        (fall("fvc") >= rule["fvc_fall"])
        & (number("fvc") < rule["fvc_floor"])
        & is_so(SscItem.ILD)
        & is_so(SscItem.FVC_FALL_CONFIRMED)
    )
    heart = (number("lvef") <= rule["lvef"]) & is_so(SscItem.LVEF_TREATED)
    arteries = (
        (number(SscItem.MPAP) >= rule["mpap"])
        & (number(SscItem.PAWP) <= rule["pawp"])
        & (number(SscItem.PVR) > rule["pvr"])
        & is_so(SscItem.PAH_TREATED)
    )
    declines = {
        "renal crisis": is_so(SscItem.RENAL_CRISIS),
        "lung decline": lung,
        "left heart failure": heart,
        "pulmonary arterial hypertension": arteries,
    }
    return {organ: found.fill_null(value=False) for organ, found in declines.items()}


def fall(column: str) -> pl.Expr:
    """Return the fall from baseline, as a percentage of baseline."""
    base = pl.col(f"{column}_b")
    share = 100 * (base - pl.col(column)) / base
    return pl.when(base > 0).then(share.round_sig_figs(10))
