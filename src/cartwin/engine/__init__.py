"""The engine: integrates many patients; knows no biology and no records."""

from cartwin.engine.binding import Equation, evaluate, needs
from cartwin.engine.decisions import Decisions
from cartwin.engine.dosing.doses import Delivery, Doses
from cartwin.engine.dosing.dosing import dose_events
from cartwin.engine.events import ALWAYS, Effect, Event, Events
from cartwin.engine.kernel import Kernel, compile
from cartwin.engine.sensitivities import Sensitivities, sensitivities
from cartwin.engine.solve import Solution, solve
from cartwin.engine.status import Status
from cartwin.engine.summaries.summary import Summary
from cartwin.engine.symbols.expression import Expression, Tape, needed
from cartwin.engine.symbols.pruning import prune
from cartwin.engine.symbols.tracing import Traced, trace
from cartwin.engine.system import System, balanced
from cartwin.engine.triggers import Crossings, Trigger


__all__ = [
    "ALWAYS",
    "Crossings",
    "Decisions",
    "Delivery",
    "Doses",
    "Effect",
    "Equation",
    "Event",
    "Events",
    "Expression",
    "Kernel",
    "Sensitivities",
    "Solution",
    "Status",
    "Summary",
    "System",
    "Tape",
    "Traced",
    "Trigger",
    "balanced",
    "compile",
    "dose_events",
    "evaluate",
    "needed",
    "needs",
    "prune",
    "sensitivities",
    "solve",
    "trace",
]
