"""The twin: biology bound to the engine; virtual patients, doses, assays, studies."""

from cartwin.twin.adults import simulate_adults
from cartwin.twin.assay import ASSAYS, Assay
from cartwin.twin.body import Body
from cartwin.twin.candidates import Candidate, Candidates
from cartwin.twin.disease import DISEASES, parameters_of, system_of
from cartwin.twin.dosing import Given, events_of, give
from cartwin.twin.explanations import EXPLANATIONS, Explanation, simulate_explanations
from cartwin.twin.fingerprint import model_hash
from cartwin.twin.plan import Plan
from cartwin.twin.population import VirtualPatients, draw_patients
from cartwin.twin.random import stream
from cartwin.twin.simulate import simulate
from cartwin.twin.summarising import Counted, Population, count_population, sampled_error
from cartwin.twin.summary_table import summary_table
from cartwin.twin.toxicity import TOXICITY_PARAMETERS


__all__ = [
    "ASSAYS",
    "DISEASES",
    "EXPLANATIONS",
    "TOXICITY_PARAMETERS",
    "Assay",
    "Body",
    "Candidate",
    "Candidates",
    "Counted",
    "Explanation",
    "Given",
    "Plan",
    "Population",
    "VirtualPatients",
    "count_population",
    "draw_patients",
    "events_of",
    "give",
    "model_hash",
    "parameters_of",
    "sampled_error",
    "simulate",
    "simulate_adults",
    "simulate_explanations",
    "stream",
    "summary_table",
    "system_of",
]
