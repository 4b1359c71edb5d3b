"""What is decided about a patient at a visit, on what is observed there.

    yes, if the observable lies below the cut (or not below it)

A decision that says yes opens the gate of the events that wait for it. Decisions of one
group are taken until one of them says yes.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from cartwin.engine.events import offsets_of, sorted_column


__all__ = ["Decisions"]

Integers = npt.NDArray[np.int64]
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """The decisions about many patients, sorted in time within each patient.

    Attributes
    ----------
    offsets
        Decisions about patient i are at positions offsets[i] to offsets[i + 1].
    times
        One entry per decision, as are all below.
    observables
        Positions among the observables of the kernel.
    cuts
        Yes below the cut where `below`, at or above it elsewhere; never for NaN.
    below
        1 or 0.
    groups
        Of decisions of one patient with the same number, at most one says yes.
    order
        Position of each decision among the rows it was made from; gates name those rows.
    """

    offsets: Integers
    times: Array
    observables: Integers
    cuts: Array
    below: Integers
    groups: Integers
    order: Integers

    @classmethod
    def from_columns(
        cls,
        patients: int,
        *,
        patient: Any,
        time: Any,
        observable: Any,
        cut: Any,
        below: Any,
        group: Any = None,
    ) -> Self:
        """Return the decisions listed in columns, in any order of patients and times.

        Parameters
        ----------
        group
            One number per decision, unique to its patient; by default each decision is a
            group of its own.

        Examples
        --------
        >>> d = Decisions.from_columns(
        ...     2, patient=[1, 0], time=270.0, observable=0, cut=50.0, below=True
        ... )
        >>> d.offsets.tolist(), d.order.tolist()
        ([0, 1, 2], [1, 0])
        """
        who = np.asarray(patient, np.int64)
        when = np.broadcast_to(np.asarray(time, float), who.shape)
        order = np.lexsort((when, who))
        return cls(
            offsets=offsets_of(who, patients),
            times=sorted_column(when, order, float),
            observables=sorted_column(observable, order),
            cuts=sorted_column(cut, order, float),
            below=sorted_column(below, order),
            groups=sorted_column(np.arange(len(who)) if group is None else group, order),
            order=order.astype(np.int64),
        )

    @classmethod
    def none(cls, patients: int) -> Self:
        """Return no decisions for so many patients."""
        nothing: list[float] = []
        return cls.from_columns(
            patients, patient=nothing, time=nothing, observable=nothing, cut=nothing,
            below=nothing,
        )  # fmt: skip
