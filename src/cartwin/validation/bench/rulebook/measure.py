"""The time that all rules take over one virtual study, and that of a plain scan of it."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import polars as pl

from cartwin.rules import rule_catalogue
from cartwin.study import Col, Study
from cartwin.validation.bench.processes import resident_peak
from cartwin.validation.bench.rulebook.cohort import draw_study
from cartwin.validation.bench.rulebook.drawn import VISITS
from cartwin.validation.bench.tables import Table


__all__ = ["RuleTime", "RulebookTimes", "time_rules"]

SCANS = 3
_SCANNED = {"observations": Col.ANALYTE, "assessments": Col.ITEM}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTime:
    """What one rule took: seconds on the wall and of the processor, and rows returned.

    What rules share (see `once_per_study`) counts for the first that needs it.
    """

    name: str
    wall: float
    cpu: float
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RulebookTimes:
    """What all rules took over one study.

    Attributes
    ----------
    patients, visits
        How many, and visits per patient.
    rows
        Table -> rows of the study.
    scan
        Seconds on the wall, and of the processor, to read observations and assessments
        from Parquet and group them by patient and what was measured: median of three.
    rules
        In the order of the catalogue.
    memory
        Largest resident set of the process [MB]; the study is part of it.
    """

    patients: int
    visits: int
    rows: dict[str, int]
    scan: tuple[float, float]
    rules: tuple[RuleTime, ...]
    memory: float

    @property
    def wall(self) -> float:
        """Seconds on the wall of all rules."""
        return sum(rule.wall for rule in self.rules)

    @property
    def cpu(self) -> float:
        """Seconds of the processor, over all threads."""
        return sum(rule.cpu for rule in self.rules)

    @property
    def ratio(self) -> float:
        """Time of the processor of all rules over that of one plain scan of the rows."""
        return self.cpu / self.scan[1]

    def as_dict(self) -> dict[str, object]:
        """Return the result as plain data."""
        return {
            "patients": self.patients,
            "visits": self.visits,
            "rows": self.rows,
            "scan": {"wall": self.scan[0], "cpu": self.scan[1]},
            "total": {"wall": self.wall, "cpu": self.cpu, "ratio": self.ratio},
            "memory_mb": self.memory,
            "rules": {r.name: {"wall": r.wall, "cpu": r.cpu} for r in self.rules},
        }

    def tables(self) -> tuple[Table, ...]:
        """Return the result as tables of words, the slowest rule first."""
        slowest = sorted(self.rules, key=lambda rule: rule.cpu, reverse=True)
        rules = tuple(
            (r.name, f"{r.wall:.2f}", f"{r.cpu:.2f}", f"{r.rows:,}") for r in slowest
        )
        total = (
            (f"all {len(rules)} rules, on the wall", f"{self.wall:.1f} s"),
            ("all rules, of the processor", f"{self.cpu:.1f} s"),
            ("a plain scan of the rows, of the processor", f"{self.scan[1]:.2f} s"),
            ("rules over scan", f"{self.ratio:.1f}"),
            ("most memory", f"{self.memory:,.0f} MB"),
        )
        return (
            Table(
                title="Rules", header=("rule", "wall [s]", "cpu [s]", "rows"), rows=rules
            ),
            Table(title=str(self), header=("what", "how much"), rows=total),
        )

    def __str__(self) -> str:
        rows = ", ".join(f"{n:,} {t}" for t, n in self.rows.items() if n)
        return f"{self.patients:,} patients, {self.visits} visits each: {rows}"


def time_rules(
    patients: int,
    *,
    seed: int = 1,
    rich: bool = False,
    on_progress: Callable[[str, float], None] = lambda what, fraction: None,
) -> RulebookTimes:
    """Apply every rule of the catalogue once to a virtual study, and time each.

    Parameters
    ----------
    patients
        How many are drawn.
    rich
        Whether more is recorded of each, see `draw_study`.
    on_progress
        Called with what is being done and the fraction finished.

    Examples
    --------
    >>> found = time_rules(20)
    >>> found.wall > 0
    True
    """
    study = draw_study(patients, seed=seed, rich=rich)
    scans = _scans(study)
    known, times = rule_catalogue(), []
    for name, rule in known.items():
        wall, cpu, found = _timed(partial(rule.apply, study))
        times.append(RuleTime(name=name, wall=wall, cpu=cpu, rows=found.height))
        on_progress("rules", len(times) / len(known))
    return RulebookTimes(
        patients=patients,
        visits=len(VISITS),
        rows={name: table.height for name, table in study.tables.items()},
        scan=scans,
        rules=tuple(times),
        memory=resident_peak(),
    )


def _scans(study: Study) -> tuple[float, float]:
    """Return the median of what scans take, on the wall and of the processor."""
    with tempfile.TemporaryDirectory() as folder:
        for name in _SCANNED:
            study.tables[name].write_parquet(Path(folder) / name)
        times = [_timed(lambda: _scan(Path(folder))) for _ in range(SCANS)]
    return median(t[0] for t in times), median(t[1] for t in times)


def _scan(folder: Path) -> pl.DataFrame:
    value = pl.col(Col.VALUE)
    parts = [
        pl.read_parquet(folder / name)
        .group_by(Col.PATIENT, what)
        .agg(value.mean().alias("mean"), value.max().alias("max"), pl.len())
        for name, what in _SCANNED.items()
    ]
    return pl.concat(part.select(pl.col("len").sum()) for part in parts)


def _timed(work: Callable[[], pl.DataFrame]) -> tuple[float, float, pl.DataFrame]:
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - wall, time.process_time() - cpu, found
