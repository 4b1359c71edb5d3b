"""Eligibility is judged as of consent, and says so."""

import polars as pl
import pytest

from cartwin.rules.care.eligibility import eligibility_of, inputs_of
from cartwin.study import Origin, Study


ITP, BIOLOGIC = "nct06352281", "itp-biologic-trials"


def study(*consents, **tables):
    days = [-40.0, -20.0, -6.0]
    counts = pl.DataFrame(
        {"patient": "A", "day": days, "analyte": "PLAT", "value": [12.0, 45.0, 80.0],
         "censoring": "none"}
    )  # fmt: skip
    given = pl.DataFrame(
        {
            "patient": ["A", "A", "A"],
            "day": [-5.0, -60.0, -25.0],
            "drug": ["fludarabine", "rituximab", "rituximab"],
            "purpose": ["lymphodepletion", "concomitant", "concomitant"],
        }
    )
    signed = [dict(patient="A", milestone="consent", day=day) for day in consents]
    types = {"patient": pl.String, "milestone": pl.String, "day": pl.Float64}
    rows = {
        "patients": pl.DataFrame({"patient": ["A"], "age": [30.0]}),
        "observations": counts,
        "treatments": given,
        "milestones": pl.DataFrame(signed, schema=types),
        **tables,
    }
    return Study(name="s", title="S", origin=Origin.REAL, disease="itp", tables=rows)


def platelets(*consents):
    rows = eligibility_of(study(*consents), ITP)
    found = rows.filter(pl.col("criterion") == "platelets").row(0, named=True)
    return found["verdict"], found["evidence"], found["why"]


def test_the_last_count_up_to_consent_decides():
    assert platelets(-30.0) == ("met", "platelets=12", "as of day -30 (consent)")


def test_a_count_on_the_day_of_consent_counts():
    assert platelets(-20.0)[:2] == ("failed", "platelets=45")


def test_the_first_of_two_consents_is_the_reference():
    assert platelets(-10.0, -30.0)[2] == "as of day -30 (consent)"


@pytest.mark.parametrize(
    ("consents", "said"),
    [
        ((), "as of day -5 (start of therapy; no consent is recorded)"),
        ((None,), "as of day -5 (start of therapy; consent has no day)"),
        ((-4.0,), "as of day -5 (start of therapy; consent is dated day -4)"),
    ],
)
def test_without_a_day_of_consent_the_start_of_therapy_stands_for_it(consents, said):
    assert platelets(*consents) == ("failed", "platelets=80", said)


def test_a_reason_for_not_knowing_stays_before_the_reference():
    rows = eligibility_of(study(-50.0), ITP)

    (why,) = rows.filter(pl.col("criterion") == "platelets")["why"]
    assert why == "not recorded: platelets; as of day -50 (consent)"


def test_times_without_a_drug_count_up_to_consent():
    found = inputs_of(study(-30.0), BIOLOGIC)["months_since_rituximab"]

    assert found.to_list() == [pytest.approx(30 / (365.25 / 12))]


@pytest.mark.parametrize(
    ("consents", "verdict"),
    [((-30.0,), "met"), ((None,), "met"), ((), "unknown"), ((-4.0,), "unknown")],
)
def test_a_milestone_of_consent_is_consent(consents, verdict):
    rows = eligibility_of(study(*consents), ITP)

    assert rows.filter(pl.col("criterion") == "consent")["verdict"].to_list() == [verdict]


def test_the_day_is_that_of_each_patient():
    two = study(-30.0)
    people = pl.DataFrame({"patient": ["B", "A"], "age": [30.0, 30.0]})
    rows = eligibility_of(two.with_tables(patients=people), ITP)

    told = rows.group_by("patient").agg(
        pl.col("why").str.contains("consent)", literal=True).all()
    )
    assert dict(told.rows()) == {"A": True, "B": False}


def test_criteria_may_be_gone_through_after_consent_but_not_after_the_start():
    def answered(day):
        answer = pl.DataFrame(
            {"patient": ["A"], "day": [day], "instrument": ["ELIGIBILITY"],
             "item": ["refractory"], "value": [1.0]}
        )  # fmt: skip
        return inputs_of(study(-30.0, assessments=answer), ITP)["refractory"].to_list()

    assert (answered(-8.0), answered(-4.0)) == ([1.0], [None])
