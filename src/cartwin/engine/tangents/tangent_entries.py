"""The functions of the tangents that the driver calls: for all groups of directions."""

from collections.abc import Sequence

from cartwin.engine.code.assembly import Function
from cartwin.engine.tableaus import Rosenbrock
from cartwin.engine.tangents.tangent_layout import TangentLayout


__all__ = ["TANGENT_ENTRIES", "entry_functions"]

TANGENT_ENTRIES = (
    "tangents_begin", "tangents", "tangents_dense", "tangents_interpolate",
    "tangents_observe", "tangents_accept", "tangents_dense_whole",
    "tangents_interpolate_whole", "tangents_single",
)  # fmt: skip


def entry_functions(layout: TangentLayout, method: Rosenbrock) -> list[Function]:
    """Return what is called from outside.

    tangents_begin        rounds what depends on the parameters alone
    tangents              the tangent of the step just taken; `_single`: the step was
                          computed in single precision
    tangents_dense        what `interpolate` needs of it
    tangents_interpolate  the tangent between the ends of the step
    tangents_observe      the tangents of the observables there
    tangents_accept       makes the tangent of the step the one of the state
    """
    steps = ["fixed", "*round_states"]
    for i in range(1, method.stages + 1):
        steps += [f"state{i}", "slopes", "products", f"*stage{i}"]
    steps.append("*finish")
    calls = {
        "_begin": ["*round_leaves"],
        "": ["copy_value", *steps],
        "_single": ["copy_single_value", *steps],
        "_dense": ["*dense"],
        "_interpolate": ["keep_dense", "*interpolate"],
        "_observe": ["seen", "*look"],
        "_accept": ["keep", "*take"],
        "_dense_whole": ["*dense_whole"],
        "_interpolate_whole": ["keep_dense_whole", "*interpolate_whole"],
    }
    return [_entry(layout, f"tangents{name}", steps) for name, steps in calls.items()]


def _entry(layout: TangentLayout, name: str, calls: Sequence[str]) -> Function:
    """Write calls, one after the other; a star: for every group of directions."""
    f = Function(name, layout.lanes, internal=False)
    row = 8 * layout.lanes
    head = f.write(f"getelementptr i8, ptr %w, i64 {row * layout.shared.row('head')}", "a")
    groups = f.write(f"load i64, ptr {head}", "groups")
    for call in calls:
        if call.startswith("*"):
            with f.loop(groups) as i:
                behind = f.write(f"mul i64 {i}, {row * layout.stride}")
                start = f.write(f"add i64 {behind}, {row * layout.first}")
                group = f.write(f"getelementptr i8, ptr %w, i64 {start}", "t")
                f.say(f"call void @{call[1:]}(ptr %w, ptr {group})")
        else:
            f.say(f"call void @{call}(ptr %w)")
    f.give_back()
    return f
