"""The screen: texts, tables and progress, as every command prints them."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text


__all__ = ["progress", "screen", "table"]

PLAIN_WIDTH = 150  # columns where there is no terminal to ask


def screen() -> Console:
    """Return a console that takes texts as they are: brackets in them are no markup."""
    console = Console(highlight=False, markup=False)
    if console.is_terminal:
        return console
    return Console(highlight=False, markup=False, width=PLAIN_WIDTH)


@contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """Yield a function that shows what is being done and the fraction finished."""
    columns = (TextColumn("{task.description:<18}"), BarColumn(), TimeElapsedColumn())
    tasks: dict[str, Any] = {}
    with Progress(*columns, console=Console(stderr=True)) as bar:

        def tell(what: str, fraction: float) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=1.0)
            bar.update(tasks[what], completed=fraction)

        yield tell


def table(
    title: str,
    names: Iterable[str],
    rows: Iterable[Iterable[object]] = (),
    *,
    numbers: Collection[str] = (),
) -> Table:
    """Return a table; nothing is an empty cell.

    Parameters
    ----------
    names, numbers
        Of the columns, and of those that stand to the right.
    """
    made = Table(title=title or None, title_justify="left", title_style="bold")
    for name in names:
        made.add_column(name, justify="right" if name in numbers else "left")
    for row in rows:
        cells = ("" if cell is None else cell for cell in row)
        made.add_row(*(c if isinstance(c, Text) else Text(str(c)) for c in cells))
    return made
