"""Write what the twin gives for published numbers into the page on calibration."""

import sys
from pathlib import Path

from cartwin.validation.science import Finding, Nearness, measure


PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "calibration.md"
START, END = "<!-- measured: start -->", "<!-- measured: end -->"


def main() -> int:
    """Measure every target and replace the table of the page."""
    findings = measure()
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{START}\n\n{table(findings)}\n\n{END}{after}", "utf-8")
    return 0


def table(findings: tuple[Finding, ...]) -> str:
    """Return the findings as Markdown."""
    count = {n: sum(f.nearness is n for f in findings) for n in Nearness}
    told = ", ".join(f"{number} {name}" for name, number in count.items())
    rows = "\n".join(map(row, findings))
    head = "| What | Published | Twin | | In view | Source |"
    rule = "| --- | --- | --- | --- | --- | --- |"
    return f"Of {len(findings)} targets: {told}.\n\n{head}\n{rule}\n{rows}"


def row(finding: Finding) -> str:
    """Return one finding as a row."""
    target = finding.target
    used = "yes" if target.used else "no"
    near = str(finding.nearness)
    told = f"**{near}**" if finding.nearness is Nearness.MISS else near
    cells = (target.name, target.expected, finding.found, told, used, target.source)
    return "| " + " | ".join(map(typeset, cells)) + " |"


def typeset(text: str) -> str:
    """Return units as they are printed."""
    return text.replace("10*9", "10⁹").replace("ug/kg", "µg/kg")


if __name__ == "__main__":
    sys.exit(main())
