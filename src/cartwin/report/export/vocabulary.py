"""The words of an exported model: each symbol's name in the language, each once."""

from collections.abc import Mapping
from dataclasses import dataclass

from cartwin.engine import Expression
from cartwin.report.export.language import Language, Names
from cartwin.report.export.portable import Portable
from cartwin.report.export.statements import Root, Writer


__all__ = ["Vocabulary", "vocabulary"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names of one exported model.

    Attributes
    ----------
    model, language
        What is written, and in what.
    names
        Where further names come from.
    words
        Symbol -> how it is written: states, parameters, typical values, effects.
    seen
        Observable -> its name.
    """

    model: Portable
    language: Language
    names: Names
    words: Mapping[str, str]
    seen: Mapping[str, str]

    @property
    def writer(self) -> Writer:
        """What writes assignments with these words."""
        return Writer(self.language, self.names, self.words)

    @property
    def changed(self) -> dict[str, str]:
        """Names that the language would not take, and what stands for them."""
        named = {n: w for n, w in {**self.words, **self.seen}.items() if w[-1] != ")"}
        return {n: w for n, w in named.items() if w != n}

    def patients(self) -> list[str]:
        """Return the assignments of the parameters that patients differ in."""
        values = {d.parameter.name: d.value for d in self.model.individuals}
        return self.writer.lines([self._root(n, e) for n, e in values.items()], {})

    def untreated(self, start: str) -> list[str]:
        """Return the assignments of derived parameters and of the states before treatment.

        Parameters
        ----------
        start
            Template of a state's assignment: of its name, its number and the value.
        """
        model = self.model
        roots = [self._root(n, e) for n, e in model.derived.items()]
        for number, (state, value) in enumerate(model.traced.start.items(), 1):
            target = start.format(self.words[state], number, "{}")
            roots.append(Root(target=target, expression=value))
        return self.writer.lines(roots, model.labels)

    def rates(self, target: str) -> list[Root]:
        """Return the rates; `target` is of name, number and value."""
        return [
            Root(target=target.format(self.words[n], number, "{}"), expression=e)
            for number, (n, e) in enumerate(self.model.traced.rates.items(), 1)
        ]

    def observed(self, target: str) -> list[Root]:
        """Return the observables; `target` is of name and value."""
        return [
            Root(target=target.format(word, "{}"),
                 expression=self.model.traced.observables[n], word=word)
            for n, word in self.seen.items()
        ]  # fmt: skip

    def _root(self, name: str, expression: Expression) -> Root:
        word = self.words[name]
        target = self.language.assign.format(word, "{}")
        return Root(target=target, expression=expression, word=word)


def vocabulary(
    model: Portable, language: Language, given: Mapping[str, str] | None = None
) -> Vocabulary:
    """Return the words for a model in a language.

    Parameters
    ----------
    given
        Symbol -> how it is written, where it has no name of its own.
    """
    names, words = Names(language), dict(given or {})
    words |= {s.name: names.take(s.name) for s in model.states if s.name not in words}
    seen = {n: names.take(n) for n in model.traced.observables}
    wanted = [p.name for p in [*model.fixed, *model.covariates]]
    wanted += [d.parameter.name for d in model.individuals]
    for drawn in model.individuals:
        wanted += [drawn.typical, *(e.symbol for e in drawn.effects)]
    wanted += model.derived
    words |= {n: names.take(n) for n in wanted if n not in words}
    return Vocabulary(model, language, names, words, seen)
