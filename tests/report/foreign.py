"""Exported texts read by a small interpreter that shares nothing with their writers.

A text becomes assignments in Python's syntax: those that depend on no state are computed
once, the others are the right-hand side.
"""

import math
import re
from dataclasses import dataclass

import numpy as np


FUNCTIONS = {
    "exp": math.exp,
    "log": math.log,
    "log10": math.log10,
    "sqrt": math.sqrt,
    "erfc": math.erfc,
    "pow": math.pow,
    "fmax": max,
    "fmin": min,
    "max": max,
    "min": min,
    "pnorm": lambda x: 0.5 * math.erfc(-x / math.sqrt(2.0)),
    "ifelse": lambda c, a, b: a if c else b,
}
FUNCTIONS |= {n.upper(): f for n, f in FUNCTIONS.items()} | {"PHI": FUNCTIONS["pnorm"]}
WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass
class Foreign:
    """What was read: values at the start, rates, and what is observed."""

    states: list[str]
    start: list[float]
    rates: callable
    observe: callable
    doses: list[tuple[float, int, float]]  # time, place from 0, amount
    known: dict[str, float]


def read(language, text, effects=None):
    """Read a text; random effects are zero unless given, by their number from 1."""
    return {"rxode2": _rxode2, "mrgsolve": _mrgsolve, "nonmem": _nonmem}[language](
        text, effects or {}
    )


def _rxode2(text, effects):
    code = [line.partition("#")[0].strip() for line in text.splitlines()]
    number = r"([-+.\deE]+)"
    known, drawn = {}, []
    for line in code[code.index("ini({") + 1 : code.index("})")]:
        if match := re.fullmatch(rf"(\w+) <- (?:fix\()?{number}\)?", line):
            known[match[1]] = float(match[2])
        else:
            drawn.append(re.fullmatch(rf"(\w+) ~ {number}", line)[1])
    known |= {name: effects.get(i, 0.0) for i, name in enumerate(drawn, 1)}
    states, lines = [], []
    for line in code[code.index("model({") + 1 : code.index("})", code.index("model({"))]:
        if line.startswith("cmt("):
            states.append(line[4:-1])
        elif line:
            left, right = line.replace("^", "**").split(" <- ")
            left = re.sub(r"(\w+)\(0\)", r"start__\1", left)
            left = re.sub(r"d/dt\((\w+)\)", r"rate__\1", left)
            lines.append((left, right))
    doses = re.findall(rf'time = {number}, amt = {number}, cmt = "(\w+)"', text)
    given = [(float(t), states.index(cmt), float(amt)) for t, amt, cmt in doses]
    return _foreign(states, known, lines, given)


def _mrgsolve(text, effects):
    blocks = dict(
        block.split("\n", 1) for block in re.split(r"^(?=\$[A-Z]+)", text, flags=re.M)[1:]
    )
    rows = {
        name: [[w.strip() for w in line.split(" : ")] for line in block.split("\n") if line]
        for name, block in blocks.items()
        if "@annotated" in name
    }
    known = {name: float(value) for name, value, _ in rows["$PARAM @annotated"]}
    drawn = [name for name, _, _ in rows["$OMEGA @annotated"]]
    known |= {name: effects.get(i, 0.0) for i, name in enumerate(drawn, 1)}
    states = [name for name, _ in rows["$CMT @annotated"]]
    body = "\n".join(blocks[b] for b in ("$MAIN", "$ODE", "$TABLE"))
    lines = []
    for line in filter(None, body.splitlines()):
        left, right = line.removesuffix(";").split(" = ", 1)
        left = re.sub(r"^(double|capture) ", "", left)
        left = re.sub(r"^dxdt_", "rate__", left)
        if left.endswith("_0") and left[:-2] in states:
            left = f"start__{left[:-2]}"
        lines.append((left, _chosen(right)))
    doses = re.findall(r"ev\(time = (\S+), amt = (\S+), cmt = (\d+)\)", blocks["$PROB"])
    given = [(float(t), int(cmt) - 1, float(amt)) for t, amt, cmt in doses]
    return _foreign(states, known, lines, given)


def _chosen(text):
    """Turn (a ? b : c) into Python, the first one first."""
    while "?" in text:
        at = text.index("?")
        start = _partner(text, at, -1)
        end = _partner(text, at, +1)
        depth = 0
        for colon in range(at, end):
            depth += {"(": 1, ")": -1}.get(text[colon], 0)
            if text[colon] == ":" and depth == 0:
                break
        parts = text[start + 1 : at], text[at + 1 : colon], text[colon + 1 : end]
        condition, yes, no = (p.strip() for p in parts)
        text = f"{text[:start]}(({yes}) if {condition} else ({no})){text[end + 1 :]}"
    return text


def _partner(text, at, step):
    depth = 0
    while depth >= 0:
        at += step
        depth += {"(": step, ")": -step}.get(text[at], 0)
    return at


def _nonmem(text, effects):
    data = re.findall(r"^; 1,([^,]+),([^,]+),(\d+),1,", text, flags=re.M)
    aged = re.search(r"^; (ID,TIME.*)\n; (.*)$", text, flags=re.M)
    named = dict(zip(aged[1].split(","), map(float, aged[2].split(",")), strict=True))
    code = [line.partition(";")[0].strip().upper() for line in text.splitlines()]
    code = [line for line in code if line]
    block, blocks = "", {}
    for line in code:
        if line.startswith("$"):
            block = line.split()[0]
        else:
            blocks.setdefault(block, []).append(line)
    known = {n.upper(): v for n, v in named.items()}
    known |= {f"THETA_{i}": float(v) for i, v in enumerate(blocks["$THETA"], 1)}
    known |= {f"ETA_{i}": effects.get(i, 0.0) for i in range(1, len(blocks["$OMEGA"]) + 1)}
    states = [f"A_{i}" for i in range(1, len(blocks["$MODEL"]) + 1)]
    lines = []
    for written in [*blocks["$PK"], *blocks["$DES"], *blocks["$ERROR"]]:
        line = _in_python(written)
        if line.startswith("IF "):
            end = _partner(line, 3, +1)
            left, right = line[end + 1 :].strip().split(" = ")
            lines.append((left, f"({right}) if {line[3 : end + 1]} else {left}"))
        elif "EPS(" not in line:
            lines.append(tuple(line.split(" = ")))
    given = [(float(t), int(cmt) - 1, float(amt)) for t, amt, cmt in data]
    return _foreign(states, known, lines, given)


def _in_python(line):
    """Return a line of NONMEM with numbered names and signs of comparison."""
    plain = re.sub(r"\bA_0\((\d+)\)", r"start__A_\1", line)
    plain = re.sub(r"\bDADT\((\d+)\)", r"rate__A_\1", plain)
    plain = re.sub(r"\b(A|THETA|ETA)\((\d+)\)", r"\1_\2", plain)
    for word, sign in {"LT": "<", "GT": ">", "LE": "<=", "GE": ">="}.items():
        plain = plain.replace(f".{word}.", sign)
    return plain


def _foreign(states, known, lines, doses):
    moving, known_moving = set(states), set()
    while moving != known_moving:
        known_moving = set(moving)
        moving |= {a for a, b in lines if moving & set(WORD.findall(b))}
    before = [(a, b) for a, b in lines if a not in moving]
    after = [(a, b) for a, b in lines if a in moving]
    scope = dict(FUNCTIONS) | known
    for left, right in before:
        scope[left] = eval(right, scope)  # noqa: S307 - our own text, made above
    start = [scope[f"start__{s}"] for s in states]
    body = [f"    {', '.join(states)} = y", *(f"    {a} = {b}" for a, b in after)]
    rates = ", ".join(f"rate__{s}" for s in states)
    exec("\n".join(["def rates(t, y):", *body, f"    return [{rates}]"]), scope)  # noqa: S102
    exec("\n".join(["def observe(y):", *body, "    return dict(locals())"]), scope)  # noqa: S102
    numbers = {n: v for n, v in scope.items() if isinstance(v, float)}
    return Foreign(
        states,
        start,
        scope["rates"],
        lambda y: numbers | scope["observe"](y),
        doses,
        numbers,
    )


def follow(foreign, times, rtol, scales):
    """Integrate from dose to dose; return the states at the times (time, state)."""
    from scipy.integrate import solve_ivp

    y = np.array(foreign.start)
    stops = sorted({t for t, _, _ in foreign.doses} | {times[0], times[-1]})
    found = []
    for stop, following in zip(stops, [*stops[1:], stops[-1]], strict=True):
        for t, place, amount in foreign.doses:
            y[place] += amount * (t == stop)
        wanted = [t for t in times if stop < t <= following]
        if stop == times[0]:
            found.append(y.copy())
        if following > stop:
            solved = solve_ivp(
                foreign.rates,
                (stop, following),
                y,
                method="LSODA",
                rtol=rtol,
                atol=rtol * np.asarray(scales),
                t_eval=[*wanted, following][: len(wanted) + (following not in wanted)],
            )
            found += list(solved.y.T[: len(wanted)])
            y = solved.y[:, -1].copy()
    return np.array(found)
