"""What the figure of the courses shows: lanes with their bands, and the time axis."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cartwin.report.courses import (
    Band,
    Part,
    count_rescued,
    course,
    first_rescue_day,
    with_sledai,
)
from cartwin.report.lanes import Lane, lanes_of
from cartwin.report.style import TimeAxis
from cartwin.study import Study


__all__ = ["CLOSEST", "Shown", "axis_of", "lanes_shown"]

KNOTS = ((-8.0, 35.0), (0.0, 0.46))  # the first five weeks get 46 % of the width
TICKS = (-5, 0, 7, 14, 21, 28, 60, 90, 120, 180, 240, 300, 365, 545, 730)
CLOSEST = 0.03  # ticks, as a share of the width


@dataclass(frozen=True, slots=True)
class Shown:
    """A lane with its band, and that of the rescued alone from the first rescue on.

    Attributes
    ----------
    cut
        Day of the first rescue; None if there was none.
    after, rescued
        Of the rescued: their band after that day, and how many they are.
    """

    lane: Lane
    band: Band
    cut: float | None = None
    after: Band | None = None
    rescued: int = 0

    @property
    def floor(self) -> float:
        """Height below which nothing is drawn."""
        low = self.lane.span[0]
        return max(low, self.limit) if self.lane.is_log else low

    @property
    def limit(self) -> float:
        """Limit of quantification; 0 if no reading is below one."""
        return max(p.limit for p in self.parts)

    @property
    def has_limit(self) -> bool:
        """Whether readings are below the limit."""
        return any(bool(p.below.any()) for p in self.parts)

    @property
    def parts(self) -> list[Band]:
        """The bands before and after the cut; they describe other patients."""
        return [self.band] if self.after is None else [self.band, self.after]

    @property
    def last(self) -> Band:
        """The band up to the last visit."""
        return self.parts[-1]

    def followed(self, day: float) -> int:
        """Return the number of readings, after the cut those of the rescued."""
        is_late = self.cut is not None and day > self.cut
        return (self.last if is_late else self.band).followed(day)


def lanes_shown(virtual: Study) -> list[Shown]:
    """Return the lanes of the disease that were read, with their bands."""
    scored = with_sledai(virtual)
    lanes = [_lane(scored, lane) for lane in lanes_of(virtual.disease)]
    return [shown for shown in lanes if len(shown.band.days)]


def _lane(virtual: Study, lane: Lane) -> Shown:
    cut = first_rescue_day(virtual) if lane.is_rescued else None
    if cut is None:
        return Shown(lane, course(virtual, lane.analyte))
    before = course(virtual, lane.analyte, part=Part.BEFORE_RESCUE).between(-np.inf, cut)
    after = course(virtual, lane.analyte, part=Part.AFTER_RESCUE)
    if not len(after.days):
        return Shown(lane, before, cut)
    return Shown(lane, before, cut, after, count_rescued(virtual))


def axis_of(shown: Sequence[Shown]) -> TimeAxis:
    """Return the time axis that all lanes share; the last visit is labelled."""
    last = max(float(s.last.days[-1]) for s in shown)
    return TimeAxis.stretched(KNOTS, last, [*TICKS, float(round(last))], apart=CLOSEST)
