"""A summary as a table: one row per day and observable."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from cartwin.engine import Summary
from cartwin.units import ANALYTES


__all__ = ["UNITS", "summary_table"]

UNITS = {code: analyte.unit for code, analyte in ANALYTES.items()} | {
    "naive_ul": "/uL",
    "memory_ul": "/uL",
    "titre": "1",
    "il6": "pg/mL",
    "crp": "mg/L",
    "crs_signal": "pg/mL",
    "icans_signal": "1",
    "fviii_human": "[iU]/dL",
    "fviii_one_stage": "[iU]/dL",
    "infections": "1",
    "mucosal_bleeds": "1",
    "major_bleeds": "1",
    "bleeds": "1",
    "bleed_rate": "1/d",
    "haemostatic": "1",
    "prednisolone": "mg/d",
    "mycophenolate": "mg/d",
    "activity": "1",
    "sle_damage": "1",
    "renal_activity": "1",
    "ssc_damage": "1",
    "lung_fibrosis": "1",
    "extramuscular": "mm",
    "cyclophosphamide": "mg/m2",
}


def summary_table(summary: Summary, levels: Sequence[float]) -> pl.DataFrame:
    """Return the summary of true values as a table.

    Parameters
    ----------
    levels
        Of the quantiles wanted; that of 0.05 is in the column `q0.05`.

    Returns
    -------
    pl.DataFrame
        Columns day, observable, unit, n, failed, mean, sd, min, quantiles, max; days
        ascending, observables as the twin lists them.

    Examples
    --------
    >>> summary = Summary.empty([0.0], ["PLAT"])
    >>> summary.add(np.array([[[10.0, 20.0, np.nan]]]))
    >>> summary_table(summary, [0.5]).select("day", "unit", "n", "failed", "mean").row(0)
    (0.0, '10*9/L', 2, 1, 15.0)
    """
    times, observables = summary.shape
    quantiles = summary.quantiles(levels)
    columns = {
        "n": summary.number,
        "failed": summary.failed_values,
        "mean": summary.mean,
        "sd": summary.sd,
        "min": summary.minimum,
        **{f"q{level:g}": q for level, q in zip(levels, quantiles, strict=True)},
        "max": summary.maximum,
    }
    names = list(summary.observables)
    return pl.DataFrame(
        {
            "day": np.repeat(summary.times, observables),
            "observable": names * times,
            "unit": [UNITS[name] for name in names] * times,
            **{name: values.ravel() for name, values in columns.items()},
        }
    )
