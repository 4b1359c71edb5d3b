"""Every error a user of cartwin can meet.

* CartwinError
  - DataError    a file, a study or a text contradicts its schema or itself
  - ModelError   the twin cannot represent what it was asked to simulate
  - SolveError   the integration of the equations could not be started

A message answers four questions in this order: where, what was found, what was
expected, what to do about it. A trajectory that fails is no error: it is a status
(see `cartwin.engine.Status`).
"""

from collections.abc import Iterable, Sequence


__all__ = ["CartwinError", "DataError", "ModelError", "SolveError", "did_you_mean"]

SHOWN_PROBLEMS = 10


class CartwinError(Exception):
    """Base class of all errors raised on purpose by cartwin."""


class ModelError(CartwinError, ValueError):
    """The twin cannot represent what it was asked to simulate."""


class SolveError(CartwinError, ValueError):
    """The integration of the equations could not be started."""


class DataError(CartwinError, ValueError):
    """A file, a study or a text contradicts its schema or itself.

    Attributes
    ----------
    source
        What was being read.
    problems
        One sentence per problem, in the order of the source; never truncated, though
        the message shows only the first few.
    failure
        What therefore did not happen, e.g. `was not written`.

    Examples
    --------
    >>> print(DataError("counts.csv", ["line 2: unknown analyte 'PLTS'"]))
    counts.csv was not read:
      line 2: unknown analyte 'PLTS'
    """

    def __init__(
        self, source: str, problems: Sequence[str], *, failure: str = "was not read"
    ) -> None:
        self.source = source
        self.problems = tuple(problems)
        shown = list(self.problems[:SHOWN_PROBLEMS])
        if hidden := len(self.problems) - len(shown):
            shown.append(f"... and {hidden} more (see `error.problems`)")
        super().__init__("\n  ".join([f"{source} {failure}:", *shown]))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint naming the known word closest to `word`, or all of them.

    >>> did_you_mean("PLTS", ["PLAT", "FVIII", "CD19"])
    'did you mean PLAT?'
    >>> did_you_mean("haemoglobin", ["PLAT", "FVIII"])
    'known: PLAT, FVIII'
    """
    import difflib

    words = list(known)
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else f"known: {', '.join(words)}"
