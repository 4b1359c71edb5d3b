"""Toxicity of cell therapy: episodes, cytopenia, hyperinflammation, organs."""
