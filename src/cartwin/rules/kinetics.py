"""Cellular kinetics of CAR-T cells, non-compartmental.

Names as in Mueller KT et al., Clin Cancer Res 2018;24:6175-6184. Area by the linear
trapezoidal rule from the infusion, where the level is zero unless it was measured. A
value below the limit of quantification is zero before and between quantifiable ones;
after the last one it does not enter. A value on the limit is quantifiable.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from cartwin.rules.columns import RuleCol
from cartwin.rules.grade import parts_of
from cartwin.rules.nca.expansion import expansion
from cartwin.rules.nca.profile import Embedded
from cartwin.rules.nca.record import car_kinetics
from cartwin.study import Col


__all__ = ["Kinetics", "call_kinetics", "car_kinetics"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinetics:
    """Kinetics of one patient, in the unit of the assay and days.

    Attributes
    ----------
    cmax, tmax
        Highest value and the first day on which it was reached.
    auc_0_28
        Area from the infusion to day 28; to `tlast` if that is earlier.
    auc_truncated
        Whether `tlast` comes before day 28.
    clast, tlast
        Last quantifiable value and its day: the persistence.
    expansion
        Whether any sample was quantifiable; None without samples. Without expansion the
        other values are None, not zero.
    flags
        Why `tmax` is not to be relied on.
    """

    cmax: float | None = None
    tmax: float | None = None
    auc_0_28: float | None = None
    auc_truncated: bool | None = None
    clast: float | None = None
    tlast: float | None = None
    expansion: bool | None = None
    flags: tuple[str, ...] = ()


def call_kinetics(
    samples: Sequence[tuple[float, float, str]], *, half_limit: bool = False
) -> Kinetics:
    """Return the kinetics of one patient.

    Parameters
    ----------
    samples
        Day, value and censoring (`none`, or `below` with the limit as value), ordered by
        day. Samples before the infusion are left out; a value of zero is not quantifiable.
    half_limit
        Count a value below the limit, between two quantifiable ones, as half the limit
        instead of zero.

    Examples
    --------
    >>> call_kinetics([(7, 900, "none"), (10, 900, "none"), (14, 50, "below")]).tmax
    7.0
    """
    columns = [Col.DAY, Col.VALUE, Col.CENSORING]
    kinds = (pl.Float64, pl.Float64, pl.String)
    types: dict[str, type[pl.DataType]] = dict(zip(columns, kinds, strict=True))
    frame = pl.DataFrame(list(samples), schema=types, orient="row", strict=False)
    if not frame.height:
        return Kinetics()
    embedded = Embedded.HALF_LIMIT if half_limit else Embedded.ZERO
    table = expansion(frame.with_columns(pl.lit("").alias(Col.PATIENT)), embedded=embedded)
    (row,) = table.drop(Col.PATIENT).rows(named=True)
    flags = parts_of(row.pop(RuleCol.FLAGS))
    return Kinetics(**row, flags=flags)
