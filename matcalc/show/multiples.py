"""Scalar multiples, entrywise products and powers in emitted code."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.expr import head as h
from matcalc.expr.node import Expr
from matcalc.show.array import Array, Arrays
from matcalc.show.scope import Scope


def scale(node: Expr, scope: Scope) -> Array:
    """s t A / u as ``s * t / u * A``: the scalars first, so A is gone through once."""
    args = list(node.args)
    coefficient = args.pop(0).data if args[0].head is h.NUMBER else Fraction(1)
    product = _multiple(abs(coefficient), args, scope, sign=1)
    if coefficient > 0:
        return product
    opposite = _multiple(abs(coefficient), args, scope, sign=-1)
    scope.arrays.program.opposites[opposite.op] = product.op
    return opposite


def _multiple(size: Fraction, args: Sequence[Expr], scope: Scope, *, sign: int) -> Array:
    arrays = scope.arrays
    above = [arg for arg in args if not _is_reciprocal(arg)]
    below = [_divisor(arg, scope) for arg in args if _is_reciprocal(arg)]
    body = above.pop() if above else None
    number, divisor = _literals(size)
    factors = [scope[arg] for arg in above]
    if number != 1 or (sign < 0 and not factors and (below or divisor != 1)):
        factors.insert(0, arrays.number(number))
    if sign < 0 and factors:
        factors[0] = arrays.negative(factors[0])
    front = product(factors, arrays)
    under = product([arrays.number(divisor), *below], arrays)
    if body is None:
        return arrays.divided(front, under)
    array = scope[body]
    if arrays.is_one(front):
        whole = arrays.divided(array, under)
        return arrays.negative(whole) if sign < 0 and not factors else whole
    if is_step(body):
        array = arrays.mask(scope[body.args[0]])
    return arrays.times(arrays.divided(front, under), array)


def _literals(size: Fraction) -> tuple[Fraction | int, int]:
    """A factor and a divisor: 1/2 is 0.5, but 1/3 is a division by 3."""
    if size.denominator in (1, 2, 4, 8, 16):
        return size, 1
    return size.numerator, size.denominator


def product(factors: Sequence[Array], arrays: Arrays) -> Array:
    """The entrywise product of arrays; 1 if there is none."""
    result = arrays.number(1)
    for factor in factors:
        result = arrays.times(result, factor)
    return result


def _is_reciprocal(expr: Expr) -> bool:
    """Whether this is b⁻ᵏ for a number k."""
    exponent = expr.args[1].number if expr.head is h.EPOWER else None
    return exponent is not None and exponent < 0


def _divisor(reciprocal: Expr, scope: Scope) -> Array:
    """bᵏ of a factor b⁻ᵏ."""
    base, exponent = reciprocal.args
    assert exponent.number is not None
    return _raised(base, -exponent.number, scope)


def is_step(expr: Expr) -> bool:
    """Whether this is the step function of something."""
    return expr.head is h.APPLY and expr.data.name == "step" and not expr.data.is_abstract


def hadamard(node: Expr, scope: Scope) -> Array:
    """A ∘ B ⊘ C as ``A * B / C``; a step function becomes a comparison."""
    arrays = scope.arrays
    above = [arg for arg in node.args if not _is_reciprocal(arg) and not is_step(arg)]
    below = [_divisor(arg, scope) for arg in node.args if _is_reciprocal(arg)]
    steps = [arg for arg in node.args if is_step(arg)]
    factors = [scope[arg] for arg in above]
    masks = [arrays.mask(scope[step.args[0]]) for step in steps]
    if not any(not arrays.is_one(factor) for factor in factors) and masks:
        factors.append(scope[steps[0]])
        masks = masks[1:]
    result = product([*factors, *masks], arrays)
    for divisor in below:
        result = arrays.divided(result, divisor)
    return result


def epower(node: Expr, scope: Scope) -> Array:
    """Aᵢⱼ^s; a negative power of a number is a quotient."""
    (base, exponent), arrays = node.args, scope.arrays
    value = exponent.number
    if value is None:
        return arrays.power(scope[base], scope[exponent])
    if _is_reciprocal(node):
        return arrays.divided(arrays.number(1), _divisor(node, scope))
    return _raised(base, value, scope)


def _raised(base: Expr, exponent: Fraction, scope: Scope) -> Array:
    """A power with a positive exponent: roots by ``sqrt``, a squared norm without the root."""
    arrays, array = scope.arrays, scope[base]
    if exponent == 1:
        return array
    if base.head is h.NORM and exponent == 2:
        body = scope[base.args[0]]
        return arrays.inner(body, body, base.args[0].shape)
    if exponent == Fraction(1, 2) and not array.is_number:
        return arrays.call("sqrt", array)
    return arrays.power(array, arrays.number(exponent))
