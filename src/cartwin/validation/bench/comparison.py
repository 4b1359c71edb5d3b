"""What is found about our engine beside one peer."""

from dataclasses import dataclass


__all__ = ["Comparison"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Our engine beside one peer, at one relative tolerance.

    Attributes
    ----------
    peer, method, version
        Which solver, how it is used, which version.
    ours
        What ours was compiled with; the peer always gets all modules.
    nominal
        Relative tolerance that was asked for.
    ratio, low, high
        Our patients per second of the processor over theirs: median over rounds, smallest
        and largest.
    rtol, peer_rtol
        Relative tolerances used; see `matched`.
    error, peer_error
        Of the same patients; infinity if more than 5 % failed.
    failed, peer_failed, compared
        Patients without a solution, and of how many.
    patients_per_s, peer_patients_per_s
        Median over rounds, per second of the processor.
    peer_patients
        How many the peer solved in a round.
    compile_s
        What the peer takes before its first patient.
    """

    peer: str
    method: str
    version: str
    ours: str
    nominal: float
    ratio: float
    low: float
    high: float
    rtol: float
    peer_rtol: float
    error: float
    peer_error: float
    failed: int
    peer_failed: int
    compared: int
    patients_per_s: float
    peer_patients_per_s: float
    peer_patients: int
    compile_s: float
