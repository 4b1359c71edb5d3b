"""What people ask of a record, and what the record must hold to answer: as data.

The rules themselves live elsewhere; here stands only which inputs they need.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cartwin.study.columns import Col
from cartwin.study.diseases import Disease, diseases_of


__all__ = ["ESSENTIALS", "Need", "Question", "questions_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Rows that a patient must have.

    Attributes
    ----------
    words
        What is needed, as people say it.
    table
        Where it stands.
    match
        Column -> values, one of which the row must have.
    filled
        Columns that must not be empty.
    before
        True: up to the start of therapy; False: after it; None: on any day or none.
    days
        On how many different days, where more than one is needed.
    instead
        What will do as well.
    """

    words: str
    table: str
    match: Mapping[Col, tuple[str, ...]] = field(default_factory=dict)
    filled: tuple[Col, ...] = ()
    before: bool | None = None
    days: int = 1
    instead: "Need | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question to the record.

    Attributes
    ----------
    name, wording
        Short, and as people ask it.
    needs
        All of them must be there for a patient to be answered for.
    diagnosis
        Of the patients it is asked about; all if empty.
    """

    name: str
    wording: str
    needs: tuple[Need, ...]
    diagnosis: str = ""


def _person(words: str, *columns: Col) -> Need:
    return Need(words=words, table="patients", filled=columns)


def _value(
    words: str,
    *analytes: str,
    before: bool | None = None,
    days: int = 1,
    limit: bool = False,
) -> Need:
    return Need(
        words=words,
        table="observations",
        match={Col.ANALYTE: analytes},
        filled=(Col.VALUE, Col.LOWER_NORMAL) if limit else (Col.VALUE,),
        before=before,
        days=days,
    )


def _finding(words: str, instruments: tuple[str, ...], *items: str) -> Need:
    match: dict[Col, tuple[str, ...]] = {Col.INSTRUMENT: instruments}
    return Need(
        words=words,
        table="assessments",
        match=match | ({Col.ITEM: items} if items else {}),
    )


def _step(words: str, *steps: str, on: Col = Col.DAY, instead: Need | None = None) -> Need:
    return Need(
        words=words,
        table="milestones",
        match={Col.MILESTONE: steps},
        filled=(on,),
        instead=instead,
    )


def _dose(words: str, purpose: str) -> Need:
    match = {Col.PURPOSE: (purpose,)}
    return Need(words=words, table="treatments", match=match, filled=(Col.AMOUNT,))


_INFUSION = _step("an infusion", "infusion")
_END = _step(
    "a last contact, or a death", "last_contact", "death",
    instead=_person("follow-up", Col.FOLLOW_UP),
)  # fmt: skip
_CAR_T = _dose("the CAR-T dose", "car_t")
_LYMPHODEPLETION = _dose("the amounts of lymphodepletion", "lymphodepletion")
_COUNTS = {
    name: (
        _value(f"{one} counts", code),
        _value(f"a lower normal limit of {name}", code, limit=True),
    )
    for name, one, code in (
        ("platelets", "platelet", "PLAT"),
        ("neutrophils", "neutrophil", "NEUT"),
    )
}
_SURFACE = _person("weight and height", Col.WEIGHT, Col.HEIGHT)

ESSENTIALS: tuple[Need, ...] = (
    _INFUSION,
    _step("a date of infusion", "infusion", on=Col.DATE),
    _person("age", Col.AGE),
    _person("sex", Col.SEX),
    _person("weight", Col.WEIGHT),
    _CAR_T,
    _LYMPHODEPLETION,
    *(limit for _, limit in _COUNTS.values()),
    _END,
)

_OF_ALL = (
    Question(
        name="crs",
        wording="Which grade of CRS?",
        needs=(
            _finding("temperatures", ("CRS",), "temperature"),
            _finding("blood pressure findings", ("CRS",), "hypotension", "vasopressors"),
            _finding("oxygen findings", ("CRS",), "oxygen"),
        ),
    ),
    Question(
        name="icans",
        wording="Which grade of ICANS?",
        needs=(
            _finding("an ICE or CAPD score", ("ICE", "CAPD", "ICANS")),
            _person("age", Col.AGE),
        ),
    ),
    *(
        Question(
            name=f"ctcae-{name}", wording=f"Which CTCAE grade of low {name}?", needs=needs
        )
        for name, needs in _COUNTS.items()
    ),
    Question(
        name="b-cells",
        wording="Were B cells depleted, and did they return?",
        needs=(
            _value("B cells before therapy", "BCELL", before=True),
            _value("B cells on two days after", "BCELL", before=False, days=2),
        ),
    ),
    Question(
        name="naive",
        wording="Did naive B cells return?",
        needs=(_value("naive shares after therapy", "BNAIVE", before=False),),
    ),
    Question(
        name="kinetics",
        wording="How did the CAR-T cells expand and persist?",
        needs=(
            _value(
                "CAR-T cells on three days after",
                "CARCOPY",
                "CARCELL",
                before=False,
                days=3,
            ),
        ),
    ),
    Question(
        name="dose",
        wording="Which dose of cells, per kg?",
        needs=(_CAR_T, _person("weight", Col.WEIGHT)),
    ),
    Question(
        name="lymphodepletion",
        wording="How much lymphodepletion, in mg?",
        needs=(_LYMPHODEPLETION, _SURFACE),
    ),
    Question(
        name="events",
        wording="Which adverse events, with the grade of the site?",
        needs=(Need(words="adverse events", table="adverse_events", filled=(Col.GRADE,)),),
    ),
    Question(
        name="time-to-event",
        wording="Survival, and time to events?",
        needs=(_INFUSION, _END),
    ),
)


def questions_of(code: str) -> tuple[Question, ...]:
    """Return the questions to a study of the diseases that `code` names.

    >>> [q.name for q in questions_of("ssc")][:2]
    ['activity-ssc', 'antibody-ssc']
    """
    asked = tuple(q for disease in diseases_of(code) for q in _of_disease(disease))
    return (*asked, *_OF_ALL)


def _of_disease(disease: Disease) -> tuple[Question, ...]:
    key, antibodies = " or ".join(disease.key), " or ".join(disease.antibodies)
    cleared = Question(
        name=f"antibody-{disease.code}",
        wording=f"Did the autoantibody go ({antibodies})?",
        needs=(
            _value(f"{antibodies} before therapy", *disease.antibodies, before=True),
            _value(f"{antibodies} after therapy", *disease.antibodies, before=False),
        ),
        diagnosis=disease.diagnosis,
    )
    needs = [_value(f"{key} before therapy", *disease.key, before=True)]
    if disease.code == "itp":
        wording = "Response by IWG?"
        needs.append(_value(f"{key} on two days after", *disease.key, before=False, days=2))
        needs.append(_finding("bleeding", ("BLEEDING",)))
    else:
        wording = f"Did the disease abate ({key})?"
        needs.append(_value(f"{key} after therapy", *disease.key, before=False))
    activity = Question(
        name=f"activity-{disease.code}",
        wording=wording,
        needs=tuple(needs),
        diagnosis=disease.diagnosis,
    )
    return activity, cleared
