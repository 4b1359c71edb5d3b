"""The verbs: what cartwin does, one short function per command; study in, study out."""

from cartwin.verbs.grade import grade
from cartwin.verbs.read import Read, read_into
from cartwin.verbs.run import COHORTS, SEED, Run, run
from cartwin.verbs.run_all import RunAll, run_all
from cartwin.verbs.simulate import REGIMEN, simulate
from cartwin.verbs.summarise import QUANTILES, Summarised, summarise


__all__ = [
    "COHORTS",
    "QUANTILES",
    "REGIMEN",
    "SEED",
    "Read",
    "Run",
    "RunAll",
    "Summarised",
    "grade",
    "read_into",
    "run",
    "run_all",
    "simulate",
    "summarise",
]
