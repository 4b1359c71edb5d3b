"""B cells of many patients at once, and their subsets."""

import pytest
from hypothesis import given, settings, strategies as st
from tests.rules.b_cells_plainly import call_b_cells_plainly
from tests.rules.records import record

from cartwin.rules import RuleCol, b_cell_reset, call_b_cells
from cartwin.rules.response import B_CELL_SUBSETS, b_cell_subsets


samples = st.lists(
    st.tuples(
        st.integers(-2, 90),
        st.sampled_from([0.0, 5.0, 9.9, 10.0, 20.0, 60.0]),
        st.sampled_from(["none"] * 5 + ["below"]),
    ),
    max_size=12,
    unique_by=lambda s: s[0],
).map(sorted)


@settings(max_examples=200)
@given(samples)
def test_one_patient_is_called_as_by_reading_one_sample_after_another(series):
    assert call_b_cells(series) == call_b_cells_plainly(series)


@settings(max_examples=50)
@given(st.lists(samples, min_size=2, max_size=5))
def test_patients_do_not_disturb_one_another(listed):
    values = [
        (f"P{n}", d, "BCELL", v, {"censoring": c})
        for n, series in enumerate(listed)
        for d, v, c in series
    ]
    found = {row[0]: row for row in b_cell_reset(record(values=values)).iter_rows()}

    for number, series in enumerate(listed):
        if series:
            alone = call_b_cells_plainly(series)
            assert found[f"P{number}"][1:4] == (
                alone.depleted_day, alone.eliminated_day, alone.recovery_day
            )  # fmt: skip


def test_a_share_of_lymphocytes_can_be_followed_instead():
    values = [("A", d, "BCELLLY", v) for d, v in ((0, 9), (14, 0.5), (90, 1), (120, 3))]

    found = b_cell_reset(record(values=values), analyte="BCELLLY", threshold=1)
    assert found.select(RuleCol.DEPLETED_DAY, RuleCol.RECOVERY_DAY).row(0) == (14, 90)


def subsets(**events):
    items = [("A", 60, B_CELL_SUBSETS, name, n) for name, n in events.items()]
    rows = b_cell_subsets(record(items=items))
    return dict(rows.select("subset", "score").iter_rows()), rows["why"].to_list()


def test_subsets_are_shares_of_50_events_and_more():
    assert subsets(cd19=50, naive=47, switched=1)[0] == {"naive": 94, "switched": 2}
    assert subsets(cd19=49, naive=47)[0] == {"naive": None}


@pytest.mark.parametrize(
    ("events", "why"),
    [
        (dict(naive=5), "CD19+ events were not recorded"),
        (dict(cd19=49, naive=5), "fewer than 50 CD19+ events"),
        (dict(cd19=60, naive=61), "more events than CD19+ events"),
    ],
)
def test_a_share_that_cannot_be_given_says_why(events, why):
    shares, reasons = subsets(**events)

    assert shares == {"naive": None}
    assert reasons == [f"cannot say: {why}"]
