"""The numbers that decide which events virtual patients have, for the parameter table.

Values are those that the events are drawn by; here stands what they mean and where they
come from.
"""

from collections.abc import Iterator

from cartwin.parameters import Certainty, Parameter
from cartwin.twin import licats
from cartwin.twin.happening import INFECTION, Happening
from cartwin.twin.instruments.numbers import INSTRUMENT_PARAMETERS, number
from cartwin.twin.organs import DISEASES


__all__ = ["EVENT_PARAMETERS"]

HAGEN = "Hagen 2025, Lancet Rheumatol 7:e424 (39 patients)"


def _graded(kind: Happening, disease: str = "") -> Iterator[Parameter]:
    """Yield the share of each grade among events of one kind."""
    below = 0.0
    for grade, upto in kind.grades:
        name = "_".join([*filter(None, [disease]), *kind.term.split(), "grade", str(grade)])
        meaning = f"share of events ({kind.term}) that have grade {grade}"
        yield number(name, round(upto - below, 9), "1", meaning)
        below = upto


def _patients() -> Iterator[Parameter]:
    """Yield what is drawn of patients of each disease."""
    for code, disease in DISEASES.items():
        yield number(f"{code}_women", disease.women, "1", f"share of women, {disease.name}")
        for organ, share in disease.affected.items():
            meaning = f"share of patients with disease of the {organ}, {disease.name}"
            yield number(f"{code}_affected_{organ}", share, "1", meaning)


def _licats() -> Iterator[Parameter]:
    """Yield the numbers of local toxicity in affected organs."""
    grades = (licats.GRADES[0], licats.GRADES[1] - licats.GRADES[0], 1.0 - licats.GRADES[1])
    read = Certainty.READ
    yield from (
        number("licats_share", licats.SHARE, "1", "share of patients who have LICATS",
               source=f"{HAGEN}: 30 of 39", certainty=read),
        number("licats_onset", licats.MEDIAN_ONSET, "d", "median day of its onset",
               source=f"{HAGEN}: median day 10", certainty=read),
        number("licats_onset_spread", licats.ONSET_SPREAD, "1",
               "standard deviation of the logarithm of that day",
               source=f"calibrated: to the range of onsets in {HAGEN}",
               certainty=Certainty.CALIBRATED),
        number("licats_length", licats.MEDIAN_LENGTH, "d", "median number of its days",
               source=f"{HAGEN}: median 11 days", certainty=read),
        number("licats_length_spread", licats.LENGTH_SPREAD, "1",
               "standard deviation of the logarithm of that number"),
        number("licats_no_b_cells", licats.FEWEST, "/uL",
               "B cells in blood below which there are none"),
    )  # fmt: skip
    for grade, share in enumerate(grades, start=1):
        meaning = f"share of LICATS events that have grade {grade}"
        source = f"{HAGEN}: {share * 100:.0f} % of events"
        yield number(
            f"licats_grade_{grade}", round(share, 9), "1", meaning, source=source,
            certainty=read,
        )  # fmt: skip
    for further, share in enumerate(licats.FURTHER):
        meaning = f"share of those with LICATS who have at most {further} events more"
        source = "assumed: Poisson with mean 0.8"
        yield number(f"licats_further_{further}", share, "1", meaning, source=source)
    for organ, weight in licats.ORGANS.items():
        meaning = f"weight of {organ} among affected organs in which LICATS happens"
        known = organ in ("skin", "kidney")
        yield number(
            f"licats_{organ}",
            weight,
            "1",
            meaning,
            source=f"{HAGEN}: {weight * 100:.0f} % of events"
            if known
            else "assumed: a part of the rest",
            certainty=read if known else Certainty.ASSUMED,
        )


EVENT_PARAMETERS = (
    *_graded(INFECTION),
    *(
        x
        for code, d in DISEASES.items()
        for kind in d.happenings
        for x in _graded(kind, code)
    ),
    *_patients(),
    *_licats(),
    *INSTRUMENT_PARAMETERS,
)
"""What decides events and findings beside the equations, with its source."""
