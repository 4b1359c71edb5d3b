"""Names of the columns of non-compartmental analysis."""

from enum import StrEnum


__all__ = ["NcaCol"]


class NcaCol(StrEnum):
    """Columns that the analysis returns; times and areas in the units of the samples."""

    ROUTE = "route"
    RULE = "rule"
    SAMPLES = "samples"
    QUANTIFIABLE = "quantifiable"
    DOSE = "dose"
    C0 = "c0"
    TLAG = "tlag"
    CMAX_D = "cmax_d"
    # the terminal slope
    LAMBDA_Z = "lambda_z"
    HALF_LIFE = "half_life"
    POINTS = "lambda_z_points"
    POINT_DAYS = "lambda_z_days"
    LOWER = "lambda_z_lower"
    UPPER = "lambda_z_upper"
    R2 = "r2"
    R2_ADJ = "r2_adj"
    CORRELATION = "correlation"
    CLAST_PRED = "clast_pred"
    # areas
    AUC_LAST = "auc_last"
    AUC_ALL = "auc_all"
    AUC_INF = "auc_inf"
    AUC_INF_PRED = "auc_inf_pred"
    AUC_INF_D = "auc_inf_d"
    AUC_INF_D_PRED = "auc_inf_d_pred"
    EXTRAPOLATED = "auc_extrapolated"
    EXTRAPOLATED_PRED = "auc_extrapolated_pred"
    BACK = "auc_back_extrapolated"
    BACK_PRED = "auc_back_extrapolated_pred"
    AUMC_LAST = "aumc_last"
    AUMC_INF = "aumc_inf"
    AUMC_INF_PRED = "aumc_inf_pred"
    AUMC_EXTRAPOLATED = "aumc_extrapolated"
    AUMC_EXTRAPOLATED_PRED = "aumc_extrapolated_pred"
    # residence, clearance and volume; after an extravascular dose per share absorbed
    MRT_LAST = "mrt_last"
    MRT_INF = "mrt_inf"
    MRT_INF_PRED = "mrt_inf_pred"
    CL = "cl"
    CL_PRED = "cl_pred"
    VZ = "vz"
    VZ_PRED = "vz_pred"
    VSS = "vss"
    VSS_PRED = "vss_pred"
    FLAGS = "flags"
    WHY = "why"
