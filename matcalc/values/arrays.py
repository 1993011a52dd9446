"""What the evaluations in NumPy and in JAX share: a point with arrays, and others near it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

import numpy as np

from matcalc.expr import Definition, Expr
from matcalc.values.arithmetic import Arithmetic
from matcalc.values.floating import Floating
from matcalc.values.interpret import Interpreter


class ArrayEvaluation(Interpreter[Any]):
    """Values as arrays of shape (rows, cols), or (points, rows, cols), by the rows of a library."""

    def __init__(
        self,
        sizes: Mapping[str, int],
        given: Mapping[Expr, Any],
        definitions: Iterable[Definition] = (),
        seed: int = 0,
    ) -> None:
        super().__init__(self.library(), sizes, given, definitions)
        self.given = dict(given)
        self.coefficients: Arithmetic[float] = Floating(seed)
        self.directions: Mapping[Expr, Any] = {}

    def library(self) -> Mapping[Any, Any]:
        """What every head means."""
        raise NotImplementedError

    def scalar(self, value: int) -> Any:
        return np.array([[float(value)]])

    def moved(self, changed: Mapping[Expr, Any]) -> Self:
        """The same point with other values for some nodes."""
        definitions = [Definition(name, body) for name, body in self.definitions.items()]
        given = {**self.given, **changed}
        return type(self)(self.sizes, given, definitions, self.coefficients.seed)
