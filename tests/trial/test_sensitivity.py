"""Sobol indices: closed forms through the same pipeline, and the twins."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from cartwin.engine import System
from cartwin.errors import ModelError
from cartwin.parameters import LogNormal
from cartwin.trial import (
    analyse_sensitivity,
    assumed_share,
    endpoints_of,
    find_endpoints,
    usual_regimen,
)
from cartwin.trial.sensitivity.crossing import Grouping, base_samples
from cartwin.trial.sensitivity.endpoint import Courses, change, count_return, peak, rise
from cartwin.trial.sensitivity.entry import Entry, entry_of
from cartwin.trial.sensitivity.indices import Index, estimate
from cartwin.twin import DISEASES, REFRACTORY, PriorTwin


EACH = Grouping(name="each", labels=("x1", "x2", "x3"), base=4096)


def by_group(indices, kind):
    return {i.group: getattr(i, kind) for i in indices}


def ishigami(shares, a=7.0, b=0.1):
    x = np.pi * (2 * shares - 1)
    value = np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])
    return value[None]


def ishigami_shares(a=7.0, b=0.1):
    """First and total indices by the closed forms."""
    alone = (0.5 * (1 + b * np.pi**4 / 5) ** 2, a**2 / 8, 0.0)
    both = 8 * b**2 * np.pi**8 / 225
    whole = sum(alone) + both
    first = dict(zip(EACH.groups, (v / whole for v in alone), strict=True))
    total = {"x1": (alone[0] + both) / whole, "x2": alone[1] / whole, "x3": both / whole}
    return first, total


def test_ishigami_has_its_known_indices():
    found, *_ = estimate(ishigami, [EACH], seed=1)
    first, total = ishigami_shares()

    assert by_group(found, "first") == pytest.approx(first, abs=0.02)
    assert by_group(found, "total") == pytest.approx(total, abs=0.02)


def test_groups_take_all_their_factors_together():
    pair = Grouping(name="pair", labels=("odd", "even", "odd"), base=4096)
    found, *_ = estimate(ishigami, [pair], seed=1)

    odd = 1 - ishigami_shares()[0]["x2"]  # x1, x3 and what they do together
    assert by_group(found, "first") == pytest.approx(
        {"odd": odd, "even": 1 - odd}, abs=0.02
    )
    assert by_group(found, "total") == pytest.approx(
        {"odd": odd, "even": 1 - odd}, abs=0.02
    )


def test_patients_are_sampled_and_crossed_as_salib_does():
    from SALib.sample import sobol

    grouping = Grouping(name="pair", labels=("odd", "even", "odd"), base=64)
    problem = {
        "num_vars": 3,
        "names": ["x1", "x2", "x3"],
        "bounds": [[0, 1]] * 3,
        "groups": list(grouping.labels),
    }
    theirs = sobol.sample(problem, 64, calc_second_order=False, seed=5)
    seen = []

    def model(shares):
        seen.append(shares)
        return shares[:, :1].T

    estimate(model, [grouping], seed=5)

    first, second, *crossed = seen
    ours = np.stack([first, *crossed, second], axis=1).reshape(-1, 3)
    assert np.array_equal(ours, theirs)


def test_a_smaller_base_is_the_beginning_of_a_larger_one():
    few, many = (Grouping(name="each", labels=("x", "y"), base=n) for n in (64, 256))

    for short, long in zip(base_samples([few], 3), base_samples([many], 3), strict=True):
        assert np.array_equal(short, long[:64])


def test_ways_of_grouping_do_not_disturb_each_other():
    whole = Grouping(name="whole", labels=("all", "all", "all"), base=1024)
    alone, *_ = estimate(ishigami, [EACH], seed=1)
    together, *_ = estimate(ishigami, [EACH, whole], seed=1)

    assert together[:3] == alone
    assert together[3].total == pytest.approx(1.0, abs=0.05)


def test_numbers_do_not_depend_on_threads():
    one, two = (estimate(ishigami, [EACH], seed=1, threads=n)[0] for n in (1, 2))

    assert one == two


def test_the_intervals_hold_what_they_promise():
    small = Grouping(name="each", labels=EACH.labels, base=512)
    truth = ishigami_shares()[1]["x1"]
    runs = [estimate(ishigami, [small], seed=s)[0][0] for s in range(20)]

    held = sum(abs(i.total - truth) <= i.total_error for i in runs)
    assert held >= 17


def test_a_rare_event_is_taken_apart_on_the_scale_of_its_probability():
    """Yes if x1 > 0.9 and x2 > 0.5: p = 0.05, variances follow from conditional p."""
    model = lambda u: ((u[:, 0] > 0.9) & (u[:, 1] > 0.5)).astype(float)[None]  # noqa: E731
    found, both, _ = estimate(model, [EACH], seed=1)

    variance = 0.05 * 0.95
    first = {"x1": (0.1 * 0.5**2 - 0.05**2) / variance, "x2": (0.05**2) / variance, "x3": 0}
    assert both.mean() == pytest.approx(0.05, abs=0.003)
    assert by_group(found, "first") == pytest.approx(first, abs=0.04)
    assert found[2].verdict == "none"


BELOW = Entry(admits=lambda u: u[:, 0] + u[:, 1] < 1, depends=np.array([True, True, False]))


def test_parameters_that_a_condition_ties_have_the_indices_of_what_is_left_to_know():
    """x1 of the triangle x1 + x2 < 1: E(x1 | x2) = (1 - x2) / 2, which has a quarter of
    the variance; x2 is known to matter, though it has no effect of its own."""
    found, both, _ = estimate(lambda u: u[:, :1].T, [EACH], seed=1, entry=BELOW)

    assert both.mean() == pytest.approx(1 / 3, abs=0.01)
    first, total = (by_group(found, kind) for kind in ("first", "total"))
    assert first == pytest.approx({"x1": 1.0, "x2": 0.25, "x3": 0.0}, abs=0.05)
    assert total == pytest.approx({"x1": 0.75, "x2": 0.0, "x3": 0.0}, abs=0.05)


def test_a_condition_on_others_leaves_a_parameter_independent():
    found, _, runs = estimate(lambda u: u[:, 2:].T, [EACH], seed=1, entry=BELOW)

    assert by_group(found, "first") == pytest.approx({"x1": 0, "x2": 0, "x3": 1}, abs=0.03)
    assert by_group(found, "total") == pytest.approx({"x1": 0, "x2": 0, "x3": 1}, abs=0.03)
    assert runs == (2 + 2 * 2 + 1) * EACH.base  # only what is tied is exchanged both ways


def test_hardly_anybody_to_be_found_is_said():
    nobody = Entry(admits=lambda u: np.zeros(len(u), bool), depends=np.ones(3, bool))

    with pytest.raises(ModelError, match="only 0 would enter"):
        base_samples([EACH], 1, nobody)


def test_what_does_not_spread_has_no_indices():
    found, *_ = estimate(lambda u: np.ones((1, len(u))), [EACH], seed=1)

    assert {i.verdict for i in found} == {"no spread"}


def test_patients_who_fail_are_left_out_with_all_that_was_done_to_them():
    def model(shares):
        return np.where(shares[:, 1] > 0.99, np.nan, ishigami(shares))

    found, both, _ = estimate(model, [EACH], seed=1)

    assert np.isnan(both).any()
    assert found[0].patients < EACH.base
    assert np.isfinite([i.total for i in found]).all()


def index(total, error):
    return Index(
        outcome=0, grouping="", group="", first=0.0, first_error=0.0, total=total,
        total_error=error, patients=64,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("total", "error", "verdict"),
    [(0.3, 0.02, "told"), (0.3, 0.2, "unclear"), (0.03, 0.04, "noise"), (0.0, 0.0, "none")],
)
def test_an_index_says_how_much_it_says(total, error, verdict):
    assert index(total, error).verdict == verdict


def test_an_additive_system_has_the_indices_of_its_terms():
    """X' = -(a + b + c) X: the logarithm is additive, its variance a sum of known ones."""
    from cartwin.engine import Events, compile, solve
    from cartwin.parameters import State

    def decay(X, a, b, c):
        return dict(dX=-(a + b + c) * X)

    system = System(
        name="decay",
        states=(State("X", "1", "amount", scale=1e-6),),
        parameters=("a", "b", "c", "X0"),
        balance=(start,),
        rates=(decay,),
        observables=(seen,),
    )
    kernel = compile(system, observables=("amount",), constants={"X0": 1.0})
    spreads = {"a": LogNormal(cv=0.2), "b": LogNormal(cv=0.4), "c": LogNormal(cv=0.8)}

    def model(shares):
        values = {
            n: s.quantile(0.1, shares[:, i]) for i, (n, s) in enumerate(spreads.items())
        }
        found = solve(
            kernel, {**values, "X0": 1.0}, Events.none(len(shares)), [0.0, 5.0], rtol=1e-6
        )
        return np.log(found["amount"][1:])

    grouping = Grouping(name="each", labels=tuple(spreads), base=4096)
    found, *_ = estimate(model, [grouping], seed=1)

    # variance of a log-normal with median m: m^2 w (w - 1), w = exp(omega^2) = 1 + cv^2
    variance = {n: (1 + s.cv**2) * s.cv**2 for n, s in spreads.items()}
    shares = {n: v / sum(variance.values()) for n, v in variance.items()}
    assert by_group(found, "first") == pytest.approx(shares, abs=0.03)
    assert by_group(found, "total") == pytest.approx(shares, abs=0.03)


def start(X0):
    return dict(X=1.0 * X0)


def seen(X):
    return dict(amount=1.0 * X)


DAYS = np.array([-7.0, 0.0, 10.0, 20.0, 30.0])


def courses(*patients):
    return Courses(DAYS, {"X": np.array(patients).T})


def test_a_level_is_reached_between_days_or_never():
    found = rise("X", 50.0)(courses([0, 0, 0, 100, 100], [0, 60, 9, 9, 9], [0, 0, 0, 0, 0]))

    assert found.tolist() == [15.0, 0.0, 30.0]


def test_a_count_returns_after_a_fall_and_not_before():
    found = count_return("X", 10.0)(courses([90, 50, 5, 5, 15], [90, 9, 9, 9, 9]))

    assert found.tolist() == [25.0, 30.0]


def test_peaks_and_changes_are_read_off_the_true_course():
    one = courses([400.0, 9.0, 99.0, 9.0, 0.0])

    assert peak("X")(one).tolist() == [2.0]
    assert change("X", 30.0)(one).tolist() == [-400.0]


@pytest.fixture(scope="module")
def itp():
    return analyse_sensitivity(
        "itp", usual_regimen("itp"), find_endpoints("itp", ("plt-180", "igg-nadir")),
        n=512, seed=1, by=("certainty", "parameter"), threads=2,
    )  # fmt: skip


def test_every_factor_has_one_certainty_and_one_module(itp):
    assert set(itp.indices["by"]) == {"certainty", "parameter"}
    assert itp.indices.filter(by="certainty")["group"].is_in(
        ["read", "secondary", "recalled", "calibrated", "assumed", "person"]
    ).all()  # fmt: skip


def test_everybody_with_platelets_struck_enters_with_few_of_them():
    twin = PriorTwin.of("itp", usual_regimen("itp"), observables=("PLAT",), days=[0.0])
    labels = tuple(f.name for f in twin.factors)
    grouping = Grouping(name="each", labels=labels, base=256)

    low, high = REFRACTORY
    for points in base_samples([grouping], 1, entry_of(twin)):
        count = twin.solve(points)["PLAT"][0]
        assert (low <= count).all()
        assert (count <= high).all()


def test_it_is_told_how_many_would_enter(itp):
    assert 0.85 < itp.entering < 1.0


@pytest.fixture(scope="module")
def lupus():
    return analyse_sensitivity(
        "sle", usual_regimen("sle"), find_endpoints("sle", ("sledai-90",)),
        n=256, seed=1, by=("certainty", "parameter"), threads=2,
    )  # fmt: skip


def test_the_signs_that_a_patient_can_have_are_part_of_sledai(lupus):
    signs = lupus.of("sledai-90", "parameter").filter(group="signs")

    assert lupus.entering == 1.0
    assert signs["certainty"].to_list() == ["assumed"]
    assert signs["total"][0] > 0.02


def test_sledai_is_that_of_the_record_if_nobody_errs():
    """The same patients through instrument, record and published rule."""
    from cartwin.engine import trace
    from cartwin.rules.response import score_sledai
    from cartwin.trial.sensitivity.signs import score_on
    from cartwin.twin import plan_adults, simulate, system_of

    regimen = usual_regimen("sle")
    (endpoint,) = find_endpoints("sle", ("sledai-90",))
    every = tuple(trace(system_of("sle")).observables)
    twin = PriorTwin.of("sle", regimen, observables=every, days=[-6.0, 14.0])
    points = np.random.default_rng(2).random((40, len(twin.factors)))
    found = twin.solve(points)
    courses = Courses(found.times[1:], {o: found[o][1:] for o in endpoint.observables})
    plan = replace(
        plan_adults("sle", regimen, 40, 14.0), visits={"SLEDAI-2K": (-6.0, 14.0)}
    )
    study = simulate(twin.patients(points), plan, seed=1, name="x", title="", noise=False)

    scores = score_sledai(study).sort("day", "patient")["score"].to_numpy().reshape(2, -1)
    assert np.array_equal(score_on(-6.0)(courses), scores[0])
    assert np.array_equal(score_on(14.0)(courses), scores[1])
    assert scores[1].max() > scores[1].min()


def test_the_lowest_igg_is_that_of_the_patient_before(itp):
    assert itp.of("igg-nadir", "parameter")["group"][0] == "IG0"
    assert itp.of("igg-nadir", "certainty")["group"][0] == "secondary"


def test_total_effects_are_no_smaller_than_those_alone(itp):
    told = itp.indices.filter(by="certainty", verdict="told")

    assert (told["total_high"] >= told["first_low"]).all()
    assert itp.failed == 0
    assert itp.patients == 512


def test_doubt_about_assumed_numbers_adds_to_what_is_assumed():
    def share(unsure):
        found = analyse_sensitivity(
            "itp", usual_regimen("itp"), find_endpoints("itp", ("b-return",)), n=256,
            seed=1, by=("certainty",), unsure=unsure, threads=2,
        )  # fmt: skip
        return found.indices.filter(group="assumed")["total"][0]

    assert share(0.0) < 0.1
    assert share(0.3) > 0.25


@pytest.mark.parametrize("disease", DISEASES)
def test_every_disease_has_outcomes_of_its_own_and_those_of_all(disease):
    names = [e.name for e in endpoints_of(disease)]

    assert len(names) >= 6
    assert {"b-return", "car-peak", "crs", "igg-nadir"} < set(names)


def test_patients_at_half_of_everything_are_typical():
    twin = PriorTwin.of("sle", usual_regimen("sle"), observables=("C3",), days=[0.0, 30.0])
    patients = twin.patients(np.full((1, len(twin.factors)), 0.5))

    typical = {p.name: p.value for p in twin.priors if isinstance(p.spread, LogNormal)}
    assert {n: patients.parameters[n][0] for n in typical} == pytest.approx(typical)


def test_better_products_engraft_better_up_to_a_limit():
    twin = PriorTwin.of(
        "itp", usual_regimen("itp"), observables=("CARCELL",), days=[0.0, 30.0]
    )
    place = [f.name for f in twin.factors].index("product quality")
    points = np.full((3, len(twin.factors)), 0.5)
    points[:, place] = norm.cdf([0.0, 1.0, 9.0])

    typical, better, best = twin.patients(points).parameters["f_eng"]
    assert better == pytest.approx(typical * np.exp(0.4))
    assert best == 0.9


def test_points_of_chance_give_the_population_of_the_draws():
    """Medians of parameters and of the outcome agree with patients drawn as always."""
    from cartwin.twin import draw_patients
    from cartwin.twin.adults import draw_adults

    twin = PriorTwin.of("aha", usual_regimen("aha"), observables=("FVIII",), days=[0.0])
    points = np.random.default_rng(1).random((4000, len(twin.factors)))
    ours = twin.patients(points).parameters
    names = [p.name for p in twin.priors]
    theirs = draw_patients(
        "aha", draw_adults(0, 4000, seed=3, disease="aha"), seed=3, only=names
    ).parameters

    for name in names:
        levels = [0.1, 0.5, 0.9]
        spread = np.quantile(theirs[name], 0.9) - np.quantile(theirs[name], 0.1)
        apart = np.abs(np.quantile(ours[name], levels) - np.quantile(theirs[name], levels))
        assert (apart <= 0.1 * spread + 1e-12).all(), name


def test_one_share_can_be_asked_for():
    found = assumed_share("iim", "ck-180", n=256, threads=2)

    assert found.title.startswith("Creatine kinase")
    assert 0.5 < found.share <= found.high
