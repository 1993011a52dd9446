"""Abstract functions: h(X) entry by entry, L(Y), x(z), and functions that the text defines."""

from __future__ import annotations

from difflib import get_close_matches

from matcalc.errors import ReadError, UnsupportedError
from matcalc.expr import (
    ONE,
    Expr,
    abstract,
    apply,
    number,
    unspecified,
)
from matcalc.expr.unify import Slot, Unknown
from matcalc.read.engine import Builder, Engine, is_known
from matcalc.read.leaves import family_slot
from matcalc.read.names import GREEK
from matcalc.read.scope import Scope
from matcalc.read.slopes import slope
from matcalc.read.surface import Node
from matcalc.read.vocabulary import SAME_FUNCTION, SUPPORTED, UNSUPPORTED


def abstract_function(engine: Engine, node: Node, name: str, order: int) -> Builder | None:
    """h(X), L(Y), x(z): what the scope says of the function, else what its letter usually is."""
    meaning = engine.scope.functions.get(name)
    if meaning is None:
        meaning = _usual_meaning(engine, node, name)
    if meaning == "value" and order:
        return slope(engine, node, name, order, _read_alone)
    if meaning == "value":
        return _value_of(engine, node, name)
    if meaning in ("entrywise", "identity") and len(node.children) == 1:
        engine.equate(engine.slots[node], engine.slots[node.children[0]])
        if meaning == "identity":
            return lambda args: number(1) if order else args[0]
        return lambda args: apply(unspecified(name, order), args[0])
    if meaning == "scalar":
        engine.set(node, ONE, ONE)
        return lambda args: abstract(name, (ONE, ONE), *args)
    slot = engine.new.setdefault(f"{name}()", family_slot(engine, name) or _open_slot(name))
    engine.equate(engine.slots[node], slot)
    if not is_known(engine.slot(node)) and not engine.scope.is_open:
        return None
    return lambda args: abstract(name, engine.shape(node), *args)


def _open_slot(name: str) -> Slot:
    """x(z) is a column, A(t) a matrix."""
    return Unknown(wide=True), (Unknown(wide=True) if name[:1].isupper() else ONE)


def _usual_meaning(engine: Engine, node: Node, name: str) -> str:
    """h and g act entry by entry, L gives a number, x(z) has the shape its place needs."""
    if not engine.scope.is_open:
        raise _unknown_function(name, node)
    if not _is_letter(name):
        raise _unknown_function(name, node)
    if name in _ENTRYWISE_LETTERS:
        return "entrywise"
    return "scalar" if name in ("L", "J", "E", "mathcal{L}", "ell") else "open"


def _is_letter(name: str) -> bool:
    """Whether this is a letter, perhaps with a number or a mark below, and no word."""
    letter = name.partition("_")[0].rstrip("0123456789")
    return len(letter) == 1 or letter in GREEK or not letter.isalpha()


_ENTRYWISE_LETTERS = ("h", "g", "f", "phi", "psi", "varphi", "rho", "sigma", "act")


def _unknown_function(name: str, node: Node) -> ReadError:
    close = get_close_matches(name, [*SUPPORTED, *SAME_FUNCTION, *sorted(UNSUPPORTED)], n=1)
    hint = f"Did you mean {close[0]}?" if close else ""
    return ReadError(
        f"the function {name} is not known.", code="unknown_function", span=node.span, hint=hint
    )


def _read_alone(body: Node, scope: Scope) -> Expr:
    from matcalc.read.elaborate import elaborate

    return elaborate(body, scope).expr


def _value_of(engine: Engine, node: Node, name: str) -> Builder | None:
    """f(x), where f was defined with that argument: at another argument, f is carried over."""
    value = engine.scope.values[name]
    parameters = engine.scope.parameters.get(name, ())
    engine.set(node, *value.shape)
    return lambda args: _carried(engine, value, parameters, args)


def _carried(engine: Engine, value: Expr, parameters: tuple[str, ...], args: object) -> Expr:
    assert isinstance(args, list)
    wanted = [engine.scope.values.get(parameter) for parameter in parameters]
    if len(wanted) != len(args) or all(
        left is right or left is None for left, right in zip(wanted, args, strict=True)
    ):
        return value
    raise UnsupportedError(
        f"{value!r} was defined at ({', '.join(parameters)}) and is used at "
        f"({', '.join(map(repr, args))}).",
        hint="Use it at the argument of its definition.",
    )
