"""What stands beside numbers: how much of their spread is only assumed."""

from collections.abc import Iterator

from cartwin.report.wording import share
from cartwin.trial import AssumedShare, Shares, kept_shares
from cartwin.twin import DISEASES, diseases_of


__all__ = [
    "ABOUT_SHARES",
    "brief_share",
    "brief_shares",
    "share_words",
    "tell_assumed",
    "tell_shares",
]

UNCLEAR = ("noise", "unclear")
NOT_COMPUTED = "not computed"
ABOUT_SHARES = (
    "“Assumed” is the share of the variance between virtual patients, treated as usual "
    "for a year, that rests on assumed parameters (total Sobol effect), as long as typical "
    "values are as declared; “in doubt” is the share once assumed numbers that are the "
    "same in all patients are unsure by 30 %."
)


def tell_assumed(disease: str) -> str:
    """Return how much of the spread of each outcome rests on assumed parameters.

    A sentence for each disease, or that it was not computed for this version of the twin.

    >>> tell_assumed("sle+ssc").count("assumed parameters")
    2
    """
    diseases_of(disease)  # refuses what there is no twin of
    return " ".join(_told(d, DISEASES[d].name) for d in dict.fromkeys(disease.split("+")))


def _told(disease: str, name: str) -> str:
    shares = kept_shares(disease)
    opening = (
        f"Of the spread of true values between virtual patients with {name} who are "
        "treated as usual, what assumed parameters make was not computed for this version."
    )
    if shares is None:
        return opening
    parts = "; ".join(f"{_lower(s.title)}, {share_words(s)}" for s in shares)
    return f"{opening.partition(', what')[0]}, assumed parameters make: {parts}."


def _lower(title: str) -> str:
    return title[0].lower() + title[1:] if title[1:2].islower() else title


def share_words(found: AssumedShare | None) -> str:
    """Return a share with its interval, and with doubt about what is the same in all.

    >>> share_words(None)
    'not computed'
    >>> share_words(AssumedShare(outcome="x", title="x", share=0.04, low=0.03, high=0.05,
    ...                          verdict="told", doubted=0.45))
    '4 % (3 % to 5 %; 45 % in doubt)'
    """
    if found is None:
        return NOT_COMPUTED
    if found.verdict == "no spread":
        return "no spread"
    if found.verdict == "none":
        return "next to nothing" + "".join(f" ({x})" for x in _doubt(found))
    low, high = (share(min(x, 1.0)) for x in (found.low, found.high))
    unsure = ["hardly told"] if found.verdict in UNCLEAR else []
    inside = "; ".join([f"{low} to {high}", *unsure, *_doubt(found)])
    return f"{share(min(found.share, 1.0))} ({inside})"


def _doubt(found: AssumedShare) -> Iterator[str]:
    if found.doubted is not None and found.doubted >= max(found.high, 0.01):
        yield f"{share(min(found.doubted, 1.0))} in doubt"


def brief_share(found: AssumedShare | None) -> str:
    """Return a share in a few letters, to stand beneath a number.

    >>> brief_share(None)
    'assumed: not computed'
    """
    return f"assumed: {_brief(found)}"


def _brief(found: AssumedShare | None) -> str:
    if found is None or found.verdict == "no spread":
        return share_words(found)
    mark = " ?" if found.verdict in UNCLEAR else ""
    return f"{100 * min(found.share, 1.0):.0f} %{mark}"


def brief_shares(found: Shares) -> str:
    """Return the shares of a number in a few letters; empty if it has none.

    >>> brief_shares({"sle": None, "ssc": None})
    'assumed: not computed'
    """
    told = [_brief(s) for s in found.values()]
    if not told:
        return ""
    if len(set(told)) == 1:
        return f"assumed: {told[0]}"
    parts = ", ".join(f"{d} {t}" for d, t in zip(found, told, strict=True))
    return f"assumed: {parts}"


def tell_shares(found: Shares) -> str:
    """Return a sentence on the shares of a number; empty if it has none.

    >>> tell_shares({"sle": None})
    'Assumed: not computed.'
    """
    if not found:
        return ""
    one = len(found) == 1
    parts = (
        ("" if one else f"{DISEASES[d].name} ") + share_words(s) + _luck(s)
        for d, s in found.items()
    )
    return f"Assumed: {'; '.join(parts)}."


def _luck(found: AssumedShare | None) -> str:
    if found is None or found.luck is None or found.luck < 0.005:
        return ""
    return f", errors and chance {share(min(found.luck, 1.0))}"
