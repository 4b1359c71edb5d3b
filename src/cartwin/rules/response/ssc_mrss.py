"""The modified Rodnan skin score of systemic sclerosis.

Clements P et al., J Rheumatol 1995;22:1281-1285: 17 sites of 0 to 3, in all 0 to 51. The
record keeps the sites as instrument `MRSS`; where they were not recorded, the score itself
may be an observation (`MRSS`).
"""

from collections.abc import Sequence

import polars as pl

from cartwin.rules.criterion import load_criterion
from cartwin.rules.findings import Span
from cartwin.rules.grade import names_missing, shown
from cartwin.rules.response.call import Call, as_call, call_rows, visit
from cartwin.rules.response.columns import ResponseCol
from cartwin.rules.response.visits import at_visits
from cartwin.study import Study


__all__ = ["MRSS", "call_mrss", "score_mrss"]

MRSS = "MRSS"
"""Name of the instrument in the record."""


def score_mrss(study: Study) -> pl.DataFrame:
    """Return the score of every visit with sites; null if a site is missing."""
    criterion = load_criterion("mrss")
    spans = dict.fromkeys(criterion["sites"], Span(0, criterion["most"]))
    return _scored(at_visits(study, MRSS, spans))


def call_mrss(sites: Sequence[float | None]) -> Call:
    """Return the score of 17 sites, in the order of the criterion; None: not examined.

    >>> call_mrss([3] * 17).score
    51.0
    >>> call_mrss([3] * 16 + [None]).why
    'cannot score: not recorded: abdomen'
    """
    names = load_criterion("mrss")["sites"]
    most = load_criterion("mrss")["most"]
    if len(sites) > len(names):
        msg = f"{len(sites)} sites; the score has {len(names)}: {', '.join(names)}"
        raise ValueError(msg)
    if any(s is not None and not 0 <= s <= most for s in sites):
        msg = f"a site has 0 to {most} points; found {sites}"
        raise ValueError(msg)
    return as_call(_scored(visit(names, dict(zip(names, sites, strict=False)))))


def _scored(visits: pl.DataFrame) -> pl.DataFrame:
    criterion = load_criterion("mrss")
    sites = criterion["sites"]
    score = pl.sum_horizontal(sites, ignore_nulls=False)
    unknown = pl.concat_str(pl.lit("cannot score: not recorded: "), names_missing(sites))
    told = pl.format("{} of 17 sites", shown(pl.col(ResponseCol.SCORE)))
    why = pl.coalesce(told, unknown)
    return call_rows(visits, criterion, {ResponseCol.SCORE: score}, why=why, items=sites)
