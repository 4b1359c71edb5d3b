"""The suite `rules`: worked cases of the published rules, made by others."""

from cartwin.validation.rules.suite import rules


__all__ = ["rules"]
