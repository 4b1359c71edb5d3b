"""The code of the tangents of a kernel, compiled when sensitivities are first asked for."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cartwin.engine.equation_code import Equations
from cartwin.engine.expression import Expression
from cartwin.engine.instructions import InstructionSet
from cartwin.engine.kernel import WIDE, Kernel, Task, planned
from cartwin.engine.machine_code import load_object, translate
from cartwin.engine.object_cache import recall, remember
from cartwin.engine.step_code import Stepper
from cartwin.engine.tableaus import Rosenbrock
from cartwin.engine.tangent_code import Directions
from cartwin.engine.tangent_entries import TANGENT_ENTRIES, entry_functions
from cartwin.engine.tangent_equations import TangentEquations, derive_tangents
from cartwin.engine.tangent_layout import TangentLayout, TangentSizes
from cartwin.engine.tangent_matrices import Matrices
from cartwin.engine.vector_math import vector_functions


__all__ = ["TangentKernel", "tangents_of"]

_LOADED: dict[str, "TangentKernel"] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class TangentKernel:
    """What `sensitivities` runs beside the kernel.

    Attributes
    ----------
    leaves
        What depends on parameters alone; its tangents are given by the caller.
    stage_items, seen_items
        (leaf, byte of the entry, byte of the row that entry x leaf is added to).
    """

    layout: TangentLayout
    leaves: tuple[Expression, ...]
    stage_items: tuple[tuple[int, int, int], ...]
    seen_items: tuple[tuple[int, int, int], ...]
    addresses: Mapping[str, int]
    owner: Any = field(repr=False)


def tangents_of(kernel: Kernel, *, single: bool) -> TangentKernel:
    """Return the tangents of a kernel; `single`: computed in single precision."""
    words = f"tangents {kernel.task.key()} {single}"
    key = hashlib.sha256(words.encode()).hexdigest()
    if key not in _LOADED:
        _LOADED[key] = _loaded(kernel.task, key, single)
    return _LOADED[key]


def _loaded(task: Task, key: str, single: bool) -> TangentKernel:
    parts, known = _Parts.of(task, single=single), recall(key)
    if known is None:
        code = translate(parts.text(), task.instructions)
        remember(key, {}, code)
    else:
        code = known[1]
    owner, addresses = load_object(code, TANGENT_ENTRIES, task.instructions)
    t, layout, n = parts.tangents, parts.layout, len(task.states)
    kept = t.size - n
    stage = [("P", e, leaf, i) for e, (i, leaf) in enumerate(t.P)]
    stage += [("Q", e, leaf, i if i < n else i + kept) for e, (i, leaf) in enumerate(t.Q)]
    seen = [("R", e, leaf, i) for e, (i, leaf) in enumerate(t.R)]
    return TangentKernel(
        layout=layout,
        leaves=t.leaves,
        stage_items=tuple(
            (leaf, layout.at(b, e), layout.inside("F", i)) for b, e, leaf, i in stage
        ),
        seen_items=tuple(
            (leaf, layout.at(b, e), layout.inside("seenr", i)) for b, e, leaf, i in seen
        ),
        addresses=addresses,
        owner=owner,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What the code is written from."""

    task: Task
    method: Rosenbrock
    equations: Equations
    stepper: Stepper
    tangents: TangentEquations
    layout: TangentLayout

    @classmethod
    def of(cls, task: Task, *, single: bool) -> "_Parts":
        method = task.method
        assert isinstance(method, Rosenbrock)  # noqa: S101 - `sensitivities` has asked
        equations, stepper = planned(task)
        jacobian = equations.jacobian
        plan = equations.elimination
        assert jacobian is not None  # noqa: S101 - Rosenbrock methods have one
        assert plan is not None  # noqa: S101 - and this
        t = derive_tangents(task.traced, jacobian, equations.hoisted)
        sizes = TangentSizes(
            behind=equations.layout.rows, states=len(task.states),
            auxiliaries=len(jacobian.auxiliaries), stages=method.stages,
            powers=len(method.H), leaves=len(t.leaves), fixed=len(t.fixed),
            seen=len(task.traced.observables), factors=len(plan.pattern),
            matrices={b: len(getattr(t, b)) for b in "JPBQSR"},
        )  # fmt: skip
        layout = TangentLayout.of(sizes, task.instructions.lanes, single=single)
        return cls(
            task=task, method=method, equations=equations, stepper=stepper, tangents=t,
            layout=layout,
        )  # fmt: skip

    def text(self) -> str:
        """Return the module in LLVM's language."""
        made_for: InstructionSet = self.task.instructions
        value, states = self.equations.layout, len(self.task.states)
        matrices = Matrices(
            equations=self.equations, tangents=self.tangents, stepper=self.stepper,
            method=self.method, layout=self.layout,
        )  # fmt: skip
        plan = self.equations.elimination
        assert plan is not None  # noqa: S101 - Rosenbrock methods have one
        directions = Directions(
            tangents=self.tangents, elimination=plan, method=self.method,
            layout=self.layout, states=states, parts=self.stepper.parts,
            rows={b: value.row(b) for b in ("inverse_h", "theta", "mask")},
            observables=len(self.task.traced.observables), fused=made_for.fused,
        )  # fmt: skip
        functions = [
            *vector_functions(made_for.lanes, fused=made_for.fused),
            *matrices.functions(), *directions.functions(),
            *entry_functions(self.layout, self.method),
        ]  # fmt: skip
        parts = [*self.stepper.tables(), *(f.text for f in functions), WIDE]
        return "\n".join(parts)
