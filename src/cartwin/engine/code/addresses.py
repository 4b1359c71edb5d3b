"""Addresses: call the function at one, read and write the numbers at one.

Plain addresses instead of arrays: they cost nothing to pass on, and the compiled driver
needs nothing of Python when it runs.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic


__all__ = ["call", "integers", "numbers", "pointer", "small_integers"]


def _call(_: Any, address: Any, argument: Any) -> Any:
    """Call the function at `address` with the address `argument`."""

    def generate(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t])
        function = builder.inttoptr(arguments[0], kind.as_pointer())
        builder.call(function, [builder.inttoptr(arguments[1], cgutils.voidptr_t)])
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), generate


def pointer(kind: Any) -> Any:
    """Return a function that takes the numbers of one kind at an address."""

    def typed(_: Any, address: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            target = context.get_value_type(signature.return_type)
            return builder.inttoptr(arguments[0], target)

        kind_at: Any = types.CPointer  # Numba declares no types
        return kind_at(kind)(types.int64), generate

    return intrinsic(typed)


call: Any = intrinsic(_call)
integers: Any = pointer(types.int64)
numbers: Any = pointer(types.float64)
small_integers: Any = pointer(types.int8)
