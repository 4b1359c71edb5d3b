"""The arrays that the driver works on where sensitivities are asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cartwin.engine.parameter_slopes import ParameterSlopes
from cartwin.engine.tables import Batch
from cartwin.engine.tangent_entries import TANGENT_ENTRIES
from cartwin.engine.tangent_kernel import TangentKernel


__all__ = ["with_tangents"]

Integers = npt.NDArray[np.int64]
Items = Sequence[tuple[int, int, int]]


def with_tangents(
    batch: Batch, tangents: TangentKernel, slopes: ParameterSlopes, *, single: bool
) -> Batch:
    """Return the batch, asked for sensitivities, too.

    Parameters
    ----------
    single
        Whether the steps of the value are computed in single precision.
    """
    layout, (directions, patients, _) = tangents.layout, slopes.start.shape
    pairs = -(-directions // 2)
    lists = [_lists(tangents, slopes, pair) for pair in range(pairs)]
    answers, blocks = batch.answers, ("y", "dense", "seen", "leaf")
    sizes = [directions, len(slopes.active), layout.first, layout.stride]
    sizes += [layout.pair.row(b) for b in blocks]
    names = list(TANGENT_ENTRIES[:8])
    names[1] = "tangents_single" if single else "tangents"
    shape = (directions, patients, len(answers["times"]), len(answers["columns"]))
    page = {
        "sizes": np.array(sizes, np.int64),
        "code": np.array([tangents.addresses[n] for n in names], np.int64),
        "start": slopes.start,
        "of_leaves": slopes.leaves,
        "values": np.full(shape, np.nan),
        **{f"list{i}": a for i, a in enumerate(a for pair in lists for a in pair)},
    }
    return replace(
        batch,
        pages={**batch.pages, "tangents": page},
        rows=layout.first + pairs * layout.stride,
        heads=_heads(tangents, lists),
    )


def _lists(
    tangents: TangentKernel, slopes: ParameterSlopes, pair: int
) -> tuple[Integers, Integers]:
    """Return the lists of a pair: where leaves move that matter to stages, to looks."""
    place = {leaf: i for i, leaf in enumerate(slopes.active)}
    moving = {
        leaf for leaf, ds in slopes.active.items() if {2 * pair, 2 * pair + 1} & {*ds}
    }

    def rows(items: Items) -> Integers:
        found = [
            (entry, tangents.layout.inside("leafr", place[leaf]), to)
            for leaf, entry, to in items
            if leaf in moving
        ]
        return np.array(found, np.int64).reshape(-1, 3)

    return rows(tangents.stage_items), rows(tangents.seen_items)


def _heads(
    tangents: TangentKernel, lists: Sequence[tuple[Integers, Integers]]
) -> Mapping[int, int]:
    """Return what the code reads in front of the tangents, and of each pair."""
    layout = tangents.layout
    heads = {layout.lanes * layout.shared.row("head"): len(lists)}
    for i, pair in enumerate(lists):
        row = layout.first + i * layout.stride + layout.pair.row("head")
        for j, items in enumerate(pair):
            heads[layout.lanes * row + 2 * j] = items.ctypes.data
            heads[layout.lanes * row + 2 * j + 1] = len(items)
    return heads
