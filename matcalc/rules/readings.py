"""What is made of a derivative that has been read off: another arrangement of the same entries.

A structured variable has fewer free entries than its matrix; the gradient over them, or its
projection, is an expression in the gradient over all entries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matcalc.expr import ONE, Expr, hadamard, identity, operation, transpose, vec

READINGS: Mapping[str, Callable[[Expr], Expr]] = {
    "": lambda g: g,
    "row": lambda g: g if g.rows is ONE else transpose(vec(g)),
    "symmetric:independent": lambda g: g + g.T - hadamard(g, identity(g.rows)),
    "symmetric:projected": lambda g: (g + g.T) / 2,
    "skew:projected": lambda g: (g - g.T) / 2,
    "diagonal": lambda g: hadamard(g, identity(g.rows)),
    "lower_triangular": lambda g: operation("tril", g),
    "upper_triangular": lambda g: operation("triu", g),
}
"""By name: as it stands, the Jacobian of a scalar as a row, and the constraints on a variable."""

CONSTRAINTS = tuple(name for name in READINGS if name not in ("", "row"))
