"""What a virtual study records at some visits of some patients."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt


__all__ = ["VISITS", "Drawn", "read_plan"]

VISITS: tuple[float, ...] = (
    *(-60.0, -28.0, -14.0, -7.0, -6.0),
    *(float(day) for day in range(31)),
    *(float(day) for day in range(37, 94, 7)),
    *(float(day) for day in range(120, 541, 30)),
)
"""Days of the 60 visits: before, daily for a month, weekly for two, then every month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What is recorded, in whom, when, and between which values; see `visits.toml`.

    Attributes
    ----------
    names
        Analytes, or items of the instrument.
    instrument
        To which the items belong; empty for laboratory values.
    disease, share
        In which part of which patients; in that of everybody, without a disease.
    at, window
        At how many visits, spread over those between the first and the last day.
    range
        Between which values, of an analyte on a logarithmic scale.
    normal
        Limits of normal.
    words
        Answers in place of numbers; `{}` stands for the patient.
    """

    names: tuple[str, ...]
    instrument: str = ""
    disease: str = ""
    share: float = 1.0
    at: int = len(VISITS)
    window: tuple[float, float] = (VISITS[0], VISITS[-1])
    range: tuple[float, float] = (0.0, 1.0)
    normal: tuple[float | None, float | None] = (None, None)
    words: tuple[str, ...] = ()

    @property
    def days(self) -> npt.NDArray[np.float64]:
        """Days on which it is recorded.

        >>> Drawn(names=("CARCOPY",), at=4, window=(0, 28)).days.tolist()
        [0.0, 9.0, 19.0, 28.0]
        """
        first, last = self.window
        within = np.array([day for day in VISITS if first <= day <= last])
        places = np.linspace(0, len(within) - 1, self.at).round().astype(int)
        return np.asarray(within[np.unique(places)])


def read_plan(*, rich: bool = False) -> tuple[Mapping[str, float], tuple[Drawn, ...]]:
    """Return the share of each disease, and what is recorded.

    `rich`: the study in which everything is recorded more often.
    """
    text = files(__package__).joinpath("visits.toml").read_text(encoding="utf-8")
    plan = tomllib.loads(text)
    entries = ((entry, entry.pop("rich", {})) for entry in plan["drawn"])
    chosen = (entry | more if rich else entry for entry, more in entries)
    return plan["diseases"], tuple(Drawn(**dict(_fields(entry))) for entry in chosen)


def _fields(entry: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in entry.items():
        yield name, tuple(value) if isinstance(value, list) else value
