"""What a rerun of the example should yield: the course of the typical patient."""

from dataclasses import replace

from cartwin.engine import Events, compile, solve
from cartwin.report.export.portable import LAST_DAY, Portable
from cartwin.report.export.vocabulary import Vocabulary
from cartwin.twin import parameters_of, system_of


__all__ = ["expected"]

WEEKS = (0, 2, 3, 4, 6, 9, 14, 27, 53)  # after time 0
DIGITS = 8
RTOL = 1e-10
NOISE = 1e-9  # what is below is none


def expected(said: Vocabulary) -> list[str]:
    """Return rows of comma-separated values: observables at a few times of the example.

    Without the extinction of cells, which the text leaves out, too. Times of doses are
    left out: tools differ in whether they look before or after a dose.

    Examples
    --------
    >>> from cartwin.report.export.portable import portable
    >>> from cartwin.report.export.rxode2 import RXODE2
    >>> from cartwin.report.export.vocabulary import vocabulary
    >>> rows = expected(vocabulary(portable("itp", "cart 1e6/kg d0"), RXODE2))
    >>> rows[1]
    'expected,time,0,14,21,28,42,63,98,189,371'
    """
    model = said.model
    times = _times(model)
    columns = _course(model, times)
    rows = {"time": [f"{t:g}" for t in times]}
    rows |= {said.seen[n]: [_text(v) for v in columns[n]] for n in said.seen}
    return [
        f"Expected of the typical patient with these doses, to {DIGITS} digits:",
        *(",".join(["expected", name, *values]) for name, values in rows.items()),
    ]


def _times(model: Portable) -> list[float]:
    """Return the times at which nothing is given, in the time of the text."""
    given = {x.event.time - model.first_day for x in model.doses}
    looks = [7.0 * week for week in WEEKS]
    return [t for t in looks if t not in given and t + model.first_day <= LAST_DAY]


def _course(model: Portable, times: list[float]) -> dict[str, list[float]]:
    system = system_of(model.disease)
    lasting = tuple(replace(s, extinct_below=0.0) for s in system.states)
    system = replace(system, states=lasting)
    events = Events.of([[x.event for x in model.doses]], [s.name for s in lasting])
    kernel = compile(system, dosed=sorted({x.event.state for x in model.doses}))
    values = {p.name: p.value for p in parameters_of(model.disease)}
    days = [model.first_day, *(t + model.first_day for t in times)]
    found = solve(kernel, values, events, sorted(set(days)), rtol=RTOL).values[:, :, 0]
    last = found[len(found) - len(times) :]
    return {n: last[:, i].tolist() for i, n in enumerate(kernel.observables)}


def _text(value: float) -> str:
    return f"{value:.{DIGITS}g}" if abs(value) >= NOISE else "0"
