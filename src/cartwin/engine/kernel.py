"""A system compiled to machine code.

equations -> expressions -> pruned and folded -> Jacobian, bordered -> sparse LU
          -> LLVM's language -> object code, kept on disk -> addresses
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from cartwin.engine.code.equation_code import Equations, hoisted
from cartwin.engine.code.instructions import InstructionSet, best_instructions
from cartwin.engine.code.layout import Layout
from cartwin.engine.code.machine_code import compiler_version, load_object, translate
from cartwin.engine.code.object_cache import VERSION, recall, remember
from cartwin.engine.code.processor_mode import mode_functions
from cartwin.engine.code.rosenbrock_code import rosenbrock_functions
from cartwin.engine.code.runge_kutta_code import runge_kutta_functions
from cartwin.engine.code.step_code import Stepper
from cartwin.engine.code.vector_math import vector_functions
from cartwin.engine.symbols.bordering import border
from cartwin.engine.symbols.elimination import plan_elimination
from cartwin.engine.symbols.expression import Expression, needed
from cartwin.engine.symbols.listing import Source, write_source
from cartwin.engine.symbols.pruning import observed_first, prune, staying_zero
from cartwin.engine.symbols.tracing import Traced, trace
from cartwin.engine.system import System
from cartwin.engine.tableaus import METHODS, Rosenbrock, RungeKutta
from cartwin.errors import ModelError, did_you_mean
from cartwin.parameters import State


__all__ = ["Kernel", "compile"]

ENTRIES = (
    "derive", "step", "step_single", "dense", "interpolate", "observe", "accept", "rates",
    "enter", "leave", "dense_whole", "interpolate_whole", "dense_single",
    "dense_single_whole",
)  # fmt: skip
WIDE = 'attributes #0 = { nounwind "min-legal-vector-width"="512" }'
Method = Rosenbrock | RungeKutta
_TEXTS = [p.read_bytes() for p in sorted(Path(__file__).parent.rglob("*.py"))]
SOURCES = hashlib.sha256(b"".join(_TEXTS)).hexdigest()  # other code makes other objects


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a kernel is compiled from: the same task gives the same code."""

    traced: Traced
    states: tuple[State, ...]
    observed: int
    inputs: tuple[str, ...]
    method: Method
    instructions: InstructionSet

    def key(self) -> str:
        """Return the digest under which the code is stored."""
        roots = [*self.traced.rates.values(), *self.traced.observables.values()]
        place: dict[int, int] = {}
        parts: list[Any] = [VERSION, compiler_version(), SOURCES]
        for node in needed(roots):
            place[node.index] = len(place)
            arguments = node.inputs or node.arguments
            named = self.traced.names.get(node.index)
            words = [place[a.index] if isinstance(a, Expression) else a for a in arguments]
            parts.append((node.operation, words, named))
        parts += [[place[r.index] for r in roots], self.traced.parameters, self.states]
        parts += [self.inputs, self.observed, self.method]
        made_for = self.instructions
        parts += [made_for.name, made_for.lanes, made_for.fused]
        return hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Kernel:
    """What `solve` runs.

    Attributes
    ----------
    system
        The system compiled.
    states
        Names of the states that are integrated.
    zeros, unmoved
        Names of those left out: they stay zero; nothing asked for depends on them.
    parameters
        Names of the parameters that the code reads.
    observables
        Names of what it can give, in this order.
    constants
        Primary parameters folded into the code, and their values.
    inputs
        States that infusions may enter.
    method
        The tableau.
    instructions
        What the code was made for.
    layout
        Rows of the working memory.
    addresses
        Function -> address.
    operations
        Function -> additions and multiplications of one call, per lane.
    """

    system: System
    states: tuple[str, ...]
    zeros: frozenset[str]
    unmoved: frozenset[str]
    parameters: tuple[str, ...]
    observables: tuple[str, ...]
    constants: Mapping[str, float]
    inputs: tuple[str, ...]
    method: Method
    instructions: InstructionSet
    layout: Layout
    addresses: Mapping[str, int]
    operations: Mapping[str, int]
    task: Task
    owner: Any = field(repr=False)

    @cached_property
    def source(self) -> Source:
        """The equations as readable scalar code, pruned and folded as compiled."""
        return write_source(self.task.traced)

    @cached_property
    def key(self) -> str:
        """The digest of what it was compiled from."""
        return self.task.key()

    @property
    def assembly(self) -> str:
        """The vector code in LLVM's language, as it is compiled."""
        return module_text(self.task)[0]


def compile(
    system: System,
    *,
    method: str = "rodas5p",
    observables: Collection[str] | None = None,
    constants: Mapping[str, float] | None = None,
    dosed: Collection[str] | None = None,
    infused: Collection[str] = (),
    instructions: str | None = None,
) -> Kernel:
    """Return the compiled `system`; kept in memory and on disk.

    In memory by the functions of the system: one that reads a variable around it is not
    compiled anew when the variable changes.

    Parameters
    ----------
    method
        `rodas5p`, `rodas4`, or the explicit `tsit5`.
    observables
        Those wanted; states on which none of them depends are left out. All by default,
        and then every state stays.
    constants
        Primary parameters that are the same number in every patient.
    dosed
        States that events may touch; what then stays zero is left out. Any by default.
    infused
        States that infusions may enter.
    instructions
        `avx512`, `avx2`, `sse` or `neon`; the widest that the machine can run by default.

    Raises
    ------
    ModelError
        If a state has no rate, an equation needs a name that nothing defines, or a name
        given here is unknown.
    SolveError
        If this machine cannot run the instructions.
    """
    return _compiled(
        system,
        method,
        None if observables is None else tuple(observables),
        None if constants is None else tuple(sorted(constants.items())),
        None if dosed is None else frozenset(dosed) | frozenset(infused),
        tuple(infused),
        best_instructions(instructions),
    )


@lru_cache(maxsize=16)
def _compiled(  # noqa: PLR0917 - hashable form of the arguments above
    system: System,
    method: str,
    observables: tuple[str, ...] | None,
    constants: tuple[tuple[str, float], ...] | None,
    dosed: frozenset[str] | None,
    infused: tuple[str, ...],
    instructions: InstructionSet,
) -> Kernel:
    whole = trace(system, dict(constants or ()))
    _check_names(whole, method, observables, (*(dosed or ()), *infused))
    traced, observed = observed_first(prune(whole, observables=observables, dosed=dosed))
    if not traced.states:
        msg = f"{system.name}: nothing asked for depends on a state that moves"
        raise ModelError(msg)
    declared = {s.name: s for s in system.states}
    task = Task(
        traced=traced,
        states=tuple(declared[n] for n in traced.states),
        observed=observed,
        inputs=tuple(n for n in infused if n in traced.states),
        method=METHODS[method],
        instructions=instructions,
    )
    description, code = _code_of(task)
    owner, addresses = load_object(code, ENTRIES, instructions)
    zeros = set() if dosed is None else staying_zero(whole, dosed)
    return Kernel(
        system=system,
        states=traced.states,
        zeros=frozenset(zeros),
        unmoved=frozenset(set(declared) - set(traced.states) - zeros),
        parameters=traced.parameters,
        observables=tuple(traced.observables),
        constants=dict(constants or ()),
        inputs=task.inputs,
        method=task.method,
        instructions=instructions,
        layout=Layout(description["first"], description["rows"]),
        addresses=addresses,
        operations=description["operations"],
        task=task,
        owner=owner,
    )


def _check_names(
    traced: Traced,
    method: str,
    observables: Collection[str] | None,
    touched: Collection[str],
) -> None:
    asked = [
        ("method", [method], METHODS),
        ("observable", observables or (), traced.observables),
        ("state", touched, traced.states),
    ]
    problems = [
        f"{what} {name!r}: {did_you_mean(name, known)}"
        for what, names, known in asked
        for name in dict.fromkeys(names)
        if name not in known
    ]
    if problems:
        raise ModelError("; ".join(problems))


def _code_of(task: Task) -> tuple[dict[str, Any], bytes]:
    key = task.key()
    if (known := recall(key)) is not None:
        return known
    text, layout, operations = module_text(task)
    code = translate(text, task.instructions)
    description = {**asdict(layout), "operations": operations}
    remember(key, description, code)
    return description, code


def planned(task: Task) -> tuple[Equations, Stepper]:
    """Return what the functions of a task are written from."""
    implicit = isinstance(task.method, Rosenbrock)
    traced = task.traced
    jacobian = border(traced) if implicit else None
    plan = plan_elimination(jacobian.size, jacobian.entries) if jacobian else None
    entries = [] if jacobian is None else list(jacobian.entries.values())
    roots = [*traced.rates.values(), *entries, *traced.observables.values()]
    fixed = tuple(hoisted(traced, roots))
    extra = {"J": len(entries), "LU": 0 if plan is None else len(plan.pattern)}
    layout = _layout(task, len(task.states), len(fixed), extra)
    lanes, fused = task.instructions.lanes, task.instructions.fused
    equations = Equations(
        traced=traced, inputs=task.inputs, jacobian=jacobian, elimination=plan,
        hoisted=fixed, layout=layout, lanes=lanes, fused=fused,
    )  # fmt: skip
    stepper = Stepper(
        states=task.states, observed=task.observed, order=task.method.embedded_order,
        layout=layout, lanes=lanes, fused=fused,
    )  # fmt: skip
    return equations, stepper


def module_text(task: Task) -> tuple[str, Layout, dict[str, int]]:
    """Return the code of a task, its layout, and the operations of each function."""
    equations, stepper = planned(task)
    lanes, fused, layout = equations.lanes, equations.fused, equations.layout
    functions = [
        *vector_functions(lanes, fused=fused), equations.derive(), equations.rates(),
        equations.observe(), stepper.accept(),
    ]  # fmt: skip
    if isinstance(task.method, Rosenbrock):
        functions += [equations.jacobian_entries()]
        functions += [equations.factor(single=s) for s in (False, True)]
        functions += [equations.solve(single=s) for s in (False, True)]
        functions += rosenbrock_functions(stepper, task.method)
    else:
        functions += runge_kutta_functions(stepper, task.method)
    texts = [f.text for f in functions]
    parts = [*stepper.tables(), *texts, mode_functions(task.instructions), WIDE]
    return "\n".join(parts), layout, {f.name: f.flops for f in functions}


def _layout(task: Task, n: int, derived: int, extra: Mapping[str, int]) -> Layout:
    method = task.method
    powers = len(method.H) if isinstance(method, Rosenbrock) else len(method.D[0])
    single = ("h", "inverse_h", "shift", "norm", "factor", "rtol", "theta", "mask")
    return Layout.of(
        {
            **dict.fromkeys(("y", "new", "u", "f", "g", "dense"), n),
            "k": n * method.stages,
            "K": n * powers,
            **extra,
            "p": len(task.traced.parameters),
            "derived": derived,
            "seen": len(task.traced.observables),
            "input": len(task.inputs),
            **dict.fromkeys(single, 1),
        }
    )
