"""Exponential, logarithm and power of a vector, as LLVM functions.

Polynomials after range reduction, with explicit fused multiply-adds and no table, so that
every lane width computes the same bits. Results are within a few units in the last place
(a power within |y log x| units). Results below 1e-307 are zero: denormals are flushed.
They are inlined where they are used.
"""

import math
from collections.abc import Sequence

from cartwin.engine.code.assembly import Function


__all__ = ["FUNCTIONS", "vector_functions"]

LN2_HIGH = float.fromhex("0x1.62e42fee00000p-1")  # 33 bits of ln 2; the rest is LN2_LOW
LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
ROUND = 6755399441055744.0  # 1.5 x 2^52: adding it rounds to an integer in the low bits
LARGEST, SMALLEST = 709.782712893384, -707.7
LEAST_NORMAL = 2.2250738585072014e-308
# Chebyshev fits of exp(r) and of 2 artanh(s) / s in s^2 over the reduced ranges; the fits
# are off by 3e-18 and 2e-18, so that rounding decides.
EXP_TERMS = (
    1.0, 1.0, 0.5000000000000019, 0.1666666666666668, 0.04166666666648795,
    0.008333333333319589, 0.0013888888952352863, 0.00019841269890076403,
    2.4801485441561313e-05, 2.755724088722987e-06, 2.763265472252779e-07,
    2.5110049204818658e-08,
)  # fmt: skip
LOG_TERMS = (
    2.0, 0.6666666666666765, 0.3999999999929807, 0.2857142876160948,
    0.22222196953363016, 0.181836372994809, 0.1531237773583146, 0.1481128256774903,
)  # fmt: skip
FUNCTIONS = ("exp", "log", "pow")


def vector_functions(lanes: int, *, fused: bool) -> list[Function]:
    """Return the functions `@exp`, `@log` and `@pow` for vectors of this many lanes."""
    written = []
    for name, arguments, write in (
        ("exp", ("x",), _exp),
        ("log", ("x",), _log),
        ("pow", ("x", "y"), _pow),
    ):
        function = Function(name, lanes, arguments=arguments, fused=fused)
        function.give_back(write(function, *(f"%{a}" for a in arguments)))
        written.append(function)
    return written


def _polynomial(f: Function, x: str, terms: Sequence[float]) -> str:
    """Return the sum of terms[i] x^i, even and odd powers side by side."""
    square = f.mul(x, x)
    halves = []
    for part in (list(terms[0::2]), list(terms[1::2])):
        value = f.number(part[-1])
        for term in reversed(part[:-1]):
            value = f.fma(value, square, f.number(term))
        halves.append(value)
    return f.fma(halves[1], x, halves[0])


def _exp(f: Function, x: str) -> str:
    """exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln(2) / 2."""
    inside = f.minimum(f.number(LARGEST), f.maximum(f.number(SMALLEST), x))
    shifted = f.fma(inside, f.number(1.0 / math.log(2.0)), f.number(ROUND))
    n = f.sub(shifted, f.number(ROUND))
    r = f.fma(n, f.number(-LN2_HIGH), inside)
    r = f.fma(n, f.number(-LN2_LOW), r)
    power = f.bits(shifted)
    power = f.integer("shl", f.integer("add", power, f.word(1022)), f.word(52))  # 2^(n-1)
    value = f.mul(f.mul(_polynomial(f, r, EXP_TERMS), f.from_bits(power)), f.number(2.0))
    value = f.select(f.compare("ogt", x, f.number(LARGEST)), f.number(math.inf), value)
    return f.select(f.compare("olt", x, f.number(SMALLEST)), f.number(0.0), value)


def _log_of_positive(f: Function, x: str) -> str:
    """log(x) = e ln 2 + 2 artanh(s), s = (m - 1) / (m + 1), sqrt(1/2) < m <= sqrt(2)."""
    bits = f.bits(x)
    biased = f.integer("lshr", bits, f.word(52))
    mantissa = f.integer("and", bits, f.word(0x000FFFFFFFFFFFFF))
    m = f.from_bits(f.integer("or", mantissa, f.word(0x3FF0000000000000)))
    e = f.from_bits(f.integer("or", biased, f.word(0x4330000000000000)))
    e = f.sub(e, f.number(4503599627370496.0 + 1023.0))
    large = f.compare("ogt", m, f.number(math.sqrt(2.0)))
    m = f.select(large, f.mul(m, f.number(0.5)), m)
    e = f.select(large, f.add(e, f.number(1.0)), e)
    s = f.div(f.sub(m, f.number(1.0)), f.add(m, f.number(1.0)))
    series = f.mul(s, _polynomial(f, f.mul(s, s), LOG_TERMS))
    value = f.fma(e, f.number(LN2_HIGH), f.fma(e, f.number(LN2_LOW), series))
    return f.select(f.compare("oge", x, f.number(math.inf)), f.number(math.inf), value)


def _log(f: Function, x: str) -> str:
    nothing = f.compare("olt", x, f.number(LEAST_NORMAL))
    value = f.select(nothing, f.number(-math.inf), _log_of_positive(f, x))
    wrong = f.compare("ult", x, f.number(0.0))  # negative, or not a number
    return f.select(wrong, f.number(math.nan), value)


def _pow(f: Function, x: str, y: str) -> str:
    """x^y = exp(y log x); a base below zero counts as zero, as a concentration would."""
    positive = _exp(f, f.mul(y, _log_of_positive(f, x)))
    at_zero = f.select(f.compare("oeq", y, f.number(0.0)), f.number(1.0), f.number(0.0))
    below = f.compare("olt", y, f.number(0.0))
    at_zero = f.select(below, f.number(math.inf), at_zero)
    value = f.select(f.compare("ole", x, f.number(LEAST_NORMAL)), at_zero, positive)
    return f.select(f.compare("uno", x, y), f.add(x, y), value)
