"""What the scripts that write pages share: tables, and what was measured."""

from collections.abc import Iterable, Sequence

from cartwin.parameters import Certainty


Row = Sequence[str]
START, END = "<!-- measured: start -->", "<!-- measured: end -->"


def with_measured(page: str, found: str) -> str:
    """Return a page with what stands between the two marks replaced."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n\n{found}\n\n{END}{after}"


def table(header: Row, rows: Iterable[Row]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(cell, row)) + " |" for row in lines)


def cell(text: str) -> str:
    """Return the text as it must be written within a table."""
    return " ".join(text.replace("|", "\\|").split())


def code(words: Iterable[str]) -> str:
    """Return the words, each set as code."""
    return ", ".join(f"`{w}`" for w in words if w)


def certainties() -> str:
    """Return what the words for certainty mean."""
    return table(("Certainty", "Meaning"), ((c, c.meaning) for c in Certainty))
