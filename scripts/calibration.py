"""Write what the twin gives for published numbers into the page on calibration."""

import sys
from pathlib import Path

from typeset import Row, table, with_measured

from cartwin.validation.science import Finding, Nearness, measure


PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "calibration.md"


def main() -> int:
    """Measure every target and replace the table of the page."""
    text = PAGE.read_text("utf-8")
    PAGE.write_text(with_measured(text, told(measure())), "utf-8")
    return 0


def told(findings: tuple[Finding, ...]) -> str:
    """Return the findings as Markdown."""
    count = {n: sum(f.nearness is n for f in findings) for n in Nearness}
    counts = ", ".join(f"{number} {name}" for name, number in count.items())
    header = ("What", "Published", "Twin", "", "In view", "Source")
    return f"Of {len(findings)} targets: {counts}.\n\n{table(header, map(row, findings))}"


def row(finding: Finding) -> Row:
    """Return one finding as a row."""
    target = finding.target
    used = "yes" if target.used else "no"
    near = str(finding.nearness)
    marked = f"**{near}**" if finding.nearness is Nearness.MISS else near
    cells = (target.name, target.expected, finding.found, marked, used, target.source)
    return [*map(printed, cells)]


def printed(text: str) -> str:
    """Return units as they are printed."""
    return text.replace("10*9", "10⁹").replace("ug/kg", "µg/kg")


if __name__ == "__main__":
    sys.exit(main())
