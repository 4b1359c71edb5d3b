"""What one part of the biology does to another: the places where drugs act.

A module names the actions it takes part in (`ACTS`: action -> a function of names that
returns one number); contributions are combined here, so that a part which is acted upon
knows nothing of who acts. An action that nobody takes part in is 0.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType, ModuleType
from typing import Any

from cartwin.biology.notation import Defined, N


__all__ = ["ACTIONS", "Action", "Combination", "acts_of"]

Contribution = Callable[..., N]


class Combination(StrEnum):
    """How contributions to one action are combined."""

    SUM = "sum"  # rates and stimulations add
    BLOCK = "block"  # fractions: each acts on what the others have left


@dataclass(frozen=True, slots=True)
class Action:
    """One action.

    Attributes
    ----------
    unit, meaning
        Of the combined number.
    combination
        How contributions are combined.
    """

    unit: str
    meaning: str
    combination: Combination = Combination.SUM

    def combined(self, parts: Iterable[N]) -> N:
        """Return the contributions as one number.

        >>> round(ACTIONS["cytokine_block"].combined([0.5, 0.2]), 9)
        0.6
        """
        total: Any = 0.0
        for number, part in enumerate(parts):
            if number == 0:
                total = part
            elif self.combination is Combination.SUM:
                total = total + part
            else:
                total = total + part - total * part
        return total


def _block(meaning: str) -> Action:
    return Action("1", meaning, Combination.BLOCK)


ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        "b_kill_accessible": Action("1/d", "kill rate of B cells in blood and spleen"),
        "b_kill_tissue": Action("1/d", "kill rate of B cells in tissue"),
        "b_kill_marrow": Action("1/d", "kill rate of pre-B and immature B cells in marrow"),
        "memory_kill": Action("1/d", "further kill rate of accessible memory B cells"),
        "clone_kill": Action("1/d", "kill rate of autoreactive memory B cells alone"),
        "clone_plasma_kill": Action("1/d", "kill rate of young autoreactive plasma cells"),
        "plasma_kill": Action("1/d", "kill rate of plasmablasts and plasma cells"),
        "plasma_kill_low": Action("1/d", "kill rate of CD38-low plasma cells"),
        "effector_kill": Action("1/d", "loss rate of CD38+ Fc-effector cells"),
        "cd8_kill": Action("1/d", "loss rate of autoreactive CD8 cells"),
        "other_car_t": Action("10*6", "further CAR-T cells in blood"),
        "other_killing": Action("1/d", "killing by further CAR-T cells, reference masses"),
        "mpl_drive": Action("1", "stimulation added to that of thrombopoietin"),
        "neutrophil_drive": Action("1", "added release of neutrophils"),
        "fc_competition": Action("1", "competition of infused IgG for Fc receptors"),
        "plasmablast_block": _block("block of the formation of plasmablasts"),
        "car_growth_block": _block("block of the growth of CAR-T cells"),
        "phagocyte_block": _block("block of phagocytosis by Fc receptors"),
        "cytokine_block": _block("block of cytokines and of the neurotoxic signal"),
        "il6_block": _block("occupancy of the interleukin-6 receptor"),
        "fcrn_block": _block("share of FcRn that is blocked"),
        "activity_block": _block("block of inflammation in the organs"),
        "bleed_block": _block("share of bleeds that haemostatic drugs prevent"),
        "f8_bleed_block": _block("share of bleeds that a stand-in for factor VIII ends"),
    }
)


def acts_of(modules: Iterable[ModuleType]) -> tuple[Callable[..., Defined], ...]:
    """Return the equations that give every action, from what the modules contribute.

    >>> from types import SimpleNamespace
    >>> drug = SimpleNamespace(ACTS={"mpl_drive": lambda dose: 2 * dose})
    >>> given = {e.__name__: e for e in acts_of([drug])}
    >>> given["mpl_drive"](3.0), given["memory_kill"]()
    ({'mpl_drive': 6.0}, {'memory_kill': 0.0})
    """
    acts = [getattr(m, "ACTS", {}) for m in modules]
    return tuple(_equation(name, [a[name] for a in acts if name in a]) for name in ACTIONS)


def _equation(action: str, parts: list[Contribution]) -> Callable[..., Defined]:
    wanted = [tuple(inspect.signature(p).parameters) for p in parts]
    names = tuple(dict.fromkeys(n for w in wanted for n in w))

    def equation(*values: N) -> Defined:
        known = dict(zip(names, values, strict=True))
        each = [p(*(known[n] for n in w)) for p, w in zip(parts, wanted, strict=True)]
        return {action: ACTIONS[action].combined(each)}

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    equation.__name__ = action
    equation.__doc__ = f"Return the {ACTIONS[action].meaning} [{ACTIONS[action].unit}]."
    # functions have it, their type does not say so
    equation.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(n, kind) for n in names]
    )
    return equation
