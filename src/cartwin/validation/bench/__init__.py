"""The benchmark: patients per second of the processor at a stated, verified accuracy.

The same virtual patients with the same equations, doses and wanted times are given to our
engine and to other solvers, in turn. One file per peer in `peers`; what they need is an
extra (`pip install 'cartwin[bench]'`), imported only when asked for.
"""

from cartwin.validation.bench.benchmark import Benchmark, Load, Setting, benchmark
from cartwin.validation.bench.comparison import Comparison
from cartwin.validation.bench.peer import Missing, Peer
from cartwin.validation.bench.registry import PEERS
from cartwin.validation.bench.rulebook import RulebookTimes, time_rules
from cartwin.validation.bench.tables import markdown, tables_of
from cartwin.validation.bench.writing import write_benchmark


__all__ = [
    "PEERS",
    "Benchmark",
    "Comparison",
    "Load",
    "Missing",
    "Peer",
    "RulebookTimes",
    "Setting",
    "benchmark",
    "markdown",
    "tables_of",
    "time_rules",
    "write_benchmark",
]
