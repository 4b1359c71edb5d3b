"""Published numbers, and how near the twin comes to them."""

from cartwin.validation.science.measuring import TARGETS, measure, science
from cartwin.validation.science.target import Finding, Nearness, Target


__all__ = ["TARGETS", "Finding", "Nearness", "Target", "measure", "science"]
