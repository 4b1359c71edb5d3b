"""B cells, autoantibody and CAR-T kinetics: conventions, stories, closed forms."""

import math

import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.rules import (
    antibody_clearance,
    b_cell_reset,
    call_b_cells,
    call_kinetics,
    car_kinetics,
    naive_share,
    terminal_half_life,
)
from cartwin.study import Col, Origin, Study


def plain(*series):
    return [(d, v, "none") for d, v in series]


def study(rows):
    """Rows are (patient, day, analyte, value, censoring)."""
    columns = [Col.PATIENT, Col.DAY, Col.ANALYTE, Col.VALUE, Col.CENSORING]
    observations = pl.DataFrame(rows, schema=columns, orient="row")
    return Study(
        name="s",
        title="s",
        origin=Origin.REAL,
        disease="itp",
        tables={"observations": observations},
    )


def test_b_cells_are_depleted_below_ten_and_back_on_the_first_of_two():
    found = call_b_cells(plain((0, 150), (7, 9.9), (28, 12), (35, 0), (90, 10), (120, 60)))

    assert (found.depleted_day, found.eliminated_day) == (7, 35)
    assert (found.recovery_day, found.aplasia_days) == (90, 83)
    assert (found.aplastic_at_last, found.last_day) == (False, 120)


def test_aplasia_that_goes_on_has_no_length_yet():
    found = call_b_cells([(0, 150, "none"), (14, 1, "below"), (60, 1, "below")])

    assert (found.depleted_day, found.eliminated_day) == (14, 14)
    assert (found.recovery_day, found.aplasia_days) == (None, None)
    assert (found.aplastic_at_last, found.last_day) == (True, 60)


def test_lymphodepletion_wearing_off_is_not_the_return():
    found = call_b_cells(
        plain((0, 9), (3, 16), (7, 34), (10, 7), (14, 0), (60, 0), (90, 22), (120, 60))
    )

    assert (found.depleted_day, found.recovery_day) == (10, 90)


@pytest.mark.parametrize(("renewed", "expected"), [(28, 60), (29, 10)])
def test_depletion_renewed_by_day_28_moves_the_return(renewed, expected):
    series = plain((0, 150), (3, 0), (10, 16), (14, 34), (renewed, 0), (60, 22), (90, 60))

    assert call_b_cells(series).recovery_day == expected


def test_a_return_within_a_month_that_lasts_is_a_return():
    found = call_b_cells(plain((0, 150), (7, 0), (21, 12), (28, 30), (60, 0), (90, 40)))

    assert (found.depleted_day, found.recovery_day) == (7, 21)


def test_a_limit_above_the_threshold_shows_no_depletion():
    found = call_b_cells([(0, 150, "none"), (14, 20, "below")])

    assert (found.depleted_day, found.eliminated_day) == (None, 14)


def test_never_sampled_b_cells_say_nothing():
    found = call_b_cells([])

    assert (found.depleted_day, found.aplastic_at_last, found.last_day) == (None,) * 3


def test_a_share_needs_events_enough():
    assert naive_share(50, 47) == pytest.approx(94)
    assert naive_share(49, 47) is None
    with pytest.raises(ValueError, match="51 naive of 50 CD19"):
        naive_share(50, 51)


def test_the_naive_share_at_return_is_the_first_from_that_day_on():
    rows = [("P1", d, "BCELL", v, "none") for d, v in [(0.0, 90.0), (14.0, 0.0)]]
    rows += [("P1", d, "BCELL", v, "none") for d, v in [(90.0, 15.0), (120.0, 60.0)]]
    rows += [("P1", d, "BNAIVE", v, "none") for d, v in [(0.0, 60.0), (90.0, 94.0)]]
    rows += [("P1", 120.0, "BNAIVE", 80.0, "none")]
    rows += [("P2", 0.0, "BCELL", 90.0, "none")]

    found = b_cell_reset(study(rows))
    assert found["naive_share_at_return"].to_list() == [94.0, None]
    assert found["aplasia_days"].to_list() == [76.0, None]


def test_clearance_is_asked_of_those_positive_at_baseline():
    rows = [
        ("cleared", -9.0, "GPAB", 1.0, "below"),
        ("cleared", -1.0, "GPAB", 8.0, "none"),
        ("cleared", 28.0, "GPAB", 1.0, "none"),
        ("cleared", 90.0, "GPAB", 1.0, "below"),
        ("relapsed", -1.0, "GPAB", 8.0, "none"),
        ("relapsed", 28.0, "GPAB", 1.0, "below"),
        ("relapsed", 90.0, "GPAB", 3.0, "none"),
        ("kept", -1.0, "GPAB", 8.0, "none"),
        ("kept", 28.0, "GPAB", 1.1, "none"),
        ("negative", -1.0, "GPAB", 1.0, "below"),
        ("negative", 28.0, "GPAB", 1.0, "below"),
        ("unseen", -1.0, "GPAB", 8.0, "none"),
        ("no baseline", 28.0, "GPAB", 1.0, "below"),
    ]

    found = {r[0]: r[1:] for r in antibody_clearance(study(rows)).iter_rows()}
    assert found == {
        "cleared": (True, True, 28.0, True),
        "relapsed": (True, True, 28.0, False),
        "kept": (True, False, None, False),
        "negative": (False, None, None, None),
        "unseen": (True, None, None, None),
        "no baseline": (None, None, None, None),
    }


def test_kinetics_of_a_course_with_values_below_the_limit():
    samples = [(3, 50, "below"), (7, 4000, "none"), (10, 20000, "none")]
    samples += [(14, 50, "below"), (21, 2000, "none"), (28, 50, "below")]

    found = call_kinetics(samples)
    assert (found.cmax, found.tmax) == (20000, 10)
    assert (found.clast, found.tlast, found.auc_truncated) == (2000, 21, True)
    assert found.auc_0_28 == pytest.approx(8000 + 36000 + 40000 + 7000)
    halved = call_kinetics(samples, half_limit=True).auc_0_28
    assert halved == pytest.approx(found.auc_0_28 + 25 * (4 + 7) / 2)


def test_the_area_ends_on_day_28_between_two_samples():
    found = call_kinetics(plain((0, 0), (14, 1400), (42, 0.5)))

    at_28 = (1400 + 0.5) / 2
    assert found.auc_0_28 == pytest.approx(14 * 700 + 14 * (1400 + at_28) / 2)
    assert found.auc_truncated is False
    assert call_kinetics(plain((14, 9), (28, 1))).auc_truncated is False
    assert call_kinetics(plain((14, 9), (27, 1))).auc_truncated is True


def test_never_quantifiable_is_no_expansion_and_no_number():
    found = call_kinetics([(7, 50, "below"), (14, 0, "none")])

    assert found.expansion is False
    assert (found.cmax, found.auc_0_28, found.tlast) == (None, None, None)
    assert call_kinetics([]).expansion is None


def test_a_peak_that_cannot_be_relied_on_is_flagged():
    assert call_kinetics(plain((7, 1), (10, 9), (14, 2))).flags == ()
    assert call_kinetics(plain((8, 1), (10, 9), (14, 2))).flags == (
        "first sample after day 7",
    )
    assert call_kinetics(plain((7, 1), (10, 9))).flags == (
        "fewer than 3 quantifiable samples",
    )
    assert call_kinetics(plain((1.1, 9), (7, 1), (10, 2))).flags == ()
    assert call_kinetics(plain((1, 9), (7, 1), (10, 2))).flags == (
        "maximum within a day of the infusion",
    )


def test_a_half_life_is_refused_where_there_is_none():
    assert terminal_half_life([(28, 8), (35, 4)]).why == "fewer than 3 points"
    assert terminal_half_life([(28, 1), (35, 2), (42, 4)]).why == "the level does not fall"
    assert terminal_half_life([(28, 1), (35, 0), (42, 4)]).value is None
    assert terminal_half_life([]).value is None


@given(st.floats(0.5, 100), st.floats(1, 1e6))
def test_the_half_life_of_an_exponential_is_exact(half_life, start):
    points = [(t, start * math.exp(-math.log(2) * t / half_life)) for t in (10, 17, 30, 45)]

    found = terminal_half_life(points)
    assert found.value == pytest.approx(half_life, rel=1e-6)
    assert found.r2 == pytest.approx(1)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8), st.floats(0.1, 10))
def test_kinetics_scale_with_the_assay(values, factor):
    days = range(0, 5 * len(values), 5)
    one = call_kinetics(plain(*zip(days, values, strict=True)))
    other = call_kinetics(
        plain(*((d, v * factor) for d, v in zip(days, values, strict=True)))
    )

    if one.cmax is not None and other.cmax is not None:
        assert other.cmax == pytest.approx(one.cmax * factor)
        assert other.auc_0_28 == pytest.approx(one.auc_0_28 * factor)


def test_every_patient_of_the_record_has_a_row():
    rows = [("P1", 7.0, "CARCOPY", 900.0, "none"), ("P2", 0.0, "PLAT", 9.0, "none")]

    found = car_kinetics(study(rows))
    assert found[Col.PATIENT].to_list() == ["P1", "P2"]
    assert found["expansion"].to_list() == [True, None]
