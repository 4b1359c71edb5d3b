"""Put what `cartwin bench --out FOLDER` measured on the page about speed.

python scripts/speed.py FOLDER     take over its numbers and figure
python scripts/speed.py --check    is the page that of the numbers kept?
"""

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typeset import with_measured

from cartwin.validation.bench import markdown, tables_of


DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "explanation" / "speed.md"
KEPT = DOCS / "figures"


def page(text: str, found: dict[str, Any]) -> str:
    """Return the page with its section of results replaced."""
    return with_measured(text, results(found))


def results(found: dict[str, Any]) -> str:
    """Return the section of results."""
    machine, problem = found["machine"], found["problem"]
    versions = ", ".join(
        f"{name} {machine[name]}" for name in ("python", "numpy", "numba", "llvmlite")
    )
    parts = [
        "## Measured",
        f"{machine['processor']}, {machine['cores']} cores, {machine['instructions']} "
        f"({machine['lanes']} patients per vector); cartwin {machine['cartwin']}, "
        f"{versions}. {problem['patients']:,} patients, {problem['breakpoints']:.0f} times "
        f"of doses each, {problem['times']} times x {problem['observables']} observables, "
        f"{problem['rounds']} rounds. The two references differ by "
        f"{problem['reference_doubt']:.0e}.",
        "![Error over speed of each solver](../figures/bench.svg)",
    ]
    for table in tables_of(found):
        parts += [f"### {table.title}", markdown(table)]
    return "\n\n".join(parts)


def main(arguments: Sequence[str]) -> int:
    """Take over the results in a folder, or check the page."""
    if arguments == ["--check"]:
        numbers = KEPT / "bench.json"
        current = not numbers.exists() or PAGE.read_text() == _renewed(numbers)
        if not current:
            print(f"{PAGE} is not that of {numbers}", file=sys.stderr)
        return not current
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    for name in ("bench.json", "bench.svg"):
        shutil.copyfile(Path(arguments[0]) / name, KEPT / name)
    PAGE.write_text(_renewed(KEPT / "bench.json"))
    return 0


def _renewed(numbers: Path) -> str:
    return page(PAGE.read_text(), json.loads(numbers.read_text()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
