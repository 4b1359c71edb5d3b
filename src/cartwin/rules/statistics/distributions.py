"""Quantiles and tail probabilities that intervals and tests need."""

__all__ = ["chi_squared_tail", "normal_quantile"]


def normal_quantile(level: float) -> float:
    """Return how many standard errors a two-sided interval of this level reaches."""
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 2))


def chi_squared_tail(statistic: float, freedom: int) -> float:
    """Return the p value of a chi-squared statistic."""
    from scipy.special import chdtrc

    return float(chdtrc(freedom, max(statistic, 0.0)))
