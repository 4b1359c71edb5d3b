"""Myositis: points, score, category, and the enzyme that is followed."""

import pytest
from hypothesis import given, strategies as st
from tests.rules.records import record

from cartwin.rules.response import (
    IMACS,
    TIS_ITEMS,
    call_tis,
    enzyme_at_baseline,
    tis_change,
    tis_points,
    tis_visits,
)


STEPS = {
    "physician_global": (0, 7.5, 15, 17.5, 20),
    "patient_global": (0, 2.5, 5, 7.5, 10),
    "mmt": (0, 10, 20, 27.5, 32.5),
    "haq": (0, 5, 7.5, 7.5, 10),
    "enzyme": (0, 2.5, 5, 7.5, 7.5),
    "extramuscular": (0, 7.5, 12.5, 15, 20),
}
STILL = dict.fromkeys(TIS_ITEMS, 0)


@pytest.mark.parametrize("item", TIS_ITEMS)
def test_points_of_every_step_with_bounds_belonging_to_the_lower_one(item):
    bounds = (2, 10, 20, 30) if item == "mmt" else (5, 15, 25, 40)
    points = STEPS[item]

    assert [tis_points(item, b) for b in bounds] == list(points[:4])
    assert [tis_points(item, b + 0.01) for b in bounds] == list(points[1:])
    assert tis_points(item, -30) == 0
    assert tis_points(item, None) is None


def test_all_items_together_make_100_points():
    assert call_tis(dict.fromkeys(TIS_ITEMS, 100)).score == 100


@pytest.mark.parametrize(
    ("changes", "adult", "juvenile"),
    [
        (dict(), "none", "none"),
        (dict(mmt=9, haq=10), "none", "none"),  # 15
        (dict(mmt=15), "minimal", "none"),  # 20
        (dict(mmt=25, patient_global=6), "minimal", "minimal"),  # 30
        (dict(mmt=11, physician_global=41), "moderate", "minimal"),  # 40
        (dict(mmt=25, physician_global=16), "moderate", "minimal"),  # 42.5
        (
            dict(mmt=15, physician_global=41, enzyme=10, patient_global=6),
            "moderate",
            "moderate",
        ),
        (dict(mmt=31, physician_global=26, haq=50), "major", "moderate"),  # 60
        (dict(mmt=31, physician_global=41, haq=50, patient_global=26), "major", "major"),
    ],
)
def test_categories_of_adults_and_of_juvenile_disease(changes, adult, juvenile):
    assert call_tis(STILL | changes).call == adult
    assert call_tis(STILL | changes, juvenile=True).call == juvenile


def test_a_missing_item_leaves_no_score():
    found = call_tis(STILL | {"enzyme": None})

    assert (found.score, found.call) == (None, None)
    assert found.why == "cannot score: not known: enzyme_change"


@pytest.mark.parametrize(
    ("item", "base", "post", "span", "change"),
    [
        ("physician_global", 80, 20, None, 60),
        ("mmt", 60, 70, None, 12.5),
        ("mmt", 130, 156, 260, 10),
        ("haq", 2.0, 1.25, None, 25),
        ("haq", 1.0, 2.5, None, -50),
        ("extramuscular", None, 1, None, None),
        ("enzyme", 3000, 150, None, None),
        ("enzyme", 3000, 150, 15 * 190, 100),
    ],
)
def test_change_is_a_share_of_the_range(item, base, post, span, change):
    found = tis_change(item, base, post, span)

    assert found == (None if change is None else pytest.approx(change))


@pytest.mark.parametrize("item", ["physician_global", "patient_global", "extramuscular"])
def test_globals_count_in_mm_of_100(item):
    assert tis_change(item, 50, 20) == pytest.approx(30)


@pytest.mark.parametrize(
    ("name", "times"), [("CK", 15), ("ALDOLASE", 6), ("LDH", 3), ("AST", 3), ("ALT", 3)]
)
def test_the_range_of_each_enzyme_is_a_multiple_of_its_limit(name, times):
    study = record(values=enzymes(-6, **{name: (500, 50)}))

    assert enzyme_at_baseline(study)["enzyme_range"].to_list() == [times * 50]


def test_an_unknown_item_is_named():
    with pytest.raises(ValueError, match="unknown item 'mmt8'"):
        tis_points("mmt8", 3)


def enzymes(day, **values):
    return [("A", day, a, v, {"upper_normal": u}) for a, (v, u) in values.items()]


def course():
    values = enzymes(-6, CK=(1900, 190), ALDOLASE=(80, 7.6), LDH=(2000, 250))
    values += enzymes(180, CK=(190, 190), ALDOLASE=(34.4, 7.6), LDH=(250, 250))
    for day, shown in ((-6, (60, 50, 60, 2.0)), (180, (20, 20, 76, 0.5))):
        names = ("PHGVAS", "PTGVAS", "MMT8", "HAQDI")
        values += [("A", day, n, v) for n, v in zip(names, shown, strict=True)]
    items = [("A", d, IMACS, "extramuscular", v) for d, v in ((-6, 40), (180, 10))]
    return record(values=values, items=items, given=[("A", 0, "car_t", "car_t")])


def test_the_enzyme_is_the_largest_multiple_of_its_limit_and_not_the_largest_value():
    found = enzyme_at_baseline(course()).row(0, named=True)

    assert found["enzyme"] == "ALDOLASE"
    assert (found["enzyme_b"], found["enzyme_range"]) == (80, pytest.approx(6 * 7.6))


def test_the_record_is_scored_by_the_enzyme_of_baseline():
    found = tis_visits(course()).row(0, named=True)
    changes = dict(
        physician_global=40, patient_global=30, mmt=20, haq=50,
        enzyme=100, extramuscular=30,
    )  # fmt: skip

    assert found["score"] == call_tis(changes).score == 17.5 + 7.5 + 20 + 10 + 7.5 + 15
    assert (found["call"], found["enzyme"], found["day"]) == ("major", "ALDOLASE", 180)


def test_another_range_of_muscle_strength_can_be_given():
    assert tis_visits(course(), ranges={"mmt": 260})["score"].item() == 67.5


def test_an_enzyme_without_its_limit_cannot_be_chosen():
    study = record(values=[("A", -6, "CK", 5000)])

    assert enzyme_at_baseline(study).height == 0


@given(st.sampled_from(TIS_ITEMS), st.floats(-100, 100), st.floats(-100, 100))
def test_more_improvement_never_gives_fewer_points(item, one, other):
    assert tis_points(item, min(one, other)) <= tis_points(item, max(one, other))
