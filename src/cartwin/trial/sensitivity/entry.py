"""Who would enter: the condition on patients before treatment, at given points."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cartwin.engine import balanced, needed, trace
from cartwin.twin import REFRACTORY, PriorTwin, parameters_of, strikes_platelets, system_of


__all__ = ["Entry", "entry_of"]

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
PLATELETS = ("P1", "P2", "P3", "P4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A condition on patients before treatment.

    Attributes
    ----------
    admits
        Shares (patient, factor) -> who meets it (patient).
    depends
        On which factors that depends (factor).
    """

    admits: Callable[[Array], Flags]
    depends: Flags = field(repr=False)

    def concerns(self, factors: Flags) -> bool:
        """Return whether it depends on any of these factors."""
        return bool((self.depends & factors[: len(self.depends)]).any())


def entry_of(twin: PriorTwin) -> Entry | None:
    """Return the condition on the patients of a twin; None if everybody would enter.

    Patients with a disease of platelets have 2 to 30 x 10*9/L before treatment, here of
    the true count, as `cartwin.twin.draw_patients` asks of the reading.

    >>> from cartwin.trial import usual_regimen
    >>> twin = PriorTwin.of("itp", usual_regimen("itp"), observables=("PLAT",), days=[0.0])
    >>> entry = entry_of(twin)
    >>> sorted(f.name for f, d in zip(twin.factors, entry.depends) if d)[:3]
    ['Iyield', 'Pn', 'kmax']
    """
    if not strikes_platelets(twin.disease):
        return None
    system = system_of(twin.disease)
    start = trace(system).start
    behind = needed([start[p] for p in PLATELETS])
    names = {e.name for e in behind if e.operation == "symbol"}
    typical = {p.name: p.value for p in parameters_of(twin.disease)}
    rows = [i for i, s in enumerate(system.states) if s.name in PLATELETS]
    low, high = REFRACTORY

    def admits(shares: Array) -> Flags:
        patients = twin.patients(shares)
        known: dict[str, Array | float] = {**typical, **patients.fixed}
        known |= patients.parameters
        count = balanced(system, known, len(shares))[1][rows].sum(axis=0)
        return np.asarray((low <= count) & (count <= high))

    return Entry(admits=admits, depends=np.array([f.name in names for f in twin.factors]))
