"""Functions that find their arguments by name.

A function of the biology lists in its signature the states, parameters and
intermediates it needs, and returns a dictionary of what it defines. Order does not
matter: whatever can be evaluated is evaluated next.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cartwin.errors import ModelError, did_you_mean


__all__ = ["Equation", "evaluate", "needs"]

Equation = Callable[..., Mapping[str, Any]]


def needs(equation: Equation) -> tuple[str, ...]:
    """Return the names that an equation takes.

    >>> needs(lambda CE, K_E: {})
    ('CE', 'K_E')
    """
    return tuple(inspect.signature(equation).parameters)


def evaluate(equations: Iterable[Equation], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything the equations define, given what is known.

    Raises
    ------
    ModelError
        If a name is defined twice, or an equation needs a name that nothing defines.

    Examples
    --------
    >>> def twice(x): return dict(y=2 * x)
    >>> def more(y): return dict(z=y + 1)
    >>> evaluate([more, twice], {"x": 3})
    {'y': 6, 'z': 7}
    """
    names = dict(known)
    waiting = list(equations)
    while waiting:
        ready = [e for e in waiting if all(n in names for n in needs(e))]
        if not ready:
            raise ModelError(_unmet(waiting, names))
        for equation in ready:
            defined = equation(*(names[n] for n in needs(equation)))
            if twice := sorted(defined.keys() & names.keys()):
                msg = f"{equation.__name__} defines {', '.join(twice)} a second time"
                raise ModelError(msg)
            names.update(defined)
        waiting = [e for e in waiting if e not in ready]
    return {n: v for n, v in names.items() if n not in known}


def _unmet(waiting: Iterable[Equation], names: Mapping[str, Any]) -> str:
    lines = []
    for equation in waiting:
        for name in needs(equation):
            if name not in names:
                hint = (
                    did_you_mean(name, names) if len(names) < 50 else "nothing defines it"
                )
                lines.append(f"{equation.__name__} needs {name!r} ({hint})")
    return "equations cannot be evaluated:\n  " + "\n  ".join(lines)
