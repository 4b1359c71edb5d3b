"""How the integration of one patient ended. A failure is data, never a number."""

from enum import IntEnum


__all__ = ["Status"]


class Status(IntEnum):
    """Why a trajectory ended; `OK` if it reached the last requested time."""

    OK = 0
    NOT_FINITE = 1
    STEP_TOO_SMALL = 2
    TOO_MANY_STEPS = 3
    BAD_PARAMETER = 4
    REPLACED = 5

    @property
    def sentence(self) -> str:
        """For people.

        >>> Status.BAD_PARAMETER.sentence
        'a parameter or a starting value is not a finite number'
        """
        return _SENTENCES[self]


_SENTENCES = {
    Status.OK: "ok",
    Status.NOT_FINITE: "the solution left the finite numbers",
    Status.STEP_TOO_SMALL: "the step fell below the smallest one allowed",
    Status.TOO_MANY_STEPS: "the largest number of steps was used up",
    Status.BAD_PARAMETER: "a parameter or a starting value is not a finite number",
    Status.REPLACED: "ok, by the reference solver",
}
