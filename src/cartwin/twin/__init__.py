"""The twin: biology bound to the engine; virtual patients, doses, assays, studies."""

from cartwin.twin.disease import DISEASES, parameters_of, system_of


__all__ = ["DISEASES", "parameters_of", "system_of"]
