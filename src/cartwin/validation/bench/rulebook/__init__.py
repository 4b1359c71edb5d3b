"""How long all rules take over one large virtual study."""

from cartwin.validation.bench.rulebook.cohort import draw_study
from cartwin.validation.bench.rulebook.measure import RulebookTimes, RuleTime, time_rules


__all__ = ["RuleTime", "RulebookTimes", "draw_study", "time_rules"]
