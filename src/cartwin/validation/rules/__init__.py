"""Worked cases of the published rules, made by others, against the rules as coded."""
