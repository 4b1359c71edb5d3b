"""What the driver works on: numbers at addresses, grouped under names.

`l` is a lane, `i` a patient, `n` the number of lanes. Tables with one column per lane lie
row by row: entry (row, lane) is at row * n + lane. The caller lays out one book of
addresses, in the order of the fields below; `open_book` reads it.
"""

from typing import Any, NamedTuple

from numba import njit

from cartwin.engine.code.addresses import integers, numbers, small_integers


__all__ = ["compiled", "open_book"]

OPTIONS: dict[str, Any] = dict(  # Numba declares no types of the last two
    error_model="numpy",  # 0/0 gives NaN and becomes a status, not an exception
    nogil=True,
    no_cpython_wrapper=True,
    no_cfunc_wrapper=True,
)
compiled: Any = njit(**OPTIONS)


class Code(NamedTuple):
    """Addresses of the functions of the kernel."""

    derive: Any
    step: Any
    dense: Any
    interpolate: Any
    observe: Any
    accept: Any
    enter: Any
    leave: Any
    dense_whole: Any
    interpolate_whole: Any


class Rows(NamedTuple):
    """First row of each block of the table of rows."""

    y: Any
    dense: Any
    p: Any
    seen: Any
    input: Any
    h: Any
    norm: Any
    factor: Any
    theta: Any
    mask: Any
    rtol: Any


class Size(NamedTuple):
    """How many there are."""

    lanes: Any
    states: Any
    parameters: Any
    inputs: Any
    times: Any
    columns: Any
    triggers: Any
    patients: Any


class Control(NamedTuple):
    """How to go about it."""

    rtol: Any
    first_step: Any
    max_steps: Any


class Work(NamedTuple):
    """Memory of one thread."""

    w: Any  # the table of rows (row, lane)
    address: Any  # of w
    kept: Any  # address of 8 bytes for the mode of the processor
    lane: Any  # (PATIENT .. CHANGED, lane)
    clock: Any  # (T .. BEFORE, lane)
    infusions: Any  # how many are running (input, lane)
    sides: Any  # 1 where a level is reached (trigger, lane)
    ends: Any  # the same at the end of the step (trigger, lane)
    tangents: Any


class Tangents(NamedTuple):
    """Where sensitivities are asked for: how many, where they lie, who computes them."""

    directions: Any
    leaves: Any  # that depend on what is differentiated by
    states: Any  # that do so
    width: Any  # directions of a group
    first: Any  # row of the first group of directions
    stride: Any  # rows of a group
    y: Any  # first row of a block in the group
    dense: Any
    seen: Any
    leaf: Any
    begin: Any  # addresses of functions
    step: Any
    to_dense: Any
    interpolate: Any
    observe: Any
    accept: Any
    dense_whole: Any
    interpolate_whole: Any
    places: Any  # state of the kernel -> state of the tangents, or ABSENT
    start: Any  # (direction, patient, state of the tangents)
    of_leaves: Any  # (direction, patient, leaf)
    values: Any  # found: (direction, patient, row, column)


class Table(NamedTuple):
    """Events and decisions of all patients, sorted by patient and time."""

    offsets: Any
    times: Any
    states: Any
    amounts: Any
    effects: Any
    gates: Any
    places: Any  # state of the system -> row of y, or ABSENT
    inputs: Any  # state of the system -> input, or ABSENT
    decision_offsets: Any
    decision_times: Any
    observables: Any
    cuts: Any
    below: Any
    groups: Any


class Triggers(NamedTuple):
    """Changes when an observable crosses a level."""

    observables: Any
    levels: Any  # (trigger, patient)
    rising: Any
    once: Any
    changes: Any  # offsets of the changes of each trigger
    states: Any
    amounts: Any  # (change, patient)
    effects: Any
    times: Any  # found: time of the first crossing (trigger, patient)
    counts: Any  # found: number of crossings (trigger, patient)


class Answers(NamedTuple):
    """What is asked for and found."""

    times: Any  # of the rows
    start: Any  # (patient, state of the kernel)
    parameters: Any  # (patient, parameter of the kernel)
    columns: Any  # observables wanted
    status: Any
    steps: Any
    reached: Any
    values: Any  # (patient, row, column)
    final: Any  # (patient, state of the kernel)
    decided: Any  # per decision: 1 for yes
    closed: Any  # per group: 1 once a decision said yes
    untreated: Any  # where a reset leads (patient, state of the kernel)


@compiled
def open_book(book: int) -> Any:
    """Return the groups, from a book of addresses: one page per group."""
    page: Any = integers(book)
    a, b, c, d = integers(page[0]), integers(page[1]), integers(page[2]), numbers(page[3])
    code = Code(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9])
    rows = Rows(b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10])
    size = Size(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7])
    control = Control(d[0], d[1], d[2])
    r = integers(page[8])
    s, t = integers(r[0]), integers(r[1])
    tangents = Tangents(
        s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9],
        t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7],
        integers(r[2]), numbers(r[3]), numbers(r[4]), numbers(r[5]),
    )  # fmt: skip
    e = integers(page[4])
    work = Work(
        numbers(e[0]), e[0], e[1], integers(e[2]), numbers(e[3]), integers(e[4]),
        integers(e[5]), integers(e[6]), tangents,
    )  # fmt: skip
    f = integers(page[5])
    table = Table(
        integers(f[0]), numbers(f[1]), integers(f[2]), numbers(f[3]), integers(f[4]),
        integers(f[5]), integers(f[6]), integers(f[7]), integers(f[8]), numbers(f[9]),
        integers(f[10]), numbers(f[11]), integers(f[12]), integers(f[13]),
    )  # fmt: skip
    g = integers(page[6])
    triggers = Triggers(
        integers(g[0]), numbers(g[1]), integers(g[2]), integers(g[3]), integers(g[4]),
        integers(g[5]), numbers(g[6]), integers(g[7]), numbers(g[8]), integers(g[9]),
    )  # fmt: skip
    h = integers(page[7])
    answers = Answers(
        numbers(h[0]), numbers(h[1]), numbers(h[2]), integers(h[3]), integers(h[4]),
        integers(h[5]), numbers(h[6]), numbers(h[7]), numbers(h[8]),
        small_integers(h[9]), small_integers(h[10]), numbers(h[11]),
    )  # fmt: skip
    return code, rows, size, control, work, table, triggers, answers
