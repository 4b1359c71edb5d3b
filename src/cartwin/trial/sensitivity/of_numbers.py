"""Which kept share stands beside a number of a report."""

from collections.abc import Iterable, Mapping

from cartwin.trial.comparison import ClaimResult
from cartwin.trial.measure import Measure
from cartwin.trial.measures import MEASURES
from cartwin.trial.outcome import Outcome
from cartwin.trial.pooled import MEASURED, WAYS, PooledOutcome
from cartwin.trial.sensitivity.kept import kept_rule_share
from cartwin.trial.sensitivity.share import AssumedShare
from cartwin.twin import DISEASES


__all__ = ["Shares", "shares_of_claim", "shares_of_pooled"]

Shares = Mapping[str, AssumedShare | None]  # disease -> its share, if it was computed


def shares_of_claim(result: ClaimResult, diseases: Iterable[str]) -> Shares:
    """Return the share of each disease that a claim is about; none if nothing is measured.

    Parameters
    ----------
    diseases
        Of the patients of the study.
    """
    measure = result.measure
    if measure is None or measure.by_plan or measure.outcome not in set(Outcome):
        return {}
    own = (result.group,) if result.group in DISEASES else tuple(diseases)
    return _shares(measure, own)


def shares_of_pooled(outcome: PooledOutcome, diseases: Iterable[str]) -> Shares:
    """Return the share of each disease that an outcome of several studies is about."""
    quantity = MEASURED.get(outcome.name, WAYS[outcome.name][0][0])
    return _shares(MEASURES[quantity], diseases)


def _shares(measure: Measure, diseases: Iterable[str]) -> Shares:
    concerned = [d for d in diseases if not measure.diseases or d in measure.diseases]
    return {d: kept_rule_share(d, measure.outcome) for d in concerned}
