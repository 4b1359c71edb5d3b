"""The response in ITP read plainly, one count after another: what the fast code must say.

Criteria of the International Working Group: Rodeghiero F et al., Blood
2009;113:2386-2393, table 2. Counts are in 10^9/L, times in days since CAR-T infusion.

Notes
-----
The criteria ask for two occasions and are silent about what lies between them. A failing
count or a bleed in between breaks the confirmation. Loss of a response, too, needs two
failing counts in a row, or one bleed.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from cartwin.rules import Count, ItpResponse, load_criterion


_DIGITS = 9  # decimals in scientific notation: ten significant digits
_BLEED = -1  # below every category


@dataclass(frozen=True, slots=True)
class _Occasion:
    """A day on which the patient was in a category: 2 CR, 1 R, 0 neither, -1 bleeding."""

    day: float
    category: int
    count: Count | None
    free: bool = True


def call_plainly(
    counts: Iterable[Count],
    *,
    baseline: float | None,
    bleeding_days: Sequence[float] = (),
    windows: Sequence[tuple[float, float]] = (),
    censored_at: float | None = None,
) -> ItpResponse:
    """Return what `call_iwg` returns, by walking through the counts."""
    after = sorted((c for c in counts if c.day > 0), key=lambda c: (c.day, c.value))
    end = float("inf") if censored_at is None else censored_at
    floor = _response_floor(baseline or 0.0)
    bled = {day // 1 for day in bleeding_days}
    own = [_occasion(c, floor, bled) for c in after if c.day < end]
    known = [o for o in own if o is not None]
    evaluable = [o for o in known if not _inside(o.day, windows)]
    if baseline is None:
        return _without_baseline(evaluable)
    excluded = len(after) - len(evaluable)
    bleeds = [_Occasion(d, _BLEED, None) for d in sorted(bleeding_days) if 0 < d < end]
    hidden = [replace(o, free=False) for o in known if _inside(o.day, windows)]
    course = sorted([*evaluable, *hidden, *bleeds], key=lambda o: (o.day, o.category))
    call = _respond(course) or _refuse(evaluable, known)
    return replace(call, counts_excluded=excluded)


def _without_baseline(evaluable: Sequence[_Occasion]) -> ItpResponse:
    """What fails after a baseline of 0 fails after any; more cannot be said."""
    if _are_apart(evaluable) and all(o.category < 1 for o in evaluable):
        why = (
            "NR: every count is below 30 or with bleeding, whatever the baseline, which is "
            "not known"
        )
        return ItpResponse(best="NR", why=why, evidence=_as_evidence(evaluable))
    return ItpResponse(best=None, why="cannot call: no platelet count at baseline")


def _response_floor(baseline: float) -> float:
    criterion = load_criterion("iwg-2009")
    return _ten_digits(max(criterion["r_floor"], criterion["r_fold"] * baseline))


def _ten_digits(number: float) -> float:
    return float(f"{number:.{_DIGITS}e}")


def _inside(day: float, windows: Iterable[tuple[float, float]]) -> bool:
    return any(start <= day <= end for start, end in windows)


def _occasion(
    count: Count, response_floor: float, bleeding_days: Collection[float]
) -> _Occasion | None:
    """Category of one count; None if it is censored and could be in more than one."""
    if count.day // 1 in bleeding_days:
        return _Occasion(count.day, _BLEED, count)
    low, high = _possible(count, response_floor)
    return _Occasion(count.day, low, count) if low == high else None


def _possible(count: Count, response_floor: float) -> tuple[int, int]:
    """Worst and best category the count allows."""
    category = _category(count.value, response_floor)
    if count.censoring == "below":
        just_below = _category(count.value, response_floor, inclusive=False)
        return 0, just_below
    if count.censoring == "above":
        return category, 2
    return category, category


def _category(count: float, response_floor: float, *, inclusive: bool = True) -> int:
    complete = load_criterion("iwg-2009")["cr_floor"]
    value = _ten_digits(count)
    if value > complete or (inclusive and value == complete):
        return 2
    return int(value > response_floor or (inclusive and value == response_floor))


def _respond(course: Sequence[_Occasion]) -> ItpResponse | None:
    """Best confirmed response, if there is one."""
    complete, response = _confirmed(course, 2), _confirmed(course, 1)
    if response is None:
        return None
    best, wanted, (first, second) = "R", 1, response
    if complete is not None:
        best, wanted, (first, second) = "CR", 2, complete
    lost = _loss_day([o for o in course if o.day > first.day], wanted)
    why = f"{best} from day {first.day:g}, confirmed on day {second.day:g}"
    return ItpResponse(
        best=best,
        first_r_day=response[0].day,
        first_cr_day=None if complete is None else complete[0].day,
        loss_day=lost,
        why=why if lost is None else f"{why}, lost on day {lost:g}",
        evidence=_as_evidence((first, second)),
    )


def _confirmed(
    course: Sequence[_Occasion], wanted: int
) -> tuple[_Occasion, _Occasion] | None:
    """First two occasions of the category or better, far enough apart, none in between."""
    gap = load_criterion("iwg-2009")["confirmation_gap"]
    first: _Occasion | None = None
    for occasion in course:
        if occasion.category < wanted:
            first = None
        elif not occasion.free:
            continue
        elif first is None:
            first = occasion
        elif occasion.day - first.day >= gap:
            return first, occasion
    return None


def _loss_day(course: Iterable[_Occasion], wanted: int) -> float | None:
    """First day of a bleed, or of failing counts in a row that are far enough apart."""
    gap = load_criterion("iwg-2009")["failure_gap"]
    failed: float | None = None
    for occasion in course:
        if occasion.category >= wanted:
            failed = None if occasion.free else failed
            continue
        if occasion.category == _BLEED:
            return occasion.day if failed is None else failed
        if failed is None:
            failed = occasion.day
        elif occasion.day - failed >= gap:
            return failed
    return None


def _refuse(evaluable: Sequence[_Occasion], known: Sequence[_Occasion]) -> ItpResponse:
    """No response, or that this cannot be said.

    A rescue can only raise counts: two that fail in spite of it are no response either.
    """
    if not known:
        return ItpResponse(best=None, why="cannot call: no count after infusion to judge")
    if _are_apart(evaluable):
        highest = max(evaluable, key=lambda o: o.count.value if o.count else 0.0)
        why = f"NR: none of {len(evaluable)} evaluable counts is a confirmed response"
        return ItpResponse(best="NR", why=why, evidence=_as_evidence([highest]))
    failing = [o for o in known if o.category < 1]
    if _are_apart(failing):
        why = "NR: counts fail in spite of a rescue"
        return ItpResponse(best="NR", why=why, evidence=_as_evidence(failing))
    why = f"cannot call: {len(evaluable)} evaluable counts, two occasions are needed"
    return ItpResponse(best=None, why=why, evidence=_as_evidence(evaluable))


def _are_apart(occasions: Sequence[_Occasion]) -> bool:
    gap = load_criterion("iwg-2009")["failure_gap"]
    return bool(occasions) and occasions[-1].day - occasions[0].day >= gap


def _as_evidence(occasions: Iterable[_Occasion]) -> tuple[str, ...]:
    return tuple(
        f"day {o.day:g}: {_sign(o.count)}{o.count.value:g}" for o in occasions if o.count
    )


def _sign(count: Count) -> str:
    return {"below": "< ", "above": "> "}.get(count.censoring, "")
