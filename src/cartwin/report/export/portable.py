"""A twin ready to be written in another language: equations, patients, doses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cartwin.biology import PARAMETERS
from cartwin.engine import (
    Event,
    Expression,
    System,
    Traced,
    balanced,
    evaluate,
    needed,
    prune,
    trace,
)
from cartwin.errors import ModelError
from cartwin.parameters import Covariate, Parameter, State
from cartwin.report.export.spreads import Effect, Individual, individual
from cartwin.study import Dose, parse_regimen
from cartwin.twin import Body, diseases_of, events_of, give, parameters_of, system_of


__all__ = ["HEIGHT", "LAST_DAY", "MAIN", "Given", "Portable", "portable"]

HEIGHT = 170.0  # of the typical patient [cm] (assumed)
LAST_DAY = 365.0  # of the example
WEIGHT = "WT"
EARLIEST = -7.0  # day on which courses start, earlier if something is given earlier
SOLVED = 200  # operations; formulas longer than that are an equation solved step by step
MAIN: Mapping[str, str] = MappingProxyType(
    {"itp": "PLAT", "aha": "FVIII", "sle": "DSDNA", "ssc": "MRSS", "iim": "CK"}
)  # disease -> the observable that is its prediction


@dataclass(frozen=True, slots=True)
class Given:
    """What a dose of a drug adds to a state, and when."""

    drug: str
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Portable:
    """The twin of a disease under a regimen.

    Attributes
    ----------
    disease, title
        Its code and its name.
    regimen
        In the text form of regimens.
    traced
        The equations, as far as the regimen moves them.
    fixed
        Parameters that are the same in all patients.
    covariates
        Parameters told of each patient.
    individuals
        Parameters that patients differ in at random.
    states
        Those that the regimen moves; the others stay zero.
    derived
        Further parameters, by formulas of the others.
    labels
        Index of an expression -> name of the intermediate.
    typical
        Derived parameters and states before treatment of the typical patient.
    doses
        Of the regimen, for the typical patient.
    decided
        Doses that wait for a reading, in words.
    first_day
        Day of the twin that is time 0.
    """

    disease: str
    title: str
    regimen: str
    traced: Traced
    fixed: tuple[Parameter, ...]
    covariates: tuple[Parameter, ...]
    individuals: tuple[Individual, ...]
    states: tuple[State, ...]
    derived: Mapping[str, Expression]
    labels: Mapping[int, str]
    typical: Mapping[str, float]
    doses: tuple[Given, ...]
    decided: tuple[str, ...]
    first_day: float

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Random effects of all individuals."""
        return tuple(e for drawn in self.individuals for e in drawn.effects)

    @property
    def main(self) -> str:
        """The observable that the disease, or the first of several, is followed by."""
        return MAIN[self.disease.split("+")[0]]

    @property
    def solved(self) -> tuple[str, ...]:
        """What is the root of an equation before treatment, found step by step."""
        formulas = {**self.derived, **self.traced.start}
        return tuple(
            n
            for n, e in formulas.items()
            if sum(bool(x.inputs) for x in needed([e])) > SOLVED
        )

    @property
    def places(self) -> dict[str, int]:
        """State -> its number, from 1."""
        return {s.name: i for i, s in enumerate(self.states, 1)}


def portable(disease: str, regimen: str) -> Portable:
    """Return the twin of a disease as far as a regimen moves it.

    Parameters
    ----------
    regimen
        In the text form of `cartwin.study.parse_regimen`.

    Raises
    ------
    DataError
        If the regimen cannot be read.
    ModelError
        If there is no twin of the disease, or it has no module for a drug.

    Examples
    --------
    >>> itp = portable("itp", "cart 1e6/kg d0")
    >>> itp.doses[0].event.state, itp.doses[0].event.amount
    ('CB', 70.0)
    >>> "RTX" in itp.traced.rates, "CE" in itp.traced.rates
    (False, True)
    """
    system, planned = system_of(disease), parse_regimen(regimen)
    values = {p.name: p.value for p in parameters_of(disease)}
    anywhere = {p.name: p.value for p in PARAMETERS} | values
    doses = {dose: _given(dose, anywhere) for dose in planned}
    traced = prune(trace(system), dosed=_moved(system, doses))
    derived = _derived(traced, system)
    used = _symbols([*traced.rates.values(), *traced.observables.values(),
                     *traced.start.values(), *derived.values()])  # fmt: skip
    kept = [p for p in parameters_of(disease) if p.name in used]
    told = tuple(p for p in kept if isinstance(p.spread, Covariate))
    certain = [x for d, given in doses.items() if d.condition is None for x in given]
    certain.sort(key=lambda x: x.event.time)
    return Portable(
        disease=disease,
        title=" and ".join(d.name for d in diseases_of(disease)),
        regimen=str(planned),
        traced=traced,
        fixed=tuple(p for p in kept if not p.varies),
        covariates=told,
        individuals=tuple(
            individual(p, traced.tape) for p in kept if p.varies and p not in told
        ),
        states=tuple(s for s in system.states if s.name in traced.rates),
        derived=derived,
        labels=_labels(traced, derived),
        typical=_typical(system, values, [*derived, *traced.states]),
        doses=tuple(certain),
        decided=tuple(str(d) for d in planned if d.condition is not None),
        first_day=min([EARLIEST, *(x.event.time for x in certain)]),
    )


def _given(dose: Dose, values: Mapping[str, float]) -> list[Given]:
    body = Body(values[WEIGHT], HEIGHT)
    return [
        Given(dose.drug, event)
        for day in dose.days
        for event in events_of(give(dose, day, body), body, values)
    ]


def _moved(system: System, doses: Mapping[Dose, Iterable[Given]]) -> set[str]:
    """Return the states that doses enter."""
    known = {s.name for s in system.states}
    if beyond := [d.drug for d in doses for x in doses[d] if x.event.state not in known]:
        msg = (
            f"{beyond[0]} needs what the twin of {system.name} has no module for; leave it "
            "out"
        )
        raise ModelError(msg)
    return {x.event.state for given in doses.values() for x in given}


def _derived(traced: Traced, system: System) -> dict[str, Expression]:
    """Return the formulas of the derived parameters that the equations read."""
    tape = traced.tape
    primary = {n: tape.symbol(n) for n in system.parameters}
    balance = evaluate(system.balance, primary)
    read = _symbols([*traced.rates.values(), *traced.observables.values()])
    states = {s.name for s in system.states}
    return {n: tape.lift(e) for n, e in balance.items() if n in read and n not in states}


def _symbols(roots: Iterable[Expression]) -> set[str]:
    return {e.name for e in needed(roots) if e.operation == "symbol"}


def _labels(traced: Traced, derived: Mapping[str, Expression]) -> dict[int, str]:
    formulas = {**derived, **{f"{n}_start": e for n, e in traced.start.items()}}
    return {e.index: n for n, e in formulas.items() if e.inputs} | dict(traced.names)


def _typical(
    system: System, values: Mapping[str, float], names: Iterable[str]
) -> dict[str, float]:
    full, start = balanced(system, values)
    untreated = {s.name: y[0] for s, y in zip(system.states, start, strict=True)}
    known = {n: v[0] for n, v in full.items()} | untreated
    return {n: float(known[n]) for n in names}
