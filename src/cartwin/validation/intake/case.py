"""One made-up file by its number: what is in it, how it is written, what was planted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from cartwin.validation.intake.draft import Dialect, Draft
from cartwin.validation.intake.fault import Said
from cartwin.validation.intake.faults import FAULTS
from cartwin.validation.intake.valid import SHAPES, valid_draft


__all__ = ["Case", "make_case"]

_MOST_ROWS = 12
_OFTEN = (*SHAPES, *["observations"] * 6)  # most kinds of faults are of laboratory values
_LATIN = ("cp1252", "latin-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A file and what is known of it.

    Attributes
    ----------
    number
        It makes the same file again, with the seed of all.
    draft, dialect
        What is in it, and how it is written.
    planted
        Row -> kind of the fault planted there, and what must be said of it.
    damaged
        Whether bytes were changed after writing: then nothing is known of it.
    content, shuffled
        The file, and the same rows in another order.
    """

    number: int
    draft: Draft
    dialect: Dialect
    planted: Mapping[int, tuple[str, Said]] = field(default_factory=dict)
    damaged: bool = False
    content: bytes = b""
    shuffled: bytes = b""


def make_case(number: int, seed: int) -> Case:
    """Return the file of that number.

    >>> make_case(7, 1).content == make_case(7, 1).content
    True
    """
    rng = np.random.default_rng([seed, number])
    shape = _OFTEN[rng.integers(len(_OFTEN))]
    draft = valid_draft(shape, int(rng.integers(1, _MOST_ROWS)), rng)
    dialect = _dialect(shape, rng)
    planted = _planted(draft, shape, dialect, rng)
    if any(said.code == "invisible-character" for _, said in planted.values()):
        dialect = replace(dialect, encoding="utf-8")
    order = rng.permutation(len(draft.rows)).tolist()
    content = draft.content(dialect)
    rows = [draft.rows[row] for row in order]
    shuffled = Draft(table=draft.table, header=draft.header, rows=rows).content(dialect)
    damaged = bool(rng.random() < 0.1)
    return Case(
        number=number,
        draft=draft,
        dialect=dialect,
        planted=planted,
        damaged=damaged,
        content=_damage(content, rng) if damaged else content,
        shuffled=shuffled,
    )


def _dialect(shape: str, rng: np.random.Generator) -> Dialect:
    separator = ",,;\t|"[rng.integers(5)]
    encodings = ("utf-8", "utf-8", "utf-8-sig", "utf-16", *_LATIN)
    return Dialect(
        separator=separator,
        end=("\n", "\r\n")[rng.integers(2)],
        encoding=encodings[rng.integers(len(encodings))],
        comma=separator != "," and shape != "reported" and bool(rng.random() < 0.5),
        quoted=bool(rng.random() < 0.2),
        last_end=bool(rng.random() < 0.8),
    )


def _planted(
    draft: Draft, shape: str, dialect: Dialect, rng: np.random.Generator
) -> dict[int, tuple[str, Said]]:
    """Plant up to three faults, each into a row of its own."""
    fitting = [f for f in FAULTS.values() if f.shape == shape]
    fitting = [f for f in fitting if dialect.separator in f.separators]
    if not fitting:
        return {}
    planted = {}
    kinds = rng.permutation(len(fitting))[: rng.integers(0, 4)].tolist()
    for row, kind in zip(rng.permutation(len(draft.rows)).tolist(), kinds, strict=False):
        fault, before = fitting[kind], len(draft.rows)
        fault.plant(draft, row, rng)
        at = row if len(draft.rows) == before else len(draft.rows) - 1
        planted[at] = (fault.kind, fault.said)
    return planted


def _damage(content: bytes, rng: np.random.Generator) -> bytes:
    """Return the bytes with some changed, taken out, doubled or cut off."""
    damaged = bytearray(content)
    for _ in range(int(rng.integers(1, 6))):
        at = int(rng.integers(0, len(damaged) + 1))
        match int(rng.integers(4)):
            case 0:
                damaged[at : at + 1] = rng.bytes(1)
            case 1:
                del damaged[at : at + int(rng.integers(1, 9))]
            case 2:
                damaged[at:at] = rng.choice(list(b'",;\r\n\t\0=+-\xff\xfe')).tobytes()[:1]
            case _:
                damaged[at:] = damaged[at:] if rng.random() < 0.8 else b""
    return bytes(damaged)
