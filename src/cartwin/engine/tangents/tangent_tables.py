"""The arrays that the driver works on where sensitivities are asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cartwin.engine.lane_rows import ABSENT
from cartwin.engine.tables import Batch
from cartwin.engine.tangents.parameter_slopes import ParameterSlopes
from cartwin.engine.tangents.tangent_entries import TANGENT_ENTRIES
from cartwin.engine.tangents.tangent_kernel import TangentKernel


__all__ = ["with_tangents"]

Array = npt.NDArray[np.float64]


def with_tangents(
    batch: Batch,
    tangents: TangentKernel,
    slopes: ParameterSlopes,
    directions: int,
    *,
    single: bool,
) -> Batch:
    """Return the batch, asked for sensitivities, too.

    Parameters
    ----------
    single
        Whether the steps of the value are computed in single precision.
    """
    layout, answers = tangents.layout, batch.answers
    groups = -(-directions // layout.width)
    sizes = [directions, len(tangents.leaves), len(tangents.states)]
    sizes += [layout.width, layout.first, layout.stride]
    sizes += [layout.group.row(b) for b in ("y", "dense", "seen", "leaf")]
    names = list(TANGENT_ENTRIES[:8])
    names[1] = "tangents_single" if single else "tangents"
    patients = len(answers["status"])
    shape = (directions, patients, len(answers["times"]), len(answers["columns"]))
    places = np.full(len(batch.kernel.states), ABSENT, np.int64)
    places[list(tangents.states)] = np.arange(len(tangents.states))
    page = {
        "sizes": np.array(sizes, np.int64),
        "code": np.array([tangents.addresses[n] for n in names], np.int64),
        "places": places,
        "start": _filled(slopes.start, tangents.states, directions, patients),
        "of_leaves": _filled(slopes.leaves, tangents.leaves, directions, patients),
        "values": np.full(shape, np.nan),
    }
    return replace(
        batch,
        pages={**batch.pages, "tangents": page},
        rows=layout.first + groups * layout.stride,
        heads={layout.lanes * layout.shared.row("head"): groups},
    )


def _filled(
    tangents: Mapping[tuple[int, int], Array],
    names: Sequence[int],
    directions: int,
    patients: int,
) -> Array:
    """Return the tangents as one array (direction, patient, name)."""
    values = np.zeros((directions, patients, len(names)))
    for (name, d), value in tangents.items():
        values[d, :, names.index(name)] = value
    return values
