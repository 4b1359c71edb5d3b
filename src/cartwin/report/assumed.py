"""What stands beside the headline numbers: how much of their spread is only assumed."""

from cartwin.report.wording import share
from cartwin.trial import AssumedShare, kept_shares


__all__ = ["tell_assumed"]

UNCLEAR = ("noise", "unclear")


def tell_assumed(disease: str) -> str:
    """Return how much of the spread of each outcome rests on assumed parameters.

    One sentence, or that it was not computed for this version of the twin.

    >>> tell_assumed("sle+ssc")
    'How much of the spread is only assumed was not computed for this version.'
    """
    shares = kept_shares(disease)
    if shares is None:
        return "How much of the spread is only assumed was not computed for this version."
    parts = "; ".join(map(_words, shares))
    return (
        "Of the spread of true values between virtual patients who are treated as usual, "
        f"assumed parameters make: {parts}. Those that are the same in all patients add "
        "nothing to it, however unsure they are."
    )


def _words(found: AssumedShare) -> str:
    title = (
        found.title[0].lower() + found.title[1:]
        if found.title[1:2].islower()
        else found.title
    )
    if found.verdict == "no spread":
        return f"{title}, no spread"
    low, high = (share(min(x, 1.0)) for x in (found.low, found.high))
    unsure = ", hardly told" if found.verdict in UNCLEAR else ""
    if found.verdict == "none":
        return f"{title}, next to nothing"
    return f"{title}, {share(found.share)} ({low} to {high}{unsure})"
