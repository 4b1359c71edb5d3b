"""The verbs: what cartwin does, one short function per command; study in, study out."""

from cartwin.verbs.run import COHORTS, SEED, Run, run
from cartwin.verbs.simulate import REGIMEN, simulate


__all__ = ["COHORTS", "REGIMEN", "SEED", "Run", "run", "simulate"]
