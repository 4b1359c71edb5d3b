"""Summaries of streams: as if all values had been kept, however they arrived."""

import math
import statistics
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as hnp

from cartwin.engine import Summary
from cartwin.errors import SolveError


LEVELS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
numbers = st.floats(allow_nan=False, allow_infinity=False)
finite = hnp.arrays(float, (2, 3, 12), elements=numbers)
anything = hnp.arrays(float, (2, 3, 12), elements=st.floats())


def summary_of(*parts, observables=("A", "B", "C")):
    summary = Summary.empty([0.0, 1.0], observables)
    for part in parts:
        summary.add(part)
    return summary


def told(summary):
    """Everything a summary says, as bytes."""
    return b"".join(
        np.ascontiguousarray(x).tobytes()
        for x in (
            summary.number,
            summary.failed_values,
            summary.minimum,
            summary.maximum,
            summary.mean,
            summary.sd,
            summary.quantiles(LEVELS),
        )
    )


def spread_out(seed, patients, scale):
    """Values over many powers of ten, of both signs, with zeros."""
    random = np.random.default_rng(seed)
    values = np.exp(scale * random.standard_normal((2, 3, patients)))
    return values * random.choice([-1.0, 0.0, 1.0, 1.0, 1.0], values.shape)


@given(st.integers(0, 99), st.integers(1, 400), st.sampled_from([1e-6, 0.1, 1.0, 40.0]))
@settings(max_examples=60)
def test_quantiles_are_those_of_all_values(seed, patients, scale):
    values = spread_out(seed, patients, scale)
    found = summary_of(values).quantiles(LEVELS)
    below, above = (
        np.quantile(values, LEVELS, axis=2, method=m) for m in ("lower", "higher")
    )
    error = 1e-3 * np.maximum(np.abs(below), np.abs(above))

    assert (np.abs(found - np.quantile(values, LEVELS, axis=2)) <= error).all()
    assert (found[0] == values.min(axis=2)).all()
    assert (found[-1] == values.max(axis=2)).all()


def test_large_samples_are_told_better_than_a_bin():
    values = np.exp(np.random.default_rng(1).standard_normal((2, 3, 200_000)))
    found = summary_of(values).quantiles(LEVELS)

    np.testing.assert_allclose(found, np.quantile(values, LEVELS, axis=2), rtol=2.5e-4)


@given(finite)
def test_the_mean_is_correctly_rounded(values):
    mean = summary_of(values).mean
    for i, j in np.ndindex(2, 3):
        exact = sum(map(Fraction, values[i, j].tolist())) / 12
        assert mean[i, j] == float(exact)


@given(hnp.arrays(float, (2, 3, 12), elements=st.floats(-1e9, 1e9)))
def test_the_standard_deviation_is_that_of_the_sample(values):
    exact = [statistics.stdev(row) for row in values.reshape(6, 12).tolist()]
    expected = np.reshape(exact, (2, 3))
    size = np.abs(values).max(axis=2)

    assert (np.abs(summary_of(values).sd - expected) <= 1e-9 * size + 1e-300).all()


def test_a_constant_has_no_spread():
    summary = summary_of(np.full((2, 3, 1000), 36.8))

    assert (summary.sd == 0.0).all()
    assert (summary.mean == 36.8).all()
    assert (summary.quantiles(LEVELS) == 36.8).all()


@given(anything, st.permutations(range(12)), st.lists(st.integers(0, 12), max_size=4))
def test_order_and_portions_do_not_matter(values, order, cuts):
    at_once = summary_of(values)
    pieces = np.split(values[:, :, order], sorted(cuts), axis=2)
    in_pieces = summary_of(*pieces)

    assert told(in_pieces) == told(at_once)


@given(st.lists(anything, min_size=3, max_size=3), st.permutations(range(3)))
def test_merging_is_associative_and_commutative(parts, order):
    one = summary_of(*parts)
    left, right = summary_of(), summary_of()
    for i in order:
        left.merge(summary_of(parts[i]))
    tail = summary_of(parts[1])
    tail.merge(summary_of(parts[2]))
    right.merge(summary_of(parts[0]))
    right.merge(tail)

    assert told(left) == told(right) == told(one)
    assert left.patients == one.patients == 36


@given(anything)
def test_what_is_not_finite_is_counted_and_left_out(values):
    summary = summary_of(values)
    good = np.isfinite(values)

    assert (summary.number == good.sum(axis=2)).all()
    assert (summary.failed_values == (~good).sum(axis=2)).all()
    for i, j in np.ndindex(2, 3):
        some = values[i, j][good[i, j]]
        if some.size:
            assert summary.minimum[i, j] == some.min()
            assert summary.maximum[i, j] == some.max()
        else:
            assert np.isnan(summary.minimum[i, j])
            assert np.isnan(summary.mean[i, j])
            assert np.isnan(summary.quantiles(LEVELS)[:, i, j]).all()


def test_an_interrupted_stream_goes_on_to_the_same_end():
    parts = [spread_out(i, 300, 20.0) for i in range(4)]
    first = summary_of(*parts[:2])
    again = summary_of()
    again.restore({n: a.copy() for n, a in first.arrays().items()})
    for part in parts[2:]:
        again.add(part)

    assert told(again) == told(summary_of(*parts))


def test_memory_is_bounded_by_the_range_seen():
    values = np.random.default_rng(1).uniform(1.0, 2.0, (2, 3, 5000))
    few, many = summary_of(values), summary_of(*[values] * 20)

    assert many.counts.size == few.counts.size
    assert many.used == 1 + 6  # one power of two in each of the six columns


def test_a_summary_knows_its_columns():
    with pytest.raises(SolveError, match="cannot add"):
        summary_of(np.zeros((3, 3, 1)))
    with pytest.raises(SolveError, match="cannot be merged"):
        summary_of().merge(summary_of(observables=("A", "B", "D")))
    with pytest.raises(SolveError, match="between 0 and 1"):
        summary_of().quantiles([1.5])


def test_one_value_has_no_spread_and_none_has_no_mean():
    one = summary_of(np.full((2, 3, 1), 2.5))

    assert np.isnan(one.sd).all()
    assert (one.mean == 2.5).all()
    assert math.isnan(summary_of().mean[0, 0])


def changed(arrays, name, change):
    """The same arrays with one of them changed in place, or replaced."""
    arrays = {n: a.copy() for n, a in arrays.items()}
    found = change(arrays[name])
    return arrays if found is None else {**arrays, name: found}


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("pages", lambda a: a[:-1], "pages is int32"),
        ("pages", lambda a: a.astype(np.int64), "pages is int64"),
        ("pages", lambda a: np.where(a > 0, a + 10**6, a), "each once"),
        ("pages", lambda a: np.where(a < 0, -7, a), "each once"),
        ("pages", lambda a: np.where(a > 1, 1, a), "each once"),
        ("pages", lambda a: np.where(a == 0, -1, a), "page 0"),
        ("counts", lambda a: a[:-1], "counts is uint32"),
        ("counts", lambda a: a + np.uint32(1), "as many values"),
        ("sums", lambda a: a[:-4], "counts is uint32"),
        ("sums", lambda a: a.reshape(-1, 4), "sums is uint64"),
        ("lowest", lambda a: a.astype(np.float32), "lowest is float32"),
        ("lowest", lambda a: a + 1e300, "above the highest"),
        ("failed", lambda a: a - 1, "failed values outside"),
        ("patients", lambda a: a + 1, "as many values"),
        ("patients", lambda a: a + 2**31, "expected 0 to"),
        ("patients", lambda _: np.array([], np.int64), "patients is int64"),
    ],
)
def test_arrays_that_are_no_state_are_refused(name, change, words):
    summary = summary_of(spread_out(1, 50, 5.0))
    before = told(summary)

    with pytest.raises(SolveError, match=words):
        summary.restore(changed(summary.arrays(), name, change))
    assert told(summary) == before


def test_a_state_may_be_stored_column_by_column():
    summary, again = summary_of(spread_out(1, 50, 5.0)), summary_of()
    again.restore(changed(summary.arrays(), "pages", np.asfortranarray))
    for one in (summary, again):
        one.add(spread_out(2, 50, 5.0))

    assert told(again) == told(summary)


def test_too_many_patients_are_not_counted():
    summary = summary_of()
    with pytest.raises(SolveError, match="fewer than 2"):
        summary.add(np.broadcast_to(0.0, (2, 3, 2**31)))
    assert summary.patients == 0
