"""The driver: patients in lanes, each with its own time, step, events and rows of output.

A vector of patients takes one step at a time. A lane whose step is accepted writes the
rows that it passed, takes the decisions that were due, applies its events; a lane whose
patient is finished takes the next one. No number of a patient depends on its neighbours.

Everything here is compiled by Numba and imported only to run.
"""

from cartwin.engine.lanes.run import run


__all__ = ["run"]
