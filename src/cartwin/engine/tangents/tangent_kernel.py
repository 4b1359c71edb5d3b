"""The code of the tangents of a kernel, compiled when sensitivities are first asked for."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from cartwin.engine.code.equation_code import Equations
from cartwin.engine.code.machine_code import load_object, translate
from cartwin.engine.code.object_cache import recall, remember
from cartwin.engine.code.step_code import Part, Stepper
from cartwin.engine.code.vector_math import vector_functions
from cartwin.engine.kernel import WIDE, Kernel, planned
from cartwin.engine.symbols.elimination import within
from cartwin.engine.symbols.expression import Expression
from cartwin.engine.tableaus import Rosenbrock
from cartwin.engine.tangents.tangent_code import Directions
from cartwin.engine.tangents.tangent_entries import TANGENT_ENTRIES, entry_functions
from cartwin.engine.tangents.tangent_equations import (
    TangentEquations,
    derive_tangents,
    restricted,
)
from cartwin.engine.tangents.tangent_layout import TangentLayout, TangentSizes
from cartwin.engine.tangents.tangent_matrices import Matrices


__all__ = ["TangentKernel", "leaves_of", "tangents_of"]

WIDTHS = (4, 2)  # directions in one vector


@dataclass(frozen=True, slots=True, kw_only=True)
class TangentKernel:
    """What `sensitivities` runs beside the kernel.

    Attributes
    ----------
    leaves
        Positions of the leaves whose tangents are given by the caller.
    states
        Positions of the states of the kernel that have tangents.
    """

    layout: TangentLayout
    leaves: tuple[int, ...]
    states: tuple[int, ...]
    addresses: Mapping[str, int]
    owner: Any = field(repr=False)


_PLANS: dict[str, tuple[Equations, Stepper, TangentEquations]] = {}
_LOADED: dict[str, TangentKernel] = {}


def leaves_of(kernel: Kernel) -> tuple[Expression, ...]:
    """Return what depends on parameters alone, and on which everything else depends."""
    return _plan(kernel)[2].leaves


def tangents_of(
    kernel: Kernel,
    leaves: Collection[int],
    states: Collection[int],
    directions: int,
    *,
    single: bool,
) -> TangentKernel:
    """Return the tangents of a kernel, compiled for what can move.

    Parameters
    ----------
    leaves, states
        Positions of leaves that move, and of states whose start moves.
    single
        Whether to compute in single precision.
    """
    moving = sorted(leaves), sorted(states)
    width = next(w for w in WIDTHS if -directions % w < 2)
    words = f"tangents {kernel.key} {moving} {width} {single}"
    key = hashlib.sha256(words.encode()).hexdigest()
    if key not in _LOADED:
        _LOADED[key] = _loaded(kernel, moving, width, single, key)
    return _LOADED[key]


def _plan(kernel: Kernel) -> tuple[Equations, Stepper, TangentEquations]:
    if kernel.key not in _PLANS:
        equations, stepper = planned(kernel.task)
        t = derive_tangents(kernel.task.traced, equations.bordered, equations.hoisted)
        _PLANS[kernel.key] = equations, stepper, t
    return _PLANS[kernel.key]


def _loaded(
    kernel: Kernel, moving: tuple[list[int], list[int]], width: int, single: bool, key: str
) -> TangentKernel:
    equations, stepper, whole = _plan(kernel)
    method = kernel.method
    assert isinstance(method, Rosenbrock)  # noqa: S101 - `sensitivities` has asked
    parts = _Parts.of(
        equations, stepper, restricted(whole, *moving), width,
        method=method, single=single,
    )  # fmt: skip
    known = recall(key)
    if known is None:
        code = translate(parts.text(), kernel.instructions)
        remember(key, {}, code)
    else:
        code = known[1]
    owner, addresses = load_object(code, TANGENT_ENTRIES, kernel.instructions)
    return TangentKernel(
        layout=parts.layout,
        leaves=tuple(moving[0]),
        states=parts.tangents.reached[: parts.matrices.reached(len(stepper.states))],
        addresses=addresses,
        owner=owner,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What the code is written from."""

    method: Rosenbrock
    equations: Equations
    stepper: Stepper
    tangents: TangentEquations
    layout: TangentLayout

    @classmethod
    def of(
        cls, equations: Equations, stepper: Stepper, t: TangentEquations, width: int, *,
        method: Rosenbrock, single: bool,
    ) -> "_Parts":  # fmt: skip
        n, whole = len(stepper.states), equations.bordered.size
        states = sum(j < n for j in t.reached)
        pattern = within(equations.plan, t.reached).pattern
        sizes = TangentSizes(
            behind=equations.layout.rows, unknowns=whole, value_stages=n * method.stages,
            states=states, auxiliaries=t.size - states, stages=method.stages,
            powers=len(method.H), leaves=len(t.leaves), fixed=len(t.fixed),
            seen=len(equations.traced.observables), factors=len(pattern),
            matrices={b: len(getattr(t, b)) for b in "JPBQSR"},
        )  # fmt: skip
        layout = TangentLayout.of(sizes, equations.lanes, width, single=single)
        return cls(
            method=method, equations=equations, stepper=stepper, tangents=t, layout=layout
        )

    @property
    def matrices(self) -> Matrices:
        """What directions share."""
        return Matrices(
            equations=self.equations, tangents=self.tangents, stepper=self.stepper,
            method=self.method, layout=self.layout,
        )  # fmt: skip

    def text(self) -> str:
        """Return the module in LLVM's language."""
        equations, value, shared = self.equations, self.equations.layout, self.matrices
        parts = self.stepper.parts
        directions = Directions(
            tangents=self.tangents, method=self.method, layout=self.layout,
            elimination=within(equations.plan, self.tangents.reached),
            states=shared.reached(len(self.stepper.states)),
            parts=tuple(Part(p.suffix, shared.reached(p.states)) for p in parts),
            rows={b: value.row(b) for b in ("inverse_h", "theta", "mask")},
            observables=len(equations.traced.observables), fused=equations.fused,
        )  # fmt: skip
        functions = [
            *vector_functions(equations.lanes, fused=equations.fused),
            *shared.functions(), *directions.functions(),
            *entry_functions(self.layout, self.method),
        ]  # fmt: skip
        tables = [*self.stepper.tables(), shared.table()]
        return "\n".join([*tables, *(f.text for f in functions), WIDE])
