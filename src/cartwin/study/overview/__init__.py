"""A study at a glance: who, from when to when, what is missing, overdue and answerable."""

from cartwin.study.overview.overview import Overview, look_over
from cartwin.study.overview.questions import Need, Question, questions_of


__all__ = ["Need", "Overview", "Question", "look_over", "questions_of"]
