"""libRoadRunner: the equations as SBML (through Antimony), compiled by LLVM, CVODE."""

import ast

import numpy as np

from cartwin.errors import ModelError
from cartwin.validation.bench.legs import Array, Legs, walk
from cartwin.validation.bench.listing import Listing, compiled
from cartwin.validation.bench.peer import Peer, Solve


__all__ = ["ROADRUNNER"]

MOST_STEPS = 100_000


def prepare(listing: Listing) -> Solve:
    """Return the solver."""
    import antimony
    from roadrunner import RoadRunner

    antimony.clearPreviousLoads()
    if antimony.loadAntimonyString(antimony_text(listing)) < 0:
        raise ModelError(antimony.getLastError())
    runner = RoadRunner(antimony.getSBMLString("bench"))
    runner.timeCourseSelections = [f"x_{name}" for name in listing.states]
    code, model, integrator = compiled(listing), runner.model, runner.integrator
    ids = list(model.getGlobalParameterIds())
    states = [ids.index(f"x_{name}") for name in listing.states]
    parameters = [ids.index(f"x_{name}") for name in listing.parameters]

    def advance(y: Array, grid: Array) -> Array:
        model.setGlobalParameterValues(states, y)
        return np.array(runner.simulate(times=grid.tolist()))

    def solve(legs: Legs, rtol: float) -> Array:
        integrator.setValue("relative_tolerance", rtol)
        integrator.setValue("absolute_tolerance", (rtol * listing.scales).tolist())
        integrator.setValue("maximum_num_steps", MOST_STEPS)
        seen = np.full((len(legs.times), len(listing.observables), len(legs)), np.nan)
        for i in range(len(legs)):
            p = legs.parameters[i]
            model.setGlobalParameterValues(parameters, p)
            try:
                seen[:, :, i] = code.seen(walk(legs, i, advance), p)
            except RuntimeError:  # CVODE gave up on this patient, whose rows stay NaN
                continue
        return seen

    return solve


def antimony_text(listing: Listing) -> str:
    """Return the equations in Antimony; every name gets a prefix."""
    rates = ast.parse(listing.text).body[0]
    if not isinstance(rates, ast.FunctionDef):
        msg = "the listing does not begin with the function `rates`"
        raise ModelError(msg)
    lines = ["model bench"]
    for line in rates.body:
        if not isinstance(line, ast.Assign) or _is_entry(line.value):
            continue  # `word = y[3]`: names stand for themselves
        match line.targets[0]:
            case ast.Name(word):
                lines.append(f"x_{word} := {_text(line.value)};")
            case ast.Subscript(slice=ast.Constant(int(place))):
                lines.append(f"x_{listing.states[place]}' = {_text(line.value)};")
    lines += [f"x_{name} = 1;" for name in (*listing.states, *listing.parameters)]
    return "\n".join([*lines, "end"])


def _is_entry(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript)


_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^"}
_TESTS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def _text(node: ast.expr) -> str:  # noqa: PLR0911 - one per kind of node
    match node:
        case ast.Constant(int() | float() as value):
            return repr(float(value))
        case ast.Name(word):
            return f"x_{word}"
        case ast.UnaryOp(ast.USub(), a):
            return f"(-{_text(a)})"
        case ast.BinOp(a, sign, b):
            return f"({_text(a)} {_SIGNS[type(sign)]} {_text(b)})"
        case ast.Compare(a, [test], [b]):
            return f"({_text(a)} {_TESTS[type(test)]} {_text(b)})"
        case ast.IfExp(test, a, b):
            return f"piecewise({_text(a)}, {_text(test)}, {_text(b)})"
        case ast.Call(ast.Name(function), arguments):
            name = {"log": "ln"}.get(function, function)
            return f"{name}({', '.join(map(_text, arguments))})"
    msg = f"cannot be written in Antimony: {ast.unparse(node)}"
    raise ModelError(msg)


ROADRUNNER = Peer(
    name="libroadrunner",
    package="libroadrunner",
    what="SBML compiled by LLVM, CVODE",
    prepare=prepare,
)
