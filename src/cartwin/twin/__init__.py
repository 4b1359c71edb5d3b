"""The twin: biology bound to the engine; virtual patients, doses, assays, studies."""

from cartwin.twin.adults import (
    AGES,
    REFRACTORY,
    draw_adults,
    plan_adults,
    share_of_women,
    simulate_adults,
)
from cartwin.twin.assay import ASSAYS, Assay
from cartwin.twin.assessing import instruments_of
from cartwin.twin.body import Body
from cartwin.twin.candidates import Candidate, Candidates
from cartwin.twin.disease import (
    diseases_of,
    missing_module,
    missing_of,
    organ_of,
    parameters_of,
    strikes_platelets,
    system_of,
)
from cartwin.twin.dosing import Given, events_of, give
from cartwin.twin.event_numbers import EVENT_PARAMETERS
from cartwin.twin.explanations import EXPLANATIONS, simulate_explanations
from cartwin.twin.fingerprint import model_hash
from cartwin.twin.instruments import Bedside
from cartwin.twin.organs import DISEASES, Disease, Missing, Organ
from cartwin.twin.plan import Plan
from cartwin.twin.population import VirtualPatients, draw_patients
from cartwin.twin.populations import DECLARED, DOUBT
from cartwin.twin.prior_twin import PERSON, Factor, PriorTwin
from cartwin.twin.random import stream
from cartwin.twin.rejection import ImpossiblePatientError
from cartwin.twin.scenario import (
    FOLLOW_UP,
    Scenario,
    Staged,
    simulate_scenario,
    simulate_typical,
)
from cartwin.twin.scenarios import scenarios_of, stage_scenarios
from cartwin.twin.side_by_side import mark_patients, simulate_variants
from cartwin.twin.simulate import simulate, unread
from cartwin.twin.structure import Influence, Kind, Part, Structure, structure_of
from cartwin.twin.summarising import Counted, Population, count_population, sampled_error
from cartwin.twin.summary_table import summary_table
from cartwin.twin.toxicity import TOXICITY_PARAMETERS
from cartwin.twin.variant import Change, Variant, changes_of
from cartwin.twin.variants import REFERENCE, VARIANTS, find_variant, variants_of


__all__ = [
    "AGES",
    "ASSAYS",
    "DECLARED",
    "DISEASES",
    "DOUBT",
    "EVENT_PARAMETERS",
    "EXPLANATIONS",
    "FOLLOW_UP",
    "PERSON",
    "REFERENCE",
    "REFRACTORY",
    "TOXICITY_PARAMETERS",
    "VARIANTS",
    "Assay",
    "Bedside",
    "Body",
    "Candidate",
    "Candidates",
    "Change",
    "Counted",
    "Disease",
    "Factor",
    "Given",
    "ImpossiblePatientError",
    "Influence",
    "Kind",
    "Missing",
    "Organ",
    "Part",
    "Plan",
    "Population",
    "PriorTwin",
    "Scenario",
    "Staged",
    "Structure",
    "Variant",
    "VirtualPatients",
    "changes_of",
    "count_population",
    "diseases_of",
    "draw_adults",
    "draw_patients",
    "events_of",
    "find_variant",
    "give",
    "instruments_of",
    "mark_patients",
    "missing_module",
    "missing_of",
    "model_hash",
    "organ_of",
    "parameters_of",
    "plan_adults",
    "sampled_error",
    "scenarios_of",
    "share_of_women",
    "simulate",
    "simulate_adults",
    "simulate_explanations",
    "simulate_scenario",
    "simulate_typical",
    "simulate_variants",
    "stage_scenarios",
    "stream",
    "strikes_platelets",
    "structure_of",
    "summary_table",
    "system_of",
    "unread",
    "variants_of",
]
