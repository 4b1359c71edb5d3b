"""The verbs: what cartwin does, one short function per command; study in, study out."""

from cartwin.verbs.compare_itp import ComparedTreatments, compare_itp
from cartwin.verbs.disease import ShownDisease, disease
from cartwin.verbs.grade import grade
from cartwin.verbs.model import diagram_model, export_model
from cartwin.verbs.read import Read, read_into
from cartwin.verbs.run import COHORTS, SEED, Run, run
from cartwin.verbs.run_all import RunAll, run_all
from cartwin.verbs.sensitivity import RunSensitivity, run_sensitivity
from cartwin.verbs.simulate import REGIMEN, simulate
from cartwin.verbs.summarise import QUANTILES, Summarised, summarise
from cartwin.verbs.variants import RunVariants, run_variants


__all__ = [
    "COHORTS",
    "QUANTILES",
    "REGIMEN",
    "SEED",
    "ComparedTreatments",
    "Read",
    "Run",
    "RunAll",
    "RunSensitivity",
    "RunVariants",
    "ShownDisease",
    "Summarised",
    "compare_itp",
    "diagram_model",
    "disease",
    "export_model",
    "grade",
    "read_into",
    "run",
    "run_all",
    "run_sensitivity",
    "run_variants",
    "simulate",
    "summarise",
]
