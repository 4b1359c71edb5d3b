"""A slow and careful solver for patients on whom the fast one fails."""

from cartwin.engine.tables import Batch


def solve_again(batch: Batch) -> None:
    """Later."""
