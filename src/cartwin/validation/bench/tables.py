"""What the benchmark found, as tables of text: for the terminal and for Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


__all__ = ["Table", "markdown", "tables_of"]

Found = dict[str, Any]  # `Benchmark.as_dict()`, or the same read from a file


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Words in rows; the first `left` columns are no numbers."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 1


def tables_of(found: Found) -> tuple[Table, ...]:
    """Return the tables of a benchmark.

    Parameters
    ----------
    found
        As `Benchmark.as_dict()` gives it, or `bench.json` holds it.
    """
    made = (
        *(_peers(found, *pair) for pair in _pairs(found)),
        _missing(found),
        _ours(found),
        _starting(found),
        _scaling(found),
    )
    return tuple(table for table in made if table.rows)


def markdown(table: Table) -> str:
    """Return a table in Markdown.

    >>> print(markdown(Table(title="", header=("who", "n"), rows=(("a", "1"),))))
    | who | n |
    | --- | --: |
    | a | 1 |
    """
    marks = ["---" if i < table.left else "--:" for i in range(len(table.header))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (table.header, marks, *table.rows))


def _pairs(found: Found) -> list[tuple[float, str]]:
    """Return tolerances and settings of ours, in the order in which they were measured."""
    return list(dict.fromkeys((p["nominal"], p["ours"]) for p in found["peers"]))


def _peers(found: Found, nominal: float, ours: str) -> Table:
    header = (
        "peer", "version", "ratio (lowest to highest)", "rtol, ours / theirs",
        "error, ours / theirs", "failed", "patients/s, ours / theirs", "compile [s]",
    )  # fmt: skip
    here = [p for p in found["peers"] if (p["nominal"], p["ours"]) == (nominal, ours)]
    rows = [
        (
            p["peer"],
            p["version"],
            f"{p['ratio']:.3g} ({p['low']:.3g} to {p['high']:.3g})",
            f"{_tolerance(p['rtol'])} / {_tolerance(p['peer_rtol'])}",
            f"{_error(p['error'])} / {_error(p['peer_error'])}",
            _failed(p),
            f"{_rate(p['patients_per_s'])} / {_rate(p['peer_patients_per_s'])}",
            f"{p['compile_s']:.1f}",
        )
        for p in sorted(here, key=lambda p: p["ratio"])
    ]
    title = f"Patients per second, ours ({ours}) over theirs, rtol {_tolerance(nominal)}"
    return _table(title, header, rows, left=2)


def _failed(p: Found) -> str:
    """Return how many of the patients compared have no solution, where there are any."""
    both = {"ours": p["failed"], "theirs": p["peer_failed"]}
    words = [f"{who} {n} of {p['compared']}" for who, n in both.items() if n]
    return ", ".join(words) or "none"


def _missing(found: Found) -> Table:
    rows = ((m["peer"], m["reason"].partition("\n")[0]) for m in found["missing"])
    return _table("Not measured", ("peer", "why"), rows, left=2)


def _ours(found: Found) -> Table:
    header = (
        "ours", "rtol", "states", "parameters", "steps", "error", "failed", "patients/s",
    )  # fmt: skip
    rows = (
        (
            s["ours"],
            _tolerance(s["rtol"]),
            str(s["states"]),
            str(s["parameters"]),
            f"{s['steps']:.0f}",
            _error(s["error"]),
            str(s["failed"]),
            f"{s['patients_per_s']:,.0f}",
        )
        for s in found["settings"]
    )
    return _table("Our engine on one core", header, rows)


def _starting(found: Found) -> Table:
    rows = [
        (f"{name}: {what}", f"{s[key]:.2f} s")
        for name, s in found["starting"].items()
        for what, key in (
            ("import and patients", "import_s"),
            ("compile", "compile_s"),
            ("first result since the start", "first_result_s"),
        )
    ]
    rows += [
        (f"memory of a process that solved {m['patients']:,} patients at once",
         f"{m['peak']:,.0f} MB ({m['idle']:,.0f} before)")
        for m in found["memory"]
    ]  # fmt: skip
    share = found["share"]
    rows.append(
        (f"operations, {share['ours']}, rtol {_tolerance(share['rtol'])}",
         f"{share['reached'] / 1e9:.1f} of {share['peak'] / 1e9:.1f} GFLOP/s "
         f"({share['share']:.0%})")
    )  # fmt: skip
    return _table("A fresh process, memory, operations", ("what", "how much"), rows)


def _scaling(found: Found) -> Table:
    scaling = found["scaling"]
    if scaling is None:
        return _table("Scaling", ("what", "time"), ())
    rows = [
        (f"{s['patients']:,} patients, one core",
         f"{s['cpu_s']:.3g} s ({s['patients'] / s['cpu_s']:,.0f}/s)")
        for s in scaling["sizes"]
    ]  # fmt: skip
    if scaling["slope"] is not None:
        rows.append(("slope of log time over log patients", f"{scaling['slope']:.3f}"))
    rows += [
        (f"{scaling['thread_patients']:,} patients, {t['threads']} threads",
         f"{t['wall_s']:.3g} s on the wall ({t['speedup']:.2f}x)")
        for t in scaling["threads"]
    ]  # fmt: skip
    title = f"Scaling: {scaling['setting']}, rtol {_tolerance(scaling['rtol'])}"
    return _table(title, ("what", "time"), rows)


def _table(
    title: str, header: Sequence[str], rows: Iterable[tuple[str, ...]], left: int = 1
) -> Table:
    return Table(title=title, header=tuple(header), rows=tuple(rows), left=left)


def _tolerance(rtol: float) -> str:
    """Return a tolerance in the shortest words that tell it.

    >>> _tolerance(1e-4), _tolerance(10 ** -3.5)
    ('1e-4', '3.2e-4')
    """
    number = f"{rtol:.0e}" if abs(float(f"{rtol:.0e}") / rtol - 1) < 1e-6 else f"{rtol:.1e}"
    return number.replace("e-0", "e-")


def _error(error: float | None) -> str:
    return "none" if error is None else f"{error:.1e}".replace("e-0", "e-")


def _rate(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.3g}"
