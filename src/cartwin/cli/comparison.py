"""What `cartwin run` prints: the claims, and the studies together."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cartwin.cli.screen import screen, table
from cartwin.report import ABOUT_SHARES, brief_shares
from cartwin.trial import (
    CONVENTION,
    ClaimResult,
    Comparison,
    Pooled,
    Standing,
    shares_of_claim,
    shares_of_pooled,
)


__all__ = ["comparison", "pooled"]

NARROW = 100  # columns below which a table cannot be read
STYLES = {
    "agrees": "green",
    "disagrees": "bold red",
    "cannot": "yellow",
    "no organ": "yellow",
    "no": "dim",
    "recalled": "dim",
}


def comparison(result: Comparison) -> None:
    """Print the claims, reported beside virtual, and what follows from them."""
    console = screen()
    if console.width < NARROW:
        _stacked(console, result)
    else:
        console.print(_claims(result))
        console.print(_covariates(result))
    _asides(console, result)
    console.print(CONVENTION, style="dim")
    console.print(ABOUT_SHARES, style="dim")
    console.print(_misses(result))
    for missed in (r for r in result.outcomes if r.misses):
        few = _few(result, missed)
        words = (
            f"{missed.wording} Reported {missed.reported}; virtual {missed.virtual}{few}."
        )
        console.print(f"Twin and report disagree: {words}", style=STYLES["disagrees"])
    for standing, n in result.standings.items():
        if standing != Standing.COMPARED:
            console.print(f"{n} of {len(result.outcomes)} claims: {standing}.")
    failed = sum(result.failed.values())
    total = result.cohorts * result.size
    console.print(f"{failed or 'None'} of {total:,} virtual patients failed.")


def _asides(console: Console, result: Comparison) -> None:
    """Print what was not reported, not modelled, or is reported elsewhere too."""
    lists = {
        "Not matched, no virtual counterpart": result.unmatched,
        "Assumed": result.assumed,
        "No module yet": result.missing,
        "Not to be counted twice": result.overlaps,
    }
    for title, words in lists.items():
        for one in words:
            console.print(f"{title}: {one}", style="dim")
    if result.unread:
        console.print(f"Planned, not read: {', '.join(result.unread)}", style="dim")


def _claims(result: Comparison) -> Table:
    whom = "patients" if result.size == 1 else f"cohorts of {result.size}"
    title = f"{result.study}: reported beside {result.cohorts} virtual {whom}"
    claims = Table(title=title, title_justify="left", title_style="bold")
    claims.add_column("claim", no_wrap=True)
    claims.add_column("outcome", ratio=3)
    claims.add_column("reported", ratio=1)
    claims.add_column("virtual, median (90 %)", ratio=2)
    claims.add_column("tail", justify="right", no_wrap=True)
    claims.add_column("calibrated", no_wrap=True)
    claims.add_column("verdict", ratio=2)
    for r in result.outcomes:
        virtual = r.virtual + _few(result, r) + _assumed(result, r)
        cells = (r.claim, r.wording, r.reported, virtual, r.tail_text, r.calibration)
        claims.add_row(*cells, Text(r.verdict, style=_style(r)))
    return claims


def _stacked(console: Console, result: Comparison) -> None:
    """Print one block per claim, for terminals too narrow for a table."""
    for r in (*result.outcomes, *result.covariates):
        console.print(f"{r.claim} {r.wording}", style="bold")
        console.print(f"  reported {r.reported}; virtual {r.virtual}{_few(result, r)}")
        if assumed := _assumed(result, r):
            console.print(f"  {assumed.strip()}")
        console.print(f"  tail {r.tail_text}; {r.verdict}", style=_style(r))


def _style(claim: ClaimResult) -> str:
    return next((s for word, s in STYLES.items() if claim.verdict.startswith(word)), "")


def _few(result: Comparison, claim: ClaimResult) -> str:
    if claim.measure is None or claim.cohorts == result.cohorts:
        return ""
    return f", in {claim.cohorts} cohorts"


def _assumed(result: Comparison, claim: ClaimResult) -> str:
    """Return how much of the spread between patients is only assumed, on a new line."""
    told = brief_shares(shares_of_claim(claim, result.sizes))
    return f"\n{told}" if told else ""


def _covariates(result: Comparison) -> Table:
    return table(
        "Covariates, drawn as reported where possible",
        ("claim", "covariate", "reported", "virtual, median (90 %)"),
        ((r.claim, r.wording, r.reported, r.virtual) for r in result.covariates),
    )


def _misses(result: Comparison) -> str:
    unseen, partly, fitted = (result.tally(used) for used in ("no", "partly", "yes"))
    return (
        f"Of {unseen.claims} claims not used to tune the twin it misses {unseen.misses} "
        f"(by chance one expects {unseen.expected:.2g}); of {partly.claims} used in part, "
        f"{partly.misses}; of {fitted.claims} it was fitted to, {fitted.misses}."
    )


def pooled(result: Pooled) -> None:
    """Print who is counted once, and what several publications say together."""
    console = screen()
    people = [(s.study, s.patients, s.unique, s.within or s.study) for s in result.studies]
    names = ("study", "patients", "new", "counted in")
    title, numbers = "Patients, each counted once", ("patients", "new")
    console.print(table(title, names, people, numbers=numbers))
    together = [
        (
            o.name,
            o.reported,
            f"{o.virtual}\n{brief_shares(shares_of_pooled(o, result.patients))}",
            ", ".join(o.studies),
        )
        for o in result.outcomes
    ]
    names = ("outcome", "reported", "virtual, median (90 %)", "studies")
    console.print(table("Outcomes together", names, together))
    console.print(ABOUT_SHARES, style="dim")
    every = sum(s.patients for s in result.studies)
    console.print(f"{result.unique} different people among {every} patients reported.")
