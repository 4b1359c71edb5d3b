"""Response in ITP: table 2 of the criteria, stories, and what must always hold."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, strategies as st
from tests.rules.records import judged

from cartwin.rules import (
    BLEEDING,
    Count,
    ItpPhase,
    call_itp_response,
    call_iwg,
    itp_phase,
    load_criterion,
)
from cartwin.study import Col, Origin, Protocol, Regimen, Study


ORDER = ("NR", "R", "CR")

values = st.floats(0, 800)
courses = st.lists(
    st.builds(Count, day=st.integers(1, 400), value=values),
    max_size=14,
    unique_by=lambda c: c.day,
)
bleeds = st.lists(st.integers(1, 400), max_size=3)


def call(*counts, baseline=9.0, **rest):
    return call_iwg([Count(*c) for c in counts], baseline=baseline, **rest)


@pytest.mark.parametrize(
    ("value", "baseline", "expected"),
    [
        (100.0, 60.0, "CR"),  # CR asks for no doubling
        (99.9, 9.0, "R"),
        (30.0, 15.0, "R"),
        (29.9, 9.0, "NR"),
        (40.0, 20.0, "R"),
        (39.0, 20.0, "NR"),  # above 30 but not doubled
        (2 * 15.1, 15.1, "R"),
    ],
)
def test_boundaries_of_table_2(value, baseline, expected):
    assert call((14, value), (21, value), baseline=baseline).best == expected


def test_two_occasions_are_a_week_apart():
    assert call((14, 120), (20.9, 120)).best == "NR"
    assert call((14, 120), (21, 120)).best == "CR"


def test_dates_and_evidence_of_a_response_that_deepens():
    found = call((7, 20), (14, 60), (21, 120), (28, 130), (60, 80), (67, 90))

    assert (found.best, found.first_r_day, found.first_cr_day) == ("CR", 14, 21)
    assert found.loss_day == 60
    assert found.evidence == ("day 21: 120", "day 28: 130")
    assert found.why == "CR from day 21, confirmed on day 28, lost on day 60"


def test_a_failing_count_between_two_good_ones_breaks_the_confirmation():
    assert call((14, 150), (18, 20), (21, 160)).best == "NR"


def test_a_bleed_is_a_failing_occasion_and_a_loss():
    assert call((14, 120), (21, 130), bleeding_days=[14]).best == "NR"
    assert call((14, 120), (21, 130), bleeding_days=[18]).best == "NR"
    assert call((14, 120), (21, 130), bleeding_days=[40]).loss_day == 40


def test_one_low_count_is_no_loss_and_two_in_a_row_are():
    good = [(14, 150), (21, 160)]

    assert call(*good, (60, 90), (67, 150)).loss_day is None
    assert call(*good, (60, 90), (67, 150), (90, 90), (97, 150)).loss_day is None
    assert call(*good, (60, 90), (60.5, 90)).loss_day is None  # the same day
    assert call(*good, (60, 90), (61, 90)).loss_day == 60


def test_counts_inside_a_rescue_window_do_not_speak_for_the_therapy():
    counts = [(10, 150), (20, 160), (29, 170), (30, 20), (40, 15)]
    found = call(*counts, windows=[(1, 29)])

    assert (found.best, found.counts_excluded) == ("NR", 3)
    assert call(*counts).best == "CR"


def test_counts_that_fail_in_spite_of_a_rescue_are_no_response():
    assert call((3, 80), (17, 15), (24, 12), windows=[(1, 29)]).best == "NR"


@pytest.mark.parametrize(
    ("counts", "rest"),
    [
        ([(14, 120), (21, 120)], {"baseline": None}),
        ([], {}),
        ([(-3, 120), (0, 120)], {}),
        ([(0, 120), (7, 120)], {}),
        ([(7, 120), (14, 120)], {"censored_at": 14}),  # that day belongs to the other
        ([(14, 120)], {}),
        ([(14, 120), (21, 130)], {"windows": [(10, 38)]}),
        ([(14, 120), (21, 130)], {"censored_at": 10}),
    ],
)
def test_too_little_to_judge_is_not_no_response(counts, rest):
    found = call(*counts, **rest)

    assert found.best is None
    assert found.why.startswith("cannot call: ")


def test_a_censored_count_is_left_out_unless_it_is_clear():
    clear = call((7, 10, "below"), (14, 400, "above"), (21, 400, "above"))
    unclear = call((14, 60, "below"), (21, 60, "below"))

    assert (clear.best, clear.counts_excluded) == ("CR", 0)
    assert (unclear.best, unclear.counts_excluded) == (None, 2)


@pytest.mark.parametrize(
    ("diagnosed", "on", "phase"),
    [
        (date(2024, 1, 31), date(2024, 4, 29), ItpPhase.NEWLY_DIAGNOSED),
        (date(2024, 1, 31), date(2024, 4, 30), ItpPhase.PERSISTENT),
        (date(2024, 3, 1), date(2025, 3, 1), ItpPhase.PERSISTENT),
        (date(2024, 3, 1), date(2025, 3, 2), ItpPhase.CHRONIC),
        (date(2024, 2, 29), date(2025, 2, 28), ItpPhase.PERSISTENT),
    ],
)
def test_phases_go_by_calendar_months(diagnosed, on, phase):
    assert itp_phase(diagnosed, on) == phase


def test_a_diagnosis_after_the_day_asked_is_refused():
    with pytest.raises(ValueError, match="2024-01-01 lies before the diagnosis"):
        itp_phase(date(2024, 2, 1), date(2024, 1, 1))


@given(courses, bleeds, values, st.floats(0, 200))
def test_more_platelets_never_make_a_worse_response(course, bled, baseline, extra):
    more = [Count(c.day, c.value + extra) for c in course]

    low = call_iwg(course, baseline=baseline, bleeding_days=bled).best
    high = call_iwg(more, baseline=baseline, bleeding_days=bled).best
    assert (low is None) == (high is None)
    if low is not None:
        assert ORDER.index(high) >= ORDER.index(low)


@given(courses, bleeds, values, st.randoms(use_true_random=False))
def test_the_order_of_counts_does_not_matter(course, bled, baseline, random):
    shuffled = list(course)
    random.shuffle(shuffled)

    expected = call_iwg(course, baseline=baseline, bleeding_days=bled)
    assert call_iwg(shuffled, baseline=baseline, bleeding_days=bled) == expected


@given(courses, bleeds, values)
def test_dates_follow_each_other(course, bled, baseline):
    found = call_iwg(course, baseline=baseline, bleeding_days=bled)

    assert (found.best is None) == found.why.startswith("cannot call: ")
    assert (found.first_r_day is not None) == (found.best in {"R", "CR"})
    assert (found.first_cr_day is not None) == (found.best == "CR")
    dates = [found.first_r_day, found.first_cr_day, found.loss_day]
    known = [d for d in dates if d is not None]
    assert known == sorted(known)


def study(counts, treatments=(), bleeding=(), protocol=None):
    """Counts are (day, value), treatments (day, drug, purpose), bleeding (day, grade)."""
    tables = {
        "patients": pl.DataFrame({Col.PATIENT: ["P1"]}),
        "observations": pl.DataFrame(
            [("P1", float(d), "PLAT", float(v), "none") for d, v in counts],
            schema=[Col.PATIENT, Col.DAY, Col.ANALYTE, Col.VALUE, Col.CENSORING],
            orient="row",
        ),
    }
    if treatments:
        tables["treatments"] = pl.DataFrame(
            [("P1", float(d), drug, purpose) for d, drug, purpose in treatments],
            schema=[Col.PATIENT, Col.DAY, Col.DRUG, Col.PURPOSE],
            orient="row",
        )
    if bleeding:
        tables["assessments"] = pl.DataFrame(
            [("P1", float(d), BLEEDING, "who", float(g)) for d, g in bleeding],
            schema=[Col.PATIENT, Col.DAY, Col.INSTRUMENT, Col.ITEM, Col.VALUE],
            orient="row",
        )
    return Study(
        name="s",
        title="s",
        origin=Origin.REAL,
        disease="itp",
        protocol=protocol,
        tables=tables,
    )


LYMPHODEPLETION = (-5, "fludarabine", "lymphodepletion")
PLATEAU = [(-6, 8), (30, 15), (60, 25), (90, 31), (120, 30), (180, 33), (240, 29)]
PLATEAU += [(262, 30), (277, 210), (300, 230)]


def only(frame):
    return frame.row(0, named=True)


def test_the_rise_after_a_new_therapy_belongs_to_that_therapy():
    patient = study(PLATEAU, [LYMPHODEPLETION, (270, "daratumumab", "rescue")])

    called = only(call_itp_response(patient))
    assert (called["best"], called["first_r_day"], called["censored_at"]) == ("R", 90, 270)
    assert (called["baseline"], called["counts_excluded"]) == (8, 2)
    unattributed = only(call_itp_response(patient, attribution=False))
    assert (unattributed["best"], unattributed["first_cr_day"]) == ("CR", 277)
    assert unattributed["censored_at"] is None


def test_steroids_for_toxicity_open_a_window_and_do_not_censor():
    counts = [(-6, 9), (14, 120), (21, 130), (45, 60), (60, 70), (75, 65)]
    treated = study(counts, [LYMPHODEPLETION, (8, "dexamethasone", "toxicity")])

    called = only(call_itp_response(treated))
    assert (called["best"], called["first_r_day"]) == ("R", 45)
    assert (called["censored_at"], called["counts_excluded"]) == (None, 2)


def test_the_protocol_and_then_the_caller_decide_how_long_a_rescue_acts():
    counts = [(-6, 9), (14, 120), (21, 130), (28, 12), (35, 12)]
    protocol = Protocol(
        patients=1,
        lymphodepletion=Regimen(),
        arms=(),
        follow_up=(0, 100),
        rescue_windows={"dexamethasone": 2.0},
    )
    given_dexamethasone = [LYMPHODEPLETION, (8, "dexamethasone", "toxicity")]
    patient = study(counts, given_dexamethasone, protocol=protocol)

    assert only(call_itp_response(patient))["best"] == "CR"
    longer = call_itp_response(patient, windows={"dexamethasone": 15.0})
    assert only(longer)["best"] == "NR"


def test_a_transfusion_opens_a_window_of_a_week_and_never_censors():
    counts = [(-6, 9), (14, 120), (21, 130), (28, 12)]
    transfused = study(counts, [(1, "platelet_transfusion", "rescue")])

    called = only(call_itp_response(transfused))
    assert (called["best"], called["censored_at"]) == ("CR", None)


def test_baseline_is_the_last_count_before_lymphodepletion_without_a_rescue():
    counts = [(-40, 11), (-10, 90), (-5, 80), (-2, 4), (14, 25), (28, 25)]
    infused = [LYMPHODEPLETION, (0, "car_t", "car_t")]
    given_before = [*infused, (-12, "ivig", "concomitant")]

    assert only(call_itp_response(study(counts, infused)))["baseline"] == 80
    assert only(call_itp_response(study(counts, given_before)))["baseline"] == 11
    assert only(call_itp_response(study(counts), baseline={"P1": 0.0}))["baseline"] == 0


def test_without_a_baseline_nothing_is_called():
    called = only(call_itp_response(study([(14, 120), (21, 130)], [LYMPHODEPLETION])))

    assert called["best"] is None
    assert called["why"] == (
        "cannot call: no platelet count up to the start of therapy (day -5)"
    )


def test_default_windows_are_four_weeks_and_one_for_platelets():
    windows = dict(load_criterion("rescue-windows")["windows"])

    assert windows.pop("platelet_transfusion") == 7
    assert set(windows.values()) == {28}


def test_bleeding_comes_from_the_record_and_its_absence_is_told():
    counts = [(-6, 9), (14, 120), (21, 130)]

    bled = only(call_itp_response(study(counts, bleeding=[(14, 1), (21, 0)])))
    clean = only(call_itp_response(study(counts, bleeding=[(14, 0), (21, 0)])))
    unknown = only(call_itp_response(study(counts)))
    assert (bled["best"], clean["best"], unknown["best"]) == ("NR", "CR", "CR")
    assert unknown["why"] == f"{clean['why']}; bleeding was not assessed"


@pytest.mark.parametrize(
    ("years", "phase"),
    [(0.2, "newly_diagnosed"), (0.25, "persistent"), (1.0, "persistent"), (1.1, "chronic")],
)
def test_the_phase_of_itp_by_the_duration_of_the_disease(years, phase):
    (found,) = judged("itp-phase", patients={"patient": ["A"], "disease_duration": [years]})
    assert found["call"] == phase


def test_a_phase_without_a_duration_is_not_known():
    (found,) = judged("itp-phase", values=[("A", 1, "PLAT", 9)])
    assert (found["call"], found["why"][:6]) == (None, "cannot")
