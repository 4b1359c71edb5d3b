"""The panels of the figures of treatments: which measure, and on which scale."""

from dataclasses import dataclass


__all__ = ["CHANGES", "RESPONSE", "Panel"]


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure on a scale.

    Attributes
    ----------
    measure
        Its name.
    title
        In two lines.
    ticks, ends
        Of the axis, in the unit of the measure.
    log
        Whether the axis is logarithmic.
    """

    measure: str
    title: tuple[str, str]
    ticks: tuple[float, ...]
    ends: tuple[float, float]
    log: bool = False


def _share(measure: str, *title: str) -> Panel:
    return Panel(measure, (title[0], title[1]), (0.0, 0.5, 1.0), (-0.04, 1.04))


def _days(measure: str, *title: str) -> Panel:
    ends = (0.8, 511.0)
    return Panel(measure, (title[0], title[1]), (1, 7, 30, 180), ends, log=True)


RESPONSE = (
    _share("reached", "50 reached", "ever, %"),
    _share("response", "R or CR", "IWG, %"),
    _share("complete", "CR", "IWG, %"),
    _share("durable", "durable", "wk 19–24, %"),
    _share("at_end", "50 at the end", "%"),
    _days("onset", "first 50", "median day"),
    _days("duration", "off drug", "median days"),
)
CHANGES = (
    Panel("day_90", ("month 3", "count, 10⁹/L"), (10, 100), (2.5, 300.0), log=True),
    Panel("below_30", ("below 30", "% of days"), (0, 50, 100), (-4.0, 104.0)),
    Panel("bleeds", ("bleeds", "per year"), (0, 2, 4, 6), (-0.3, 7.0)),
    _share("bled", "bled", "24 weeks, %"),
    _share("infected", "infected", "24 weeks, %"),
    Panel("steroids_needed", ("steroids", "on demand, g"), (0, 5, 10, 15), (-0.6, 16.0)),
    Panel("igg", ("lowest IgG", "median, g/L"), (0, 5, 10), (-0.5, 14.5)),
)
