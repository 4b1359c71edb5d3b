"""Cross-table checks: what can be read but can hardly be meant."""

import polars as pl
import pytest

from cartwin.study import (
    Arm,
    Col,
    Origin,
    Protocol,
    Regimen,
    Study,
    check_study,
    open_study,
    parse_regimen,
    published_studies,
)


def study(*, protocol=None, patients=({"patient": "P1"},), **tables) -> Study:
    frames = {name: pl.DataFrame(rows) for name, rows in tables.items()}
    return Study(
        name="checked",
        title="",
        origin=Origin.REAL,
        disease="itp",
        protocol=protocol,
        tables={"patients": pl.DataFrame(patients), **frames},
    )


def counts(*values: float, analyte="PLAT", censoring="none", first_day=0.0) -> list[dict]:
    return [
        dict(
            patient="P1", day=first_day + day, analyte=analyte, value=v, censoring=censoring
        )
        for day, v in enumerate(values)
    ]


def given(drug: str, day: float, **cells) -> dict:
    return dict(patient="P1", day=day, drug=drug, **cells)


def step(milestone: str, day: float | None = None, date: str | None = None) -> dict:
    return dict(patient="P1", milestone=milestone, day=day, date=date)


@pytest.mark.parametrize("name", published_studies())
def test_shipped_studies_pass(name):
    assert check_study(open_study(name)) == ()


LAST_CONTACT = step("last_contact", 60.0)
CASES = [
    (
        dict(treatments=[given("fludarabine", 5.0, purpose="lymphodepletion")]),
        "treatments, row 1, patient P1, column day: lymphodepletion with fludarabine on "
        "day 5; expected a day before the infusion, which is day 0; check both dates",
    ),
    (
        dict(treatments=[given("car_t", 3.0, purpose="car_t")]),
        "treatments, row 1, patient P1, column day: CAR-T on day 3; expected day 0, which "
        "the first infusion defines; count from the infusion, or add the milestone "
        "reinfusion",
    ),
    (
        dict(milestones=[step("infusion", -1.0)]),
        "milestones, row 1, patient P1, column day: the infusion on day -1; expected day "
        "0, which the first infusion defines; count from the first infusion; call a later "
        "one reinfusion",
    ),
    (
        dict(milestones=[step("leukapheresis", -20.0), step("release", -30.0)]),
        "milestones, row 2, patient P1, column day: the release on day -30; expected after "
        "the leukapheresis and what precedes it, on day -20 or later; check both dates",
    ),
    (
        dict(
            milestones=[
                step("infusion", 0.0, "2024-03-06"),
                step("consent", -20.0, "2024-02-01"),
            ]
        ),
        "milestones, row 2, patient P1, column day: day -20 dated 2024-02-01; expected day "
        "-34 by the infusion on 2024-03-06; keep the one that is right",
    ),
    (
        dict(milestones=[step("consent", -20.0)], observations=counts(9, first_day=-30.0)),
        "observations, row 1, patient P1, column day: day -30; expected at or after the "
        "consent on day -20; check both dates, or say in a note why it may be used",
    ),
    (
        dict(
            milestones=[step("last_contact", 60.0)], observations=counts(9, first_day=75.0)
        ),
        "observations, row 1, patient P1, column day: day 75; expected at or before the "
        "last contact on day 60; check both dates",
    ),
    (
        dict(
            patients=[{"patient": "P1", "follow_up": 60.0}],
            treatments=[given("daratumumab", 70.0)],
        ),
        "treatments, row 1, patient P1, column day: day 70; expected at or before the end "
        "of follow-up on day 60; check both dates",
    ),
    (
        dict(observations=counts(9.0, 2900.0, first_day=27.0)),
        "observations, row 2, patient P1, column value: PLAT from 9 on day 27 to 2900 on "
        "day 28; expected neighbouring values in one unit; check the unit of both; confirm "
        "the value if it is right",
    ),
    (
        dict(observations=counts(7.0, 0.07, analyte="IGG")),
        "observations, row 2, patient P1, column value: IGG from 7 on day 0 to 0.07 on day "
        "1; expected neighbouring values in one unit; check the unit of both; confirm the "
        "value if it is right",
    ),
    (
        dict(observations=counts(0.0, 0.0, analyte="BCELL")),
        "BCELL is exactly 0 in 2 observations; if nothing was found, write the limit, e.g. "
        "<5. Kept as written.",
    ),
    (
        dict(
            adverse_events=[{"patient": "P1", "day": 9.0, "term": "rash", "end_day": 5.0}],
        ),
        "adverse_events, row 1, patient P1, column end_day: day 5; expected the start on "
        "day 9 or later; check both dates",
    ),
    (
        dict(
            observations=[counts(9.0)[0] | {"lower_normal": 400.0, "upper_normal": 150.0}],
        ),
        "observations, row 1, patient P1, column lower_normal: 400 to 150; expected the "
        "lower limit of normal below the upper one; swap the limits",
    ),
    (
        dict(treatments=[given("daratumab", 70.0, purpose="rescue")]),
        "treatments, row 1, patient P1, column drug: 'daratumab'; expected a generic name "
        "that cartwin knows, or the purpose concomitant; did you mean daratumumab?",
    ),
    (
        dict(treatments=[given("ivig", 70.0, unit="g")]),
        "treatments, row 1, patient P1, column unit: 'g' for ivig; expected one of g/kg; "
        "write the dose in that unit",
    ),
    (
        dict(treatments=[given("car_t", 0.0, amount=1e9, unit="/kg")]),
        "treatments, row 1, patient P1, column amount: 1000000000 CAR-T cells /kg; "
        "expected at most 1e+08 /kg; nobody is given more; check the number and its unit",
    ),
    (
        dict(treatments=[given("car_t", 0.0, total=2e10)]),
        "treatments, row 1, patient P1, column total: 20000000000 CAR-T cells in all; "
        "expected at most 1e+10 in all; nobody is given more; check the number and its "
        "unit",
    ),
    (
        dict(
            patients=[{"patient": "P1", "arm": "3e6/kg"}],
            protocol=Protocol(
                patients=1,
                lymphodepletion=Regimen(),
                arms=(Arm(name="3e5/kg", regimen=parse_regimen("cart 3e5/kg d0")),),
                follow_up=(0.0, 90.0),
            ),
        ),
        "patients: arm '3e6/kg' is not in the protocol (did you mean 3e5/kg?)",
    ),
    (
        dict(patients=[{"patient": "P1", "note": '=HYPERLINK("x")'}]),
        "patients, row 1, patient P1, column note: '=HYPERLINK(\"x\")'; expected text that "
        "no spreadsheet runs as a formula; put a word before it",
    ),
]


@pytest.mark.parametrize(("tables", "expected"), CASES)
def test_what_is_told(tables, expected):
    assert check_study(study(**tables)) == (expected,)


@pytest.mark.parametrize(
    "tables",
    [
        dict(treatments=[given("fludarabine", -5.0, purpose="lymphodepletion")]),
        dict(treatments=[given("car_t", 0.25, purpose="car_t")]),
        dict(treatments=[given("car_t", 0.0, amount=2e7, unit="/kg", total=1e9)]),
        dict(treatments=[given("ivig", 70.0, purpose="rescue")]),  # no amount is fine
        dict(treatments=[given("paracetamol", 2.0, purpose="concomitant")]),
        dict(milestones=[step("infusion", 0.0, "2024-03"), step("consent", -9.0, "2024")]),
        dict(
            milestones=[step("consent", None, "2024")],
            observations=counts(9, first_day=-30.0),
        ),
        dict(
            milestones=[step("last_contact", 60.0)], observations=counts(9, first_day=60.5)
        ),
        dict(observations=counts(10.0, 250.0)),
        dict(observations=counts(0.01, 900.0, analyte="CARCOPY")),
        dict(observations=counts(0.01, 900.0, censoring="below")),
    ],
)
def test_what_is_fine(tables):
    assert check_study(study(**tables)) == ()


def test_a_jump_over_months_is_no_mix_of_units():
    values = [counts(2.0)[0], counts(900.0, first_day=90.0)[0]]

    assert check_study(study(observations=values)) == ()


def test_jumps_are_looked_for_within_a_patient():
    one, two = counts(2.0)[0], counts(900.0, first_day=1.0)[0] | {Col.PATIENT: "P2"}
    both = study(patients=[{"patient": "P1"}, {"patient": "P2"}], observations=[one, two])

    assert check_study(both) == ()
