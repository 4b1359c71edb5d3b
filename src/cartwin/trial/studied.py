"""The drug under study is no rescue, whatever it is at the bedside.

Rules of response leave out counts after a rescue. A trial of immunoglobulin, or of a
thrombopoietin agonist, is about just these counts.
"""

from dataclasses import replace

import polars as pl

from cartwin.study import Col, Protocol, Study


__all__ = ["as_studied", "with_studied"]

RESCUE, STUDIED = "rescue", "concomitant"  # purposes


def with_studied(protocol: Protocol) -> Protocol:
    """Return the protocol in which drugs of the arms close no window for counts."""
    drugs = {dose.drug for arm in protocol.arms for dose in arm.regimen}
    windows = dict.fromkeys(sorted(drugs), 0.0) | dict(protocol.rescue_windows)
    return replace(protocol, rescue_windows=windows)


def as_studied(study: Study, protocol: Protocol) -> pl.DataFrame:
    """Return the treatments, those of each patient's own arm as studied drugs."""
    pairs = [(arm.name, dose.drug) for arm in protocol.arms for dose in arm.regimen]
    schema = {str(Col.ARM): pl.String, str(Col.DRUG): pl.String}
    own = pl.DataFrame([*dict.fromkeys(pairs)], schema=schema, orient="row")
    own = own.with_columns(pl.lit(value=True).alias("own"))
    arms = study.patients.select(Col.PATIENT, Col.ARM)
    purpose = pl.col(Col.PURPOSE)
    is_studied = pl.col("own").fill_null(value=False) & (purpose == RESCUE)
    told = pl.when(is_studied).then(pl.lit(STUDIED)).otherwise(purpose)
    return (
        study.treatments.join(arms, on=Col.PATIENT, how="left", maintain_order="left")
        .join(own, on=[Col.ARM, Col.DRUG], how="left", maintain_order="left")
        .with_columns(told.alias(Col.PURPOSE))
        .select(study.treatments.columns)
    )
