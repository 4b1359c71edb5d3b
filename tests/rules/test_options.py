"""Options of the rules: what each means, and what is refused."""

import pytest
from tests.rules.records import record

from cartwin.errors import DataError
from cartwin.rules import chosen, rule_catalogue
from cartwin.rules.options import OPTIONS
from cartwin.study import Origin, Study


EMPTY = Study(name="new", title="New", origin=Origin.REAL, disease="itp")
GIVEN = [("A", 0, "car_t", "car_t")]


def judged(rule, options, **tables):
    found = rule_catalogue()[rule]
    keywords = chosen(rule, found.options, options)
    return found.apply(record(**tables), **keywords).rows(named=True)


def results(rule, column, options, **tables):
    return [row[column] for row in judged(rule, options, **tables)]


def test_options_belong_to_rules_that_there_are():
    assert set(OPTIONS) <= set(rule_catalogue())


SAMPLES = {"a number": ["30"], "DRUG:DAYS, joined by commas": ["ivig:14"], "a CSV file": []}
VALUES = [
    (rule, option.name, value)
    for rule, options in OPTIONS.items()
    for option in options
    for value in SAMPLES.get(option.allowed, option.allowed.split(", "))
]


@pytest.mark.parametrize(("rule", "name", "value"), VALUES)
def test_every_rule_takes_every_value_of_its_options(rule, name, value):
    found = rule_catalogue()[rule]
    keywords = chosen(rule, found.options, {name: value})
    assert found.apply(EMPTY, **keywords).columns == found.apply(EMPTY).columns


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"strickt": "yes"}, r"there is no option strickt \(did you mean strict"),
        ({"strict": "maybe"}, "option strict: found 'maybe'; expected yes, no"),
        ({"window": "-1"}, "option window: found '-1'; expected a number"),
        ({"window": "x"}, "expected a number .'x' is no number"),
    ],
)
def test_what_is_no_option_or_no_value_of_it_is_refused(wanted, message):
    with pytest.raises(DataError, match=message):
        chosen("doris", OPTIONS["doris"], wanted)


def test_all_that_is_wrong_is_told_at_once_and_a_rule_without_options_says_so():
    with pytest.raises(DataError) as raised:
        chosen("doris", OPTIONS["doris"], {"strickt": "yes", "window": "x"})
    assert len(raised.value.problems) == 2
    with pytest.raises(DataError, match="the rule has none"):
        chosen("mrss", (), {"strict": "yes"})


def test_a_drug_without_a_window_is_refused():
    with pytest.raises(DataError, match="did you mean ivig"):
        chosen("iwg", OPTIONS["iwg"], {"windows": "ivigg:14"})


COUNTS = [("A", d, "PLAT", v) for d, v in [(-6, 9), (20, 60), (27, 60)]]
RESCUED = [*GIVEN, ("A", 1, "ivig", "rescue")]


def test_a_rescue_can_be_a_failure_and_its_window_another():
    assert results("iwg", "best", {}, values=COUNTS, given=RESCUED) == [None]
    for options, best in (({"rescued": "failure"}, "NR"), ({"windows": "ivig:14"}, "R")):
        assert results("iwg", "best", options, values=COUNTS, given=RESCUED) == [best]


def test_the_longest_run_instead_of_all_low_days():
    low = {4, 5, 6, 7, 11, 12, 13, 14}
    days = [("A", d, "NEUT", 0.4 if d in low else 2.5) for d in range(31)]
    assert results("icaht-early", "grade", {}, values=days) == [2]
    options = {"counting": "longest_run"}
    assert results("icaht-early", "grade", options, values=days) == [1]


def test_strict_and_drug_free_remission_of_lupus():
    calm = [("phga", 0.4), ("prednisolone", 5), ("stable_therapy", 1)]
    items = [("A", 90, "SLE", *i) for i in [*calm, ("immunosuppressants", 0)]]
    weights = rule_items("sledai-2k", "weights")
    items += [("A", 90, "SLEDAI-2K", i, 0) for i in weights]
    for options, call in (({}, True), ({"strict": "yes"}, False)):
        assert results("doris", "call", options, items=items) == [call]
    assert results("doris", "call", {"drug_free": "yes"}, items=items) == [False]


def rule_items(criterion, name):
    from cartwin.rules import load_criterion

    return load_criterion(criterion)[name]


def lupus(**found):
    weights = rule_items("sledai-2k", "weights")
    absent = [i for i in weights if i not in ("arthritis", "thrombocytopenia")]
    rows = {**dict.fromkeys(absent, 0), **found}
    return [("A", 90, "SLEDAI-2K", i, v) for i, v in rows.items()]


def test_two_joints_are_arthritis_by_the_other_reading():
    items = lupus(joints=2, thrombocytopenia=0)
    assert results("sledai-2k", "score", {}, items=items) == [0]
    assert results("sledai-2k", "score", {"joints": "2_or_more"}, items=items) == [4]


def test_measured_values_of_the_days_before_count_within_the_window():
    items = lupus(arthritis=0)
    values = [("A", 84, "PLAT", 80), ("A", 65, "PLAT", 20), ("A", 91, "PLAT", 10)]
    for options, score in (
        ({}, None),
        ({"window": "5"}, None),
        ({"window": "10"}, 1),
        ({"window": "30"}, 1),
    ):
        found = judged("sledai-2k", options, items=items, values=values)
        assert found[0]["score"] == score, options
    assert "platelets" not in found[0]["why"]


AHA = [("active_bleeding", 0), ("hours_since_haemostatic", 999), ("prednisolone", 5)]
AHA_ITEMS = [("A", 90, "AHA", *i) for i in [*AHA, ("other_immunosuppression", 1)]]


def remission(options, fviii=80.0, **more):
    values = [("A", 90, "FVIII", fviii, {"method": "chromogenic_bovine"}),
              ("A", 90, "F8INH", 0.1, {"method": "bethesda_bovine"})]  # fmt: skip
    return results("aha-gth", "call", options, values=values, items=AHA_ITEMS, **more)


def test_clauses_of_remission_can_be_switched():
    assert remission({}) == ["PR"]
    without = {"others_clause": "no"}
    assert remission(without) == ["CR"]
    assert remission({**without, "drug_free": "yes"}) == ["PR"]  # still prednisolone
    assert remission({}, fviii=50) == ["none"]
    assert remission({"inclusive": "yes"}, fviii=50) == ["PR"]


def test_a_drug_free_remission_is_one_without_emicizumab():
    items = [("A", 90, "AHA", n, 0 if n == "prednisolone" else v) for n, v in AHA]
    items.append(("A", 90, "AHA", "other_immunosuppression", 0))
    values = [("A", 90, "FVIII", 80.0, {"method": "chromogenic_bovine"}),
              ("A", 90, "F8INH", 0.1, {"method": "bethesda_bovine"})]  # fmt: skip
    given = [("A", 60, "emicizumab", "concomitant")]
    for options, drugs, call in (
        ({}, given, "CR"),
        ({"drug_free": "yes"}, given, "PR"),
        ({"drug_free": "yes"}, [("A", -200, "emicizumab", "concomitant")], "CR"),
    ):
        record_ = {"values": values, "items": items, "given": drugs}
        assert results("aha-gth", "call", options, **record_) == [call]


def test_b_cells_by_share():
    values = [("A", d, "BCELLLY", v) for d, v in [(7, 0.5), (60, 1.5), (90, 2)]]
    assert results("b-cells", "depleted_day", {}, values=values) == [None]
    assert results("b-cells", "recovery_day", {"by": "share"}, values=values) == [60]
    options = {"threshold": "2", "by": "share"}
    assert results("b-cells", "recovery_day", options, values=values) == [None]


def test_one_preset_with_another_floor_and_dips():
    counts = [(-6, 9), (1, 45), (80, 20), (100, 45), (175, 45)]
    values = [("A", d, "PLAT", v) for d, v in counts]
    options = {"preset": "romiplostim_p2", "floor": "40", "single_dips": "yes"}
    assert results("srot", "call", options, values=values, given=GIVEN) == [True]
    options["single_dips"] = "no"
    assert results("srot", "call", options, values=values, given=GIVEN) == [False]


def test_the_other_definitions_of_itp():
    found = {"primary": 1, "failed_treatments": 3, "needs_treatment": 1}
    found |= {"splenectomy_failed": 0, "prednisone": 10, "continuous": 1}
    items = [("A", 5, "ITP", name, value) for name, value in found.items()]
    people = {"patient": ["A"], "age": [40.0]}
    record_ = {"items": items, "patients": people}
    assert results("refractory", "call", {}, **record_)[-1] is False
    assert results("refractory", "call", {"splenectomy": "no"}, **record_)[-1] is True
    assert results("steroid-dependence", "call", {}, **record_)[-1] is None
    assert results("steroid-dependence", "call", {"criteria": "ash"}, **record_)[-1]


def test_the_estimand_decides_whether_counts_under_rescue_speak():
    found = {
        estimand: judged("orr", {"estimand": estimand}, values=COUNTS, given=RESCUED)[0]
        for estimand in ("hypothetical", "treatment_policy")
    }
    assert [row["k"] for row in found.values()] == [0, 1]


def test_juvenile_thresholds_and_the_range_of_the_muscle_test():
    base = {"PHGVAS": 50, "PTGVAS": 50, "MMT8": 40, "HAQDI": 1.0, "CK": 100.0}
    later = {**base, "PHGVAS": 29, "MMT8": 49}
    values = [
        ("A", d, a, v, {"upper_normal": 200.0} if a == "CK" else {})
        for d, row in ((-6, base), (90, later))
        for a, v in row.items()
    ]
    items = [("A", d, "IMACS", "extramuscular", 10) for d in (-6, 90)]
    (adult,) = judged("tis", {}, values=values, items=items)
    (child,) = judged("tis", {"juvenile": "yes"}, values=values, items=items)
    (wide,) = judged("tis", {"mmt_range": "260"}, values=values, items=items)

    assert (adult["score"], adult["call"]) == (35, "minimal")
    assert (child["score"], child["call"]) == (35, "minimal")
    assert wide["score"] == 25
    assert judged("tis", {"juvenile": "yes", "mmt_range": "260"}, values=values,
                  items=items)[0]["call"] == "none"  # fmt: skip
