"""What follows from areas, terminal slope and dose: extrapolation, clearance, volume."""

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.nca.columns import NcaCol
from cartwin.rules.nca.profile import Route


__all__ = ["derive"]

_RATE, _TLAST = pl.col(NcaCol.LAMBDA_Z), pl.col(RuleCol.TLAST)
_AUC, _AUMC, _DOSE = (
    pl.col(name) for name in (NcaCol.AUC_LAST, NcaCol.AUMC_LAST, NcaCol.DOSE)
)
_OBSERVED: dict[str, str] = {
    "last": RuleCol.CLAST,
    "auc": NcaCol.AUC_INF,
    "auc_d": NcaCol.AUC_INF_D,
    "extra": NcaCol.EXTRAPOLATED,
    "back": NcaCol.BACK,
    "aumc": NcaCol.AUMC_INF,
    "aumc_extra": NcaCol.AUMC_EXTRAPOLATED,
    "mrt": NcaCol.MRT_INF,
    "cl": NcaCol.CL,
    "vz": NcaCol.VZ,
    "vss": NcaCol.VSS,
}
_PREDICTED: dict[str, str] = {
    "last": NcaCol.CLAST_PRED,
    "auc": NcaCol.AUC_INF_PRED,
    "auc_d": NcaCol.AUC_INF_D_PRED,
    "extra": NcaCol.EXTRAPOLATED_PRED,
    "back": NcaCol.BACK_PRED,
    "aumc": NcaCol.AUMC_INF_PRED,
    "aumc_extra": NcaCol.AUMC_EXTRAPOLATED_PRED,
    "mrt": NcaCol.MRT_INF_PRED,
    "cl": NcaCol.CL_PRED,
    "vz": NcaCol.VZ_PRED,
    "vss": NcaCol.VSS_PRED,
}


def derive(table: pl.DataFrame, route: Route, duration: float) -> pl.DataFrame:
    """Return the table with what follows from its areas, slope and dose.

    Parameters
    ----------
    table
        With clast, tlast, clast_pred, lambda_z, auc_last, aumc_last, back and dose.
    duration
        Length of an infusion; half of it is not residence.
    """
    late = duration / 2 if route is Route.INFUSION else 0.0
    table = table.with_columns(
        (pl.col(RuleCol.CMAX) / _DOSE).alias(NcaCol.CMAX_D),
        (_AUMC / _AUC - late).alias(NcaCol.MRT_LAST),
    )
    for names in (_OBSERVED, _PREDICTED):
        table = _extrapolated(table, names)
        table = _disposition(table, names, route, late)
    return table


def _extrapolated(table: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    tail = pl.col(names["last"]) / _RATE
    table = table.with_columns(
        (_AUC + tail).alias(names["auc"]),
        (_AUMC + tail * _TLAST + tail / _RATE).alias(names["aumc"]),
    )
    auc, aumc = pl.col(names["auc"]), pl.col(names["aumc"])
    return table.with_columns(
        (auc / _DOSE).alias(names["auc_d"]),
        (100 * (1 - _AUC / auc)).alias(names["extra"]),
        (100 * pl.col("back") / auc).alias(names["back"]),
        (100 * (1 - _AUMC / aumc)).alias(names["aumc_extra"]),
    )


def _disposition(
    table: pl.DataFrame, names: dict[str, str], route: Route, late: float
) -> pl.DataFrame:
    auc, clearance = pl.col(names["auc"]), _DOSE / pl.col(names["auc"])
    residence = pl.col(names["aumc"]) / auc - late
    steady = clearance * residence
    known = pl.lit(None, pl.Float64) if route is Route.EXTRAVASCULAR else steady
    return table.with_columns(
        clearance.alias(names["cl"]),
        (clearance / _RATE).alias(names["vz"]),
        residence.alias(names["mrt"]),
        known.alias(names["vss"]),
    )
