"""What is known while an expression becomes code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from matcalc.expr.elementwise import Elementwise
from matcalc.expr.node import Expr
from matcalc.show.array import COL, ROW, Array, Arrays
from matcalc.show.program import ATOM


@dataclass
class Scope:
    """The arrays made so far; ``callables`` maps unspecified functions to parameters."""

    arrays: Arrays
    known: dict[Expr, Array]
    new_name: Callable[[str], str]
    callables: dict[Elementwise, str] = field(default_factory=dict)

    def __getitem__(self, expr: Expr) -> Array:
        return self.known[expr]

    def callable_named(self, function: Elementwise) -> str:
        """The parameter that stands for h, h′ or h″: ``h``, ``dh``, ``ddh``."""
        if function not in self.callables:
            self.callables[function] = self.new_name("d" * function.order + function.name)
        return self.callables[function]

    def flat(self, array: Array) -> Array:
        """A scalar, a column or a row as a two-dimensional array."""
        if len(array.axes) == 2:
            return array
        if not array.axes:
            op = self.arrays.program.op(self.arrays.backend.lone, array.op)
        else:
            place = "[:, None]" if array.axes == (ROW,) else "[None, :]"
            op = self.arrays.program.op("{0}" + place, array.op, needs=(ATOM,), cheap=True)
        return Array(op, (ROW, COL))
