"""A twin as an rxode2 model function."""

from cartwin.report.export.expected import expected
from cartwin.report.export.language import Language
from cartwin.report.export.portable import LAST_DAY, Portable
from cartwin.report.export.remarks import about, head
from cartwin.report.export.vocabulary import Vocabulary, vocabulary


__all__ = ["RXODE2", "write_rxode2"]

_ARITHMETIC = "abs sqrt log log10 exp max min ifelse pnorm phi gamma lgamma beta lbeta"
RXODE2 = Language(
    name="rxode2",
    comment="#",
    functions={
        "abs": "abs({})",
        "sqrt": "sqrt({})",
        "log": "log({})",
        "log10": "log10({})",
        "exp": "exp({})",
        "max": "max({}, {})",
        "min": "min({}, {})",
        "where": "ifelse({}, {}, {})",
        "phi": "pnorm({})",
    },
    power="^",
    assign="{} <- {}",
    reserved=frozenset(
        f"{_ARITHMETIC} eta theta ETA THETA c d dt f t T F I Inf NA NaN NULL TRUE FALSE pi "
        "e if else for while "
        "function in next break repeat time tad tafd tlast podo cmt amt rate dur evid ii "
        "addl ss id dvid mdv newind ini model label fix fixed alag lag lead first last "
        "diff sum mean prod sd var tan sin cos double int long float char short signed "
        "unsigned static const void return struct union enum switch case default do goto "
        "register sizeof typedef volatile auto extern continue".split()
    ),
)


def write_rxode2(model: Portable) -> str:
    """Return the text of an R file: a model function, and the regimen in comments."""
    said = vocabulary(model, RXODE2)
    function = f"twin_{model.disease.replace('+', '_')}"
    after = [*said.observed("{} <- {}"), *said.rates("d/dt({0}) <- {2}")]
    sections = {
        "compartments": [f"cmt({said.words[s.name]})" for s in model.states],
        "parameters of the patient": said.patients(),
        "derived parameters; states before treatment": said.untreated("{0}(0) <- {2}"),
        "rates, and what is observed": said.writer.lines(after, model.labels),
    }
    lines = [
        *RXODE2.remark(head(said)),
        "",
        f"{function} <- function() {{",
        "  ini({",
        *(f"    {line}" for line in _initial(said)),
        "  })",
        "  model({",
    ]
    for title, section in sections.items():
        lines += [f"    {line}" for line in [*RXODE2.remark([title]), *section]]
    told = [*_example(said, function), "", *expected(said)]
    lines += ["  })", "}", "", *RXODE2.remark(told)]
    return "\n".join(lines) + "\n"


def _initial(said: Vocabulary) -> list[str]:
    model, words = said.model, said.words
    lines = [
        f"{words[p.name]} <- fix({p.value!r}) # {about(p)}"
        for p in [*model.covariates, *model.fixed]
    ]
    for drawn in model.individuals:
        p = drawn.parameter
        lines.append(f"{words[drawn.typical]} <- {p.value!r} # {about(p)}; {drawn.words}")
    return lines + [f"{words[e.symbol]} ~ {e.variance!r}" for e in model.effects]


def _example(said: Vocabulary, function: str) -> list[str]:
    start = said.model.first_day
    lines = ["the regimen in the typical patient:", "library(rxode2)", "ev <- et()"]
    for dose in said.model.doses:
        e = dose.event
        lines.append(
            f"ev <- et(ev, time = {e.time - start!r}, amt = {e.amount!r}, "
            f'cmt = "{said.words[e.state]}") # {dose.drug}'
        )
    return [
        *lines,
        f"ev <- et(ev, seq(0, {LAST_DAY - start:g}, by = 1))",
        f"course <- rxSolve(zeroRe({function}), ev, rtol = 1e-8, atol = 1e-12)",
    ]
