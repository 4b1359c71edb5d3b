"""Log partial likelihood of Cox, its slope and its curvature, with ties."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt


__all__ = ["Likelihood", "Value"]

Array = npt.NDArray[np.float64]


class Value(NamedTuple):
    """The logarithm of the likelihood, its gradient and its negative second derivative."""

    log: float
    score: Array
    information: Array


class Likelihood:
    """The partial likelihood of some patients as a function of the coefficients.

    Parameters
    ----------
    times, events
        One number each per patient; events are 0 or 1.
    x
        Covariates, patients by covariates.
    efron
        Ties by Efron; by Breslow otherwise.
    """

    def __init__(self, times: Array, events: Array, x: Array, *, efron: bool) -> None:
        order = np.argsort(times, kind="stable")
        times, self._x = times[order], x[order] - x.mean(0) if len(x) else x
        self._happened = np.flatnonzero(events[order] == 1)
        own = times[self._happened]
        self._first = np.searchsorted(times, own)
        moment = np.searchsorted(own, own)
        ties = np.bincount(moment, minlength=len(own))[moment]
        rank = np.arange(len(own)) - moment
        self._moment, self._many = moment, len(own)
        self._part = rank / ties if efron else np.zeros(len(own))

    @property
    def events(self) -> int:
        """How many events there are."""
        return self._many

    def __call__(self, beta: Array) -> Value:
        """Return the value at these coefficients."""
        x, died = self._x, self._happened
        linear = x @ beta
        weight = np.exp(linear)
        xx = x[:, :, None] * x[:, None, :]
        s0 = self._sums(weight)
        s1 = self._sums(weight[:, None] * x)
        s2 = self._sums(weight[:, None, None] * xx)
        mean = s1 / s0[:, None]
        second = s2 / s0[:, None, None] - mean[:, :, None] * mean[:, None, :]
        log = float(linear[died].sum() - np.log(s0).sum())
        return Value(log, (x[died] - mean).sum(0), second.sum(0))

    def _sums(self, terms: Array) -> Array:
        """Sum over those at risk at each event, less a part of those tied with it."""
        later = np.cumsum(terms[::-1], axis=0)[::-1][self._first]
        tied = np.zeros((self._many, *terms.shape[1:]))
        np.add.at(tied, self._moment, terms[self._happened])
        part = self._part.reshape(-1, *[1] * (terms.ndim - 1))
        return np.asarray(later - part * tied[self._moment])
