"""A twin as an mrgsolve model specification."""

from cartwin.report.export.expected import expected
from cartwin.report.export.language import Language
from cartwin.report.export.portable import LAST_DAY, Portable
from cartwin.report.export.remarks import about, head
from cartwin.report.export.vocabulary import Vocabulary, vocabulary


__all__ = ["MRGSOLVE", "write_mrgsolve"]

_TAKEN = (
    "ID amt cmt ii ss time addl rate evid TIME AMT CMT II SS ADDL RATE EVID NEWIND DOSENO "
    "SOLVERTIME T self pred CL V V2 KA table config mrg ETA EPS THETA OMEGA SIGMA A "
    "DADT pow exp log log10 log1p expm1 sqrt fabs abs fmax fmin erfc erf sin cos tan "
    "gamma lgamma tgamma beta j0 j1 y0 y1 yn jn floor ceil round I R Rcpp arma std NA NAN "
    "INFINITY NULL TRUE FALSE true false and or not xor asm auto bool break case catch "
    "char class const continue default delete do double else enum explicit export extern "
    "float for friend goto if inline int long mutable namespace new operator private "
    "protected public register return short signed sizeof static struct switch template "
    "this throw try typedef typeid typename union unsigned using virtual void volatile "
    "while capture localdouble"
)
MRGSOLVE = Language(
    name="mrgsolve",
    comment="//",
    functions={
        "abs": "fabs({})",
        "sqrt": "sqrt({})",
        "log": "log({})",
        "log10": "log10({})",
        "exp": "exp({})",
        "pow": "pow({}, {})",
        "max": "fmax({}, {})",
        "min": "fmin({}, {})",
        "where": "({} ? {} : {})",
        "phi": "(0.5 * erfc(-({}) / sqrt(2.0)))",
    },
    assign="double {} = {};",
    reserved=frozenset(_TAKEN.split()),
)


def write_mrgsolve(model: Portable) -> str:
    """Return the text of a model file; the regimen is told under `$PROB`."""
    said = vocabulary(model, MRGSOLVE)
    for state in model.states:  # what mrgsolve calls the rate, the start, the dosing
        for name in ("dxdt_{}", "{}_0", "F_{}", "ALAG_{}", "D_{}", "R_{}"):
            said.names.take(name.format(said.words[state.name]))
    start = said.untreated("{0}_0 = {2};")
    rates = said.writer.lines(said.rates("dxdt_{0} = {2};"), model.labels)
    table = said.writer.lines(said.observed("capture {} = {};"), model.labels)
    blocks = {
        "$PROB": [*head(said), "", *_example(said), "", *expected(said)],
        "$SET": [f"end = {LAST_DAY - model.first_day:g}, delta = 1, rtol = 1e-8, "
                 "atol = 1e-12, maxsteps = 100000"],
        "$PARAM @annotated": _parameters(said),
        "$CMT @annotated": [f"{said.words[s.name]} : {s.meaning} ({s.unit})"
                            for s in model.states],
        "$OMEGA @annotated": [
            f"{said.words[e.symbol]} : {e.variance!r} : {d.parameter.name}, {d.words}"
            for d in model.individuals for e in d.effects
        ],
        "$MAIN": [*said.patients(), *start],
        "$ODE": rates,
        "$TABLE": table,
    }  # fmt: skip
    return "\n\n".join("\n".join([name, *lines]) for name, lines in blocks.items()) + "\n"


def _parameters(said: Vocabulary) -> list[str]:
    model, words = said.model, said.words
    shared = [
        f"{words[p.name]} : {p.value!r} : {about(p)}"
        for p in [*model.covariates, *model.fixed]
    ]
    return shared + [
        f"{words[d.typical]} : {d.parameter.value!r} : typical {about(d.parameter)}"
        for d in model.individuals
    ]


def _example(said: Vocabulary) -> list[str]:
    start, place = said.model.first_day, said.model.places
    lines = ["The regimen in the typical patient (R):", "", "    library(mrgsolve)"]
    lines.append(f'    mod <- zero_re(mread("{said.model.disease}.mod"))')
    doses = []
    for dose in said.model.doses:
        e = dose.event
        doses.append(
            f"      ev(time = {e.time - start!r}, amt = {e.amount!r}, "
            f"cmt = {place[e.state]})"
        )
    lines += ["    e <- c(", *(f"{x}," for x in doses[:-1]), *doses[-1:], "    )"]
    told = {
        f"{place[x.event.state]} {x.event.state} ({x.drug})": 0 for x in said.model.doses
    }
    return [*lines, "    mrgsim(mod, events = e)", "", f"Compartments: {', '.join(told)}"]
