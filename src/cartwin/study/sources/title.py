"""A title that stands above the names of the columns."""

from cartwin.study.sources.rows import Line


__all__ = ["title_problem"]


def title_problem(first: Line, second: Line | None, word: str) -> str:
    """Return what is wrong if one cell stands above a row of many, or nothing.

    Parameters
    ----------
    word
        "line" or "row".

    Examples
    --------
    >>> title_problem(  # doctest: +ELLIPSIS
    ...     Line(1, 2, ["Counts"]), Line(2, 3, ["patient", "day"]), "line"
    ... )
    "line 1: only 'Counts', but line 2 has 2 cells; expected the names of the columns: ..."
    """
    if second is None or _filled(first) > 1 or _filled(second) < 2:
        return ""
    title = next((cell for cell in first.cells if cell.strip()), "")
    return (
        f"{word} {first.line}: only {title!r:.60}, but {word} {second.line} has "
        f"{_filled(second)} cells; expected the names of the columns: delete what stands "
        "above them"
    )


def _filled(row: Line) -> int:
    return sum(1 for cell in row.cells if cell.strip())
