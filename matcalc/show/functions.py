"""The names of functions in print, and how a function stands before its argument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.show.style import Piece, Style, signed

_GREEK_NAMES: Mapping[str, str] = {
    "sigmoid": "sigma",
    "normcdf": "Phi",
    "normpdf": "varphi",
    "digamma": "psi",
}
"""Functions that are known by a Greek letter, as long as no variable has it."""


def function_name(name: str, taken: frozenset[str]) -> str:
    r"""What an elementwise function is called, given the LaTeX of the names in use.

    >>> function_name("sigmoid", frozenset()), function_name("sigmoid", frozenset({r"\sigma"}))
    ('sigma', 'sigmoid')
    """
    letter = _GREEK_NAMES.get(name, name)
    return name if rf"\{letter}" in taken else letter


def call(name: str, args: Sequence[Piece], style: Style, below: str = "") -> str:
    """f(A, B), the name with a subscript if there is one."""
    head = style.function(name)
    if below:
        head = style.scripts(head, below, "")
    inside = style.sign(",").join(signed(arg, style) for arg in args)
    return head + style.fence("()", inside, tall=any(arg.tall for arg in args))
