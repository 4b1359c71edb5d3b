"""Toxicity of cell therapy beyond CRS and ICANS grades: episodes, cytopenia, HLH, organs."""
