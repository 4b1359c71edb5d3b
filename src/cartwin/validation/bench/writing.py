"""The benchmark as files: numbers, tables and the figure."""

import json
from pathlib import Path

from cartwin.validation.bench.benchmark import Benchmark
from cartwin.validation.bench.figure import draw_bench
from cartwin.validation.bench.tables import markdown, tables_of


__all__ = ["write_benchmark"]


def write_benchmark(found: Benchmark, folder: Path) -> tuple[Path, ...]:
    """Write `bench.json`, `bench.md`, `bench.png` and `bench.svg`; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = found.as_dict()
    numbers, words = folder / "bench.json", folder / "bench.md"
    numbers.write_text(json.dumps(plain, indent=1, allow_nan=False) + "\n", "utf-8")
    parts = [f"**{t.title}**\n\n{markdown(t)}\n" for t in tables_of(plain)]
    words.write_text("\n".join(parts), "utf-8")
    return (numbers, words, *draw_bench(plain, folder / "bench"))
