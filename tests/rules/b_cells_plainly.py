"""The course of B cells read plainly, one sample after another."""

from collections.abc import Sequence

from cartwin.rules import BCellCourse, load_criterion


def call_b_cells_plainly(samples, threshold=10.0):
    """Return what `call_b_cells` returns, by walking through the samples."""
    bound = threshold
    after = [(d, v, c) for d, v, c in samples if d >= 0]
    clear = [(d, v, c) for d, v, c in after if not (c == "below" and v > bound)]
    levels = [(d, v < bound or c == "below") for d, v, c in clear]
    depleted, back = _episode(levels, load_criterion("b-cells")["settling"])
    gone = next((d for d, v, c in after if c == "below" or v == 0), None)
    return BCellCourse(
        depleted_day=depleted,
        eliminated_day=gone,
        recovery_day=back,
        aplasia_days=None if depleted is None or back is None else back - depleted,
        aplastic_at_last=None if depleted is None else levels[-1][1],
        last_day=after[-1][0] if after else None,
    )


def _episode(
    levels: Sequence[tuple[float, bool]], settling: float
) -> tuple[float | None, float | None]:
    """Return the days of depletion and of return of the episode that lasts."""
    depleted = next((d for d, is_low in levels if is_low), None)
    back = None if depleted is None else _return([x for x in levels if x[0] >= depleted])
    if back is None:
        return depleted, None
    again = [(d, is_low) for d, is_low in levels if d > back]
    if any(is_low and d <= settling for d, is_low in again):
        return _episode(again, settling)
    return depleted, back


def _return(levels: Sequence[tuple[float, bool]]) -> float | None:
    """Return the first day of enough samples in a row that are not low."""
    wanted = load_criterion("b-cells")["confirmations"]
    for first in range(len(levels) - wanted + 1):
        if not any(is_low for _, is_low in levels[first : first + wanted]):
            return levels[first][0]
    return None
