"""Release of the product and its chain of identity."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.errors import DataError
from cartwin.rules import load_criterion
from cartwin.rules.care.product import (
    Exemption,
    check_custody,
    check_release,
    endotoxin_per_kg,
    endotoxin_rate,
    scans_of,
    steps_in_order,
    vector_copies_per_transduced,
)
from cartwin.study import Origin, Study


PASSING = {
    "viability": 0.7, "cd3": 0.8, "car": 0.1, "vcn": 4.99, "endotoxin_eu_ml": 4.99,
    "endotoxin_eu_kg_h": 5, "sterility": "negative", "mycoplasma": "negative",
    "rcl": "negative", "beads": 99, "appearance": "conforms", "identity": "conforms",
    "potency": "conforms",
}  # fmt: skip
FAILING = {
    "viability": 0.69, "cd3": 0.79, "car": 0.09, "vcn": 5, "endotoxin_eu_ml": 5,
    "endotoxin_eu_kg_h": 5.01, "sterility": "positive", "mycoplasma": "positive",
    "rcl": "positive", "beads": 100, "appearance": "clumps", "identity": "differs",
    "potency": "low",
}  # fmt: skip
SIGNED = Exemption(
    items=("sterility",), signed_by="QP", on=date(2024, 3, 1), reason="culture runs 14 d"
)


def test_every_limit_met_exactly_is_released():
    found = check_release(PASSING)

    assert found.released
    assert (found.status, found.failed, found.pending) == ("released", (), ())
    assert "viability: 0.7 >= 0.7" in found.evidence


@pytest.mark.parametrize("item", FAILING)
def test_each_item_can_fail(item):
    found = check_release({**PASSING, item: FAILING[item]})

    assert (found.status, found.failed) == ("not released", (item,))


@pytest.mark.parametrize("result", [None, "", "pending"])
@pytest.mark.parametrize("item", FAILING)
def test_a_pending_result_is_not_a_pass(item, result):
    found = check_release({**PASSING, item: result})

    assert (found.status, found.failed, found.pending) == ("not released", (), (item,))


def test_an_item_left_out_is_pending():
    found = check_release({n: x for n, x in PASSING.items() if n != "sterility"})

    assert found.pending == ("sterility",)


def test_a_signed_exemption_makes_it_conditional_and_never_released():
    found = check_release({**PASSING, "sterility": None}, exemption=SIGNED)

    assert (found.status, found.released) == ("conditional", False)
    assert found.exemption.signed_by == "QP"


def test_an_exemption_covers_only_what_it_names():
    open_items = {**PASSING, "sterility": None, "viability": 0.65}

    assert check_release(open_items, exemption=SIGNED).status == "not released"


def test_an_exemption_that_nobody_signed_is_refused():
    unsigned = Exemption(items=("rcl",), signed_by="", on=date(2024, 3, 1), reason="x")

    with pytest.raises(DataError, match="the exemption is not signed"):
        check_release(PASSING, exemption=unsigned)


def test_what_makes_no_sense_is_told_all_at_once():
    spec = {"viability": ["=>", 0.7], "cd3": [">=", 0.8]}

    with pytest.raises(DataError) as refused:
        check_release({"viability": 0.9, "cd3": "high"}, spec)

    assert len(refused.value.problems) == 2


def test_rounding_decides_no_release():
    assert check_release({"car": 0.3 - 0.2}, {"car": [">=", 0.1]}).released


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_viable_cells_never_undo_a_release(one, other):
    low, high = sorted((one, other))
    releases = [check_release({**PASSING, "viability": v}).released for v in (low, high)]

    assert releases[0] <= releases[1]


def test_vector_copies_count_per_transduced_cell():
    assert vector_copies_per_transduced(1.6, 0.3) == pytest.approx(16 / 3)
    with pytest.raises(DataError, match="CAR share: found 30"):
        vector_copies_per_transduced(1.6, 30)
    with pytest.raises(DataError, match="CAR share: found 0"):
        vector_copies_per_transduced(1.6, 0)


def test_endotoxin_counts_per_kg_and_hour():
    assert endotoxin_rate(2.0, 50, 26) == pytest.approx(100 / 26)
    with pytest.raises(DataError, match="weight: found 0"):
        endotoxin_rate(2.0, 50, 0)


STEPS = steps_in_order()
WHOLE = "who=A+B; where=ward; id1=S1; id2=P1"


def scans(steps=STEPS, patient="A", **changed):
    """A whole chain up to some step; `changed`: step -> (day, text, temperature)."""
    rows = []
    for number, step in enumerate(steps):
        day, text, temperature = changed.get(step, (number / 100, WHOLE, 20.0))
        rows.append((patient, day, "CUSTODY", step, temperature, text))
    columns = ["patient", "day", "instrument", "item", "value", "text"]
    types = [pl.String, pl.Float64, pl.String, pl.String, pl.Float64, pl.String]
    return pl.DataFrame(rows, schema=dict(zip(columns, types, strict=True)), orient="row")


def chain(*frames):
    study = Study(
        name="s", title="S", origin=Origin.REAL, disease="itp",
        tables={"assessments": pl.concat(frames)},
    )  # fmt: skip
    return check_custody(study).rows(named=True)


def test_the_steps_of_the_chain_in_their_order():
    assert len(STEPS) == 20
    assert STEPS[3:7] == ("pack", "courier", "receipt", "start")
    assert STEPS[13:] == (
        "site_receipt", "ld_go", "thaw", "bedside_check", "infusion_start", "infusion_end",
        "residual",
    )  # fmt: skip


@pytest.mark.parametrize("length", [1, 7, 19])
def test_a_whole_chain_allows_the_next_step(length):
    (row,) = chain(scans(STEPS[:length]))

    assert (row["verdict"], row["why"]) == ("met", "")
    assert (row["step"], row["next_step"]) == (STEPS[length - 1], STEPS[length])


def test_at_the_end_nothing_follows():
    (row,) = chain(scans())

    assert (row["verdict"], row["step"], row["next_step"]) == ("met", "residual", None)


@pytest.mark.parametrize("left_out", range(19))
def test_any_missing_step_blocks_the_next(left_out):
    (row,) = chain(scans(STEPS[:left_out] + STEPS[left_out + 1 :]))

    assert row["verdict"] == "failed"
    assert row["next_step"] is None
    assert f"{STEPS[left_out]} is missing before it" in row["why"]
    assert row["step"] == (STEPS[left_out] if left_out else STEPS[0])


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"thaw": (0.1, WHOLE, 20.0)}, "thaw: dated before the step it follows"),
        ({"thaw": (None, WHOLE, 20.0)}, "thaw: when is not recorded"),
        ({"thaw": (0.15, WHOLE, None)}, "thaw: temperature is not recorded"),
        ({"thaw": (0.15, "where=w; id1=S1; id2=P1", 1.0)}, "thaw: who is not recorded"),
        ({"thaw": (0.15, "who=A; id1=S1; id2=P1", 1.0)}, "thaw: where is not recorded"),
        ({"thaw": (0.15, "who=A; where=w; id2=P1", 1.0)}, "thaw: id1 is not recorded"),
        ({"thaw": (0.15, "who=A; where=w; id1=S1", 1.0)}, "thaw: id2 is not recorded"),
        ({"thaw": (0.15, "who=A; where=w; id1=S2; id2=P1", 1.0)},
         "thaw: found S2; expected S1"),
        ({"thaw": (0.15, "who=A; where=w; id1=S1; id2=P2", 1.0)},
         "thaw: found P2; expected P1"),
        ({"bedside_check": (0.16, WHOLE.replace("A+B", "A"), 20.0)},
         "bedside_check: takes two persons"),
        ({"bedside_check": (0.16, WHOLE.replace("A+B", "A+A"), 20.0)},
         "bedside_check: takes two persons"),
        ({"infusion_end": (0.17 + 31 / 1440, WHOLE, 20.0),
          "residual": (0.2, WHOLE, 20.0)}, "infusion_end: 31.0 min after the start"),
    ],
)  # fmt: skip
def test_every_kind_of_break(changed, why):
    (row,) = chain(scans(**changed))

    assert (row["verdict"], row["why"]) == ("failed", why)
    first = STEPS.index(next(iter(changed)))
    assert row["step"] in {STEPS[first - 1], STEPS[first]}


def test_half_an_hour_of_infusion_is_not_too_long():
    end = {"infusion_end": (0.17 + 30 / 1440, WHOLE, 20.0), "residual": (0.2, WHOLE, 20.0)}

    assert chain(scans(**end))[0]["verdict"] == "met"


def test_a_step_scanned_twice_or_unknown_breaks_the_chain():
    (twice,) = chain(scans((*STEPS[:3], STEPS[2])))
    (unknown,) = chain(scans((*STEPS[:3], "coffee")))

    assert twice["why"] == "collection_label: scanned twice"
    assert unknown["why"] == "coffee: no step of the chain"


def test_two_identifiers_that_are_one_are_not_independent():
    (row,) = chain(scans(STEPS[:1], prescription=(0.0, "who=A;where=w;id1=X;id2=X", 1.0)))

    assert row["why"] == "prescription: the two identifiers are the same"


def test_an_identifier_of_another_patient_is_found_in_both():
    other = scans(
        STEPS[:1], "B", prescription=(0.0, "who=A; where=w; id1=S1; id2=P2", 20.0)
    )

    a, b = chain(scans(STEPS[:1]), other)

    assert a["why"] == b["why"] == ("prescription: S1 also belongs to another patient")


def test_a_record_without_scans_has_no_chains():
    assert chain(scans(())) == []
    assert scans_of(scans(("thaw",)).with_columns(instrument=pl.lit("CRS"))).height == 0


def test_two_scans_of_one_moment_are_in_order():
    assert chain(scans(thaw=(0.14, WHOLE, 20.0)))[0]["verdict"] == "met"


def test_endotoxin_per_kg_of_the_patient_as_an_item_of_a_specification():
    assert endotoxin_per_kg(2.0, 50, 20) == 5.0
    spec = {"endotoxin_eu_kg": ["<", 5]}
    found = check_release({"endotoxin_eu_kg": 5.0}, spec)
    assert found.failed == ("endotoxin_eu_kg",)
    assert "endotoxin_eu_kg" not in load_criterion("release-specification").items
