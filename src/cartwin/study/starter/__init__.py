"""A starter: a small study that is valid, explains itself, and waits to be filled."""

from cartwin.study.starter.new import new_study


__all__ = ["new_study"]
