"""Columns of WinNonlin and our parameters; a percent sign is written as a point."""

from collections.abc import Mapping

from cartwin.rules import RuleCol, nca


__all__ = ["COLUMNS"]

NcaCol = nca.NcaCol
_SUFFIXES = {
    "AUCINF": (NcaCol.AUC_INF, NcaCol.AUC_INF_PRED),
    "AUCINF_D": (NcaCol.AUC_INF_D, NcaCol.AUC_INF_D_PRED),
    "AUC_.Extrap": (NcaCol.EXTRAPOLATED, NcaCol.EXTRAPOLATED_PRED),
    "AUC_.Back_Ext": (NcaCol.BACK, NcaCol.BACK_PRED),
    "AUMCINF": (NcaCol.AUMC_INF, NcaCol.AUMC_INF_PRED),
    "AUMC_.Extrap": (NcaCol.AUMC_EXTRAPOLATED, NcaCol.AUMC_EXTRAPOLATED_PRED),
    "MRTINF": (NcaCol.MRT_INF, NcaCol.MRT_INF_PRED),
    "Vz_F": (NcaCol.VZ, NcaCol.VZ_PRED),
    "Cl_F": (NcaCol.CL, NcaCol.CL_PRED),
    "Vz": (NcaCol.VZ, NcaCol.VZ_PRED),
    "Cl": (NcaCol.CL, NcaCol.CL_PRED),
    "Vss": (NcaCol.VSS, NcaCol.VSS_PRED),
}

COLUMNS: Mapping[str, str] = {
    "Rsq": NcaCol.R2,
    "Rsq_adjusted": NcaCol.R2_ADJ,
    "Corr_XY": NcaCol.CORRELATION,
    "No_points_lambda_z": NcaCol.POINTS,
    "Lambda_z": NcaCol.LAMBDA_Z,
    "Lambda_z_lower": NcaCol.LOWER,
    "Lambda_z_upper": NcaCol.UPPER,
    "HL_Lambda_z": NcaCol.HALF_LIFE,
    "Tlag": NcaCol.TLAG,
    "Tmax": RuleCol.TMAX,
    "Cmax": RuleCol.CMAX,
    "Cmax_D": NcaCol.CMAX_D,
    "C0": NcaCol.C0,
    "Tlast": RuleCol.TLAST,
    "Clast": RuleCol.CLAST,
    "Clast_pred": NcaCol.CLAST_PRED,
    "AUClast": NcaCol.AUC_LAST,
    "AUCall": NcaCol.AUC_ALL,
    "AUMClast": NcaCol.AUMC_LAST,
    "MRTlast": NcaCol.MRT_LAST,
    **{f"{name}_obs": pair[0] for name, pair in _SUFFIXES.items()},
    **{f"{name}_pred": pair[1] for name, pair in _SUFFIXES.items()},
}
"""Column of WinNonlin -> column of `analyse_profiles`."""
