"""The suite of published CAR-T models, and whether it can fail."""

import numpy as np
import polars as pl
import pytest

from cartwin.engine import evaluate
from cartwin.errors import DataError
from cartwin.validation import validate
from cartwin.validation.cart_models import CART_MODELS
from cartwin.validation.kirouac_model import hill, kirouac_system


# An invented patient of the model, with an exponent below one as published ones have it.
PATIENT = dict(
    B50=1e9, uB=0.05, k_kill=0.8, f_loss=300.0, TK50=1e8, kt=0.4, kb1=0.9, kb2=0.5, um=0.5,
    km=1.0, f_max=0.6, ke=2.0, ue=0.8, N=5.0, kex=0.3, dm=0.2, de1=0.3, de2=0.1, dx=0.01,
    Bmax=2e9, kx=2.0, rm=0.5, kr=2.0, fTm=2.0, fTe1=4.0, fTe2=40.0, fTx=10.0,
)  # fmt: skip
PATIENTS = "kirouac2023_params_36vp.csv"
TRAJECTORIES = "kirouac2023_reference_trajectories.csv"
SUMMARY = "kirouac2023_reference_summary.csv"
BIOMODELS = "biomodels_cart_reference_trajectories.csv"
DAYS = [1.0, 7.0, 28.0, 365.0]
SHOWN = ("Tm", "Te1", "Te2", "Tx", "B", "Ba")


def reference(system, values, times):
    """The states over time, as SciPy's LSODA solves the same equations."""
    from scipy.integrate import solve_ivp

    names = [s.name for s in system.states]
    before = evaluate(system.balance, values)
    known = {**values, **{n: v for n, v in before.items() if n not in names}}

    def rates(_, y):
        found = evaluate(system.rates, {**known, **dict(zip(names, y, strict=True))})
        return [found[f"d{n}"] for n in names]

    start = [before.get(n, 0.0) for n in names]
    solved = solve_ivp(
        rates, (0.0, times[-1]), start, method="LSODA", rtol=1e-11, atol=1e-10,
        t_eval=times,
    )  # fmt: skip
    return dict(zip(names, solved.y, strict=True))


@pytest.fixture(scope="module")
def solved():
    """One invented patient on the grid of the summary."""
    grid = np.linspace(0.0, 365.0, 146_001)
    states = reference(kirouac_system(), PATIENT, grid)
    states["T_total"] = sum(states[n] for n in SHOWN[:4])
    return grid, states


@pytest.fixture
def data(tmp_path, solved):
    """A folder of reference data about the invented patient and two models."""
    grid, y = solved
    at = np.searchsorted(grid, DAYS)
    curves = {n: y[n][at] for n in (*SHOWN, "T_total")}
    total, cells, month = y["T_total"], y["B"], 11_200
    summary = dict(
        vp="X01", Cmax_cells=total.max(), Tmax_day=grid[total.argmax()],
        AUC0_28=np.trapezoid(total[: month + 1], grid[: month + 1]),
        T_day28=total[month], B_day28=cells[month], B_min=cells.min(),
        B_tmin=grid[cells.argmin()], B_day365=cells[-1], T_day365=total[-1],
    )  # fmt: skip
    pl.DataFrame([{"vp": "X01", **PATIENT}]).write_csv(tmp_path / PATIENTS)
    courses = {"vp": ["X01"] * len(DAYS), "day": DAYS, **curves}
    pl.DataFrame(courses).write_csv(tmp_path / TRAJECTORIES)
    pl.DataFrame([summary]).write_csv(tmp_path / SUMMARY)
    models = [*rows_of("BIOMD1041", "kimmel"), *rows_of("BIOMD837", "hanson")]
    pl.DataFrame(models).write_csv(tmp_path / BIOMODELS)
    return tmp_path


def rows_of(number, author):
    """The trajectories of a published model, by the symbols of its states."""
    model, times = CART_MODELS[number], [0.0, 5.0, 20.0]
    states = reference(model.system, dict(model.values), times)
    return [
        {"model": f"{author}_{number}", "time": t, "variable": name, "value": float(v)}
        for name, values in states.items()
        for t, v in zip(times, values, strict=True)
    ]


def spoilt(data, file, column, factor):
    """The same data with the last value of a column multiplied."""
    table = pl.read_csv(data / file)
    last = pl.int_range(pl.len()) == pl.len() - 1
    changed = pl.when(last).then(pl.col(column) * factor).otherwise(pl.col(column))
    table.with_columns(changed).write_csv(data / file)
    return data


def test_the_published_patients_and_models_are_met(reference_data):
    verdict = validate("kirouac", reference_data)

    assert [f"{c.name}: {c.deviation}, {c.detail}" for c in verdict.failures] == []
    assert verdict.passed >= 18 * (7 + 9) + 6  # patients; two models with three variables


def test_scipy_and_the_engine_agree_on_an_invented_patient(data):
    verdict = validate("kirouac", data)

    assert [f"{c.name}: {c.deviation}" for c in verdict.failures] == []
    assert verdict.passed == 7 + 9 + 3 + 7


@pytest.mark.parametrize(
    ("file", "column", "factor", "named"),
    [
        (TRAJECTORIES, "Te1", 1 + 1e-5, "X01 Te1"),
        (SUMMARY, "AUC0_28", 1 - 1e-5, "X01 AUC0_28"),
        (SUMMARY, "Tmax_day", 1.1, "X01 Tmax_day"),
        (BIOMODELS, "value", 1 + 1e-5, "hanson_BIOMD837 B"),
    ],
)
def test_a_wrong_value_is_found_and_named(data, file, column, factor, named):
    verdict = validate("kirouac", spoilt(data, file, column, factor))

    assert [check.name for check in verdict.failures] == [named]


def test_a_missing_value_is_no_agreement(data):
    verdict = validate("kirouac", spoilt(data, SUMMARY, "B_min", float("nan")))

    assert [check.name for check in verdict.failures] == ["X01 B_min"]


def test_a_patient_that_cannot_be_solved_fails_with_the_reason(data):
    verdict = validate("kirouac", spoilt(data, PATIENTS, "um", float("nan")))

    named = {check.name: check.detail for check in verdict.failures}
    assert named.keys() == {"X01 trajectory", "X01 summary"}
    assert "not a finite number" in named["X01 summary"]


def test_a_model_without_equations_is_a_failure_and_not_skipped(data):
    text = (data / BIOMODELS).read_text().replace("kimmel_BIOMD1041", "other_BIOMD1")
    (data / BIOMODELS).write_text(text)
    verdict = validate("kirouac", data)

    assert [check.name for check in verdict.failures] == ["other_BIOMD1"]


def test_a_variable_without_equation_is_a_failure_and_not_skipped(data):
    text = (data / BIOMODELS).read_text().replace("BIOMD837,0.0,L,", "BIOMD837,0.0,Lx,")
    (data / BIOMODELS).write_text(text)

    assert [c.name for c in validate("kirouac", data).failures] == ["hanson_BIOMD837 Lx"]


def test_a_patient_without_any_reference_is_a_failure_and_not_skipped(data):
    table = pl.read_csv(data / PATIENTS)
    both = pl.concat([table, table.with_columns(vp=pl.lit("X02"))])
    both.write_csv(data / PATIENTS)
    failed = validate("kirouac", data).failures

    assert [check.name for check in failed] == ["X02"]
    assert SUMMARY in failed[0].detail


def test_a_patient_may_have_a_summary_but_no_trajectory(data):
    for file in (PATIENTS, SUMMARY):
        table = pl.read_csv(data / file)
        both = pl.concat([table, table.with_columns(vp=pl.lit("X02"))])
        both.write_csv(data / file)
    verdict = validate("kirouac", data)

    assert str(verdict) == "35 passed, 0 failed"  # nine values more


def test_a_patient_without_parameters_is_refused(data):
    (data / PATIENTS).write_text((data / PATIENTS).read_text().replace("X01", "Y01"))

    with pytest.raises(DataError, match="patient X01 has no parameters"):
        validate("kirouac", data)


@pytest.mark.parametrize("file", [PATIENTS, TRAJECTORIES, SUMMARY, BIOMODELS])
def test_every_file_is_needed(data, file):
    (data / file).unlink()

    with pytest.raises(DataError, match=f"no file {file}"):
        validate("kirouac", data)


def test_a_hill_function_neither_overflows_nor_loses_its_limits():
    x = np.array([0.0, 1e-300, 1.0, 1e10, 1e300])

    assert hill(x, 3.0, 1e10)[[0, 1, 3, 4]].tolist() == [
        pytest.approx(0.0, abs=1e-50), pytest.approx(0.0, abs=1e-50), 0.5, 1.0,
    ]  # fmt: skip
    np.testing.assert_allclose(
        hill(x[2:4], 0.3, 5.0), x[2:4] ** 0.3 / (5**0.3 + x[2:4] ** 0.3)
    )
