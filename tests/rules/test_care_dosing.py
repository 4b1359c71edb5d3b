"""Body surface, renal function, fludarabine, lymphodepletion, cells and volume."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, strategies as st

from cartwin.errors import DataError
from cartwin.rules.care.dosing import (
    LABELS,
    body_surface_area,
    cell_dose,
    check_doses,
    counts_allow_collection,
    course_dates,
    course_dose,
    creatinine_clearance,
    dose_level,
    egfr_ckd_epi,
    egfr_schwartz,
    fludarabine_factor,
    leukapheresis_enough,
    lymphodepletion,
    product_volume,
    schemes,
    tisagenlecleucel_range,
    within_tolerance,
)
from cartwin.study import Origin, Study


@pytest.mark.parametrize(
    ("formula", "surface"),
    [
        ("mosteller", 1.882),
        ("DuBois", 1.864),
        ("Du Bois", 1.864),
        ("haycock", 1.895),
        ("gehan-george", 1.897),
        ("Gehan", 1.897),
    ],
)
def test_body_surface_of_170_cm_and_75_kg(formula, surface):
    assert body_surface_area(170, 75, formula) == pytest.approx(surface, abs=0.0005)


def test_mosteller_is_the_square_root():
    assert body_surface_area(128, 26) == pytest.approx((128 * 26 / 3600) ** 0.5, rel=1e-12)


def test_an_unknown_formula_is_named():
    with pytest.raises(ValueError, match=r"unknown formula 'boyd' of the body surface"):
        body_surface_area(170, 75, "boyd")


def test_a_size_of_nothing_is_refused_with_all_that_is_wrong():
    with pytest.raises(DataError) as refused:
        body_surface_area(0, float("nan"))

    assert str(refused.value) == (
        "body surface was not calculated:\n"
        "  height: found 0; expected more than 0\n"
        "  weight: found nan; expected more than 0"
    )


@pytest.mark.parametrize(
    ("age", "weight", "creatinine", "sex", "clearance"),
    [
        (55, 90, 1.09, "M", 85 * 90 / (72 * 1.09)),
        (55, 90, 1.09, "F", 0.85 * 85 * 90 / (72 * 1.09)),
        (18, 60, 1.0, "female", 0.85 * 122 * 60 / 72),
        (17.9, 60, 1.0, "female", None),
    ],
)
def test_cockcroft_and_gault_for_adults_only(age, weight, creatinine, sex, clearance):
    found = creatinine_clearance(age, weight, creatinine, sex)

    assert found == (None if clearance is None else pytest.approx(clearance, rel=1e-12))


@pytest.mark.parametrize(
    ("creatinine", "sex", "expected"),
    [
        (0.7, "F", 142 * 0.9938**40 * 1.012),
        (0.35, "F", 142 * 0.5**-0.241 * 0.9938**40 * 1.012),
        (1.4, "F", 142 * 2**-1.2 * 0.9938**40 * 1.012),
        (0.9, "M", 142 * 0.9938**40),
        (0.45, "M", 142 * 0.5**-0.302 * 0.9938**40),
        (1.8, "M", 142 * 2**-1.2 * 0.9938**40),
    ],
)
def test_ckd_epi_2021_on_both_sides_of_its_knee(creatinine, sex, expected):
    assert egfr_ckd_epi(40, creatinine, sex) == pytest.approx(expected, rel=1e-12)


def test_ckd_epi_is_for_adults():
    assert egfr_ckd_epi(17.9, 0.5, "F") is None


def test_bedside_schwartz():
    assert egfr_schwartz(128, 0.5) == pytest.approx(0.413 * 128 / 0.5)


def test_a_sex_that_is_not_known_is_named():
    with pytest.raises(ValueError, match="unknown sex 'x'"):
        creatinine_clearance(55, 90, 1.09, "x")


@pytest.mark.parametrize(
    ("label", "clearance", "factor"),
    [
        ("us_current", 80, 1.0), ("us_current", 79.9, 0.8), ("us_current", 50, 0.8),
        ("us_current", 49.9, 0.6), ("us_current", 30, 0.6), ("us_current", 29.9, 0.0),
        ("us_older", 70.1, 1.0), ("us_older", 70, 0.8), ("us_older", 30, 0.8),
        ("us_older", 29.9, 0.0),
        ("eu", 70.1, 1.0), ("eu", 70, 0.5), ("eu", 30, 0.5), ("eu", 29.9, 0.0),
    ],
)  # fmt: skip
def test_fludarabine_by_label(label, clearance, factor):
    assert fludarabine_factor(clearance, label) == factor


def test_a_clearance_is_compared_at_ten_digits():
    assert fludarabine_factor(49.99999999999, "us_current") == 0.8


def test_an_unknown_label_is_named():
    with pytest.raises(ValueError, match=r"unknown label 'us' \(did you mean"):
        fludarabine_factor(60, "us")


@given(st.sampled_from(LABELS), st.floats(1, 200), st.floats(0, 100))
def test_better_kidneys_never_get_less(label, clearance, more):
    assert fludarabine_factor(clearance, label) <= fludarabine_factor(
        clearance + more, label
    )


@pytest.mark.parametrize(
    ("scheme", "fludarabine", "cyclophosphamide", "days"),
    [
        ("itp_nct06352281", 30, 300, (-5, -4, -3)),
        ("axicabtagene", 30, 500, (-5, -4, -3)),
        ("tisagenlecleucel", 25, 250, (-5, -4, -3)),
        ("erlangen", 25, 1000, (-3,)),
    ],
)
def test_schemes_of_lymphodepletion(scheme, fludarabine, cyclophosphamide, days):
    flu, cy = lymphodepletion(scheme)

    assert (flu.drug, flu.mg_m2, flu.days) == ("fludarabine", fludarabine, (-5, -4, -3))
    assert (cy.drug, cy.mg_m2, cy.days) == ("cyclophosphamide", cyclophosphamide, days)
    assert scheme in schemes()


def test_an_unknown_scheme_is_named():
    with pytest.raises(ValueError, match=r"unknown scheme 'mesna_from'"):
        lymphodepletion("mesna_from")


@pytest.mark.parametrize(
    ("infusion", "first", "last"),
    [
        (date(2024, 3, 3), "2024-02-27", "2024-02-29"),
        (date(2023, 3, 3), "2023-02-26", "2023-02-28"),
        (date(2025, 1, 3), "2024-12-29", "2024-12-31"),
    ],
)
def test_days_before_the_infusion_follow_the_calendar(infusion, first, last):
    dates = course_dates(infusion)

    assert (str(dates[0]), str(dates[-1]), len(dates)) == (first, last, 3)


def test_the_dose_of_a_course_is_not_rounded():
    assert course_dose(30, 1.882, 3, 0.8) == pytest.approx((45.168, 135.504), rel=1e-12)


@pytest.mark.parametrize(
    ("weight", "caps", "dose"),
    [
        (26, {}, 5.2e7),
        (100, {"cap_kg": 100, "cap_total": 2e8}, 2e8),
        (110, {"cap_kg": 100}, 2e8),
        (110, {"cap_total": 2e8}, 2e8),
        (99, {"cap_kg": 100, "cap_total": 2e8}, 1.98e8),
    ],
)
def test_cells_per_kg_within_their_caps(weight, caps, dose):
    assert cell_dose(2e6, weight, **caps) == pytest.approx(dose)


@pytest.mark.parametrize(
    ("weight", "low", "high", "per_kg"),
    [(10, 2e6, 5e7, True), (50, 1e7, 2.5e8, True), (50.1, 1e7, 2.5e8, False),
     (90, 1e7, 2.5e8, False)],
)  # fmt: skip
def test_tisagenlecleucel_is_per_kg_up_to_50_kg_and_a_total_above(
    weight, low, high, per_kg
):
    found = tisagenlecleucel_range(weight)

    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert found.per_kg is per_kg


def test_the_volume_counts_viability_and_both_shares():
    found = product_volume(3.9e6, 1e7, viability=0.85, car_fraction=0.3, cd3_fraction=0.9)

    assert found == pytest.approx(3.9e6 / (1e7 * 0.85 * 0.3 * 0.9))


def test_per_cent_is_not_taken_for_a_fraction():
    with pytest.raises(DataError, match="viability: found 85; expected a fraction up to 1"):
        product_volume(3.9e6, 1e7, viability=85, car_fraction=0.3)


@given(st.floats(0.1, 1), st.floats(0.1, 1))
def test_more_viable_cells_need_less_volume(one, other):
    low, high = sorted((one, other))
    volumes = [product_volume(1e6, 1e7, viability=v, car_fraction=0.3) for v in (low, high)]

    assert volumes[0] >= volumes[1]


@pytest.mark.parametrize(
    ("given_dose", "accepted"),
    [(0.8e6, True), (0.79e6, False), (1.2e6, True), (1.21e6, False)],
)
def test_a_fifth_from_the_dose_of_the_cohort_is_accepted(given_dose, accepted):
    assert within_tolerance(given_dose, 1e6) is accepted


@pytest.mark.parametrize(
    ("cells", "state"),
    [(2e9, "target"), (1.99e9, "minimum"), (0.6e9, "minimum"), (0.59e9, "too few")],
)
def test_cells_collected(cells, state):
    assert leukapheresis_enough(cells) == state


def study(*rows, height=128.0):
    columns = ["patient", "day", "drug", "amount", "unit", "total"]
    treatments = pl.DataFrame(rows, schema=columns, orient="row")
    patients = pl.DataFrame({"patient": ["A"], "weight": [26.0], "height": [height]})
    tables = {"treatments": treatments, "patients": patients}
    return Study(name="s", title="S", origin=Origin.REAL, disease="itp", tables=tables)


def test_doses_of_the_record_are_compared_with_the_arithmetic():
    rows = check_doses(
        study(
            ("A", -5.0, "fludarabine", 30.0, "mg/m2", 28.8),
            ("A", -4.0, "fludarabine", 30.0, "mg/m2", 20.0),
            ("A", -3.0, "fludarabine", 30.0, "mg/m2", None),
            ("A", 0.0, "car_t", 1.5e5, "/kg", 3.9e6 * 1.2),
            ("A", 9.0, "ivig", 1.0, "g/kg", 26000.0),
            ("A", 9.0, "romiplostim", 1.0, "ug/kg", 0.026),
            ("A", 10.0, "daratumumab", 800.0, "mg", 800.0),
        )
    )

    assert rows["verdict"].to_list() == ["met", "failed", "unknown", "met", "met", "met"]
    assert rows["why"].to_list()[:3] == [
        None,
        "-30.7 % off what amount and size give",
        "not recorded: total",
    ]
    assert rows["evidence"][0] == "30 mg/m2 x 0.9614803401"
    assert rows["calculated"].to_list()[3:] == pytest.approx([3.9e6, 26000, 0.026])


def test_a_dose_by_surface_needs_the_height():
    (row,) = check_doses(
        study(("A", -5.0, "fludarabine", 30.0, "mg/m2", 28.8), height=None)
    ).rows(named=True)

    assert row["why"] == "not recorded: height of the patient"


def test_the_formula_of_the_surface_is_a_choice():
    dose = study(("A", -5.0, "fludarabine", 30.0, "mg/m2", 28.8))

    one, other = (
        check_doses(dose, surface_formula=f)["calculated"][0] for f in ("haycock", "dubois")
    )
    assert one == pytest.approx(30 * body_surface_area(128, 26, "haycock"))
    assert other == pytest.approx(30 * body_surface_area(128, 26, "dubois"))


@pytest.mark.parametrize(
    ("name", "per_kg", "cap_kg", "cap_total"),
    [
        ("itp_nct06352281_low", 1.5e5, None, None),
        ("itp_nct06352281_high", 3e5, None, None),
        ("castle", 1e6, None, None),
        ("axicabtagene", 2e6, 100, 2e8),
    ],
)
def test_doses_by_name(name, per_kg, cap_kg, cap_total):
    found = dose_level(name)

    assert (found.per_kg, found.cap_kg, found.cap_total) == (per_kg, cap_kg, cap_total)


def test_an_unknown_dose_is_named():
    with pytest.raises(ValueError, match="unknown dose 'tolerance'"):
        dose_level("tolerance")


@pytest.mark.parametrize(
    ("lymphocytes", "cd3", "allowed"),
    [(0.2, None, True), (0.19, None, False), (None, 149, False), (0.19, 150, False),
     (0.2, 150, True), (None, None, None)],
)  # fmt: skip
def test_counts_before_collection(lymphocytes, cd3, allowed):
    assert counts_allow_collection(lymphocytes, cd3) is allowed
