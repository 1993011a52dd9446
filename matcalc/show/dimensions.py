"""Sizes in emitted code, read off the shapes of the inputs: ``n`` is ``X.shape[0]``."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.errors import UnsupportedError
from matcalc.expr.dim import Dim, dim
from matcalc.expr.node import Expr
from matcalc.show.program import ATOM, SUM, TERM, UNARY, Op, Program


class Dimensions:
    """Which axis of which input has which size."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.sources: dict[Dim, Op] = {}

    def learn(self, expr: Expr, array: Op, axes: Sequence[str]) -> None:
        """The sizes that an input with these axes tells."""
        lengths = [length for length in expr.shape if length is not dim(1)]
        for at, (_, length) in enumerate(zip(axes, lengths, strict=True)):
            if length.value is None and length not in self.sources:
                op = self.program.op(f"{{0}}.shape[{at}]", array, needs=(ATOM,))
                self.sources[length] = op
                if length.name is not None:
                    self.program.wish(op, length.name)

    def op(self, length: Dim) -> Op:
        """The size as a number; UnsupportedError when no input tells it."""
        if length.value is not None:
            return self.program.op(str(length.value), cheap=True)
        if length in self.sources:
            return self.sources[length]
        if length.name is not None:
            return self._solved(length)
        below = length.denominator
        if below != 1:
            whole = self.op(length * below)
            return self.program.op(f"{{0}} // {below}", whole, level=TERM, needs=(TERM,))
        total: Op | None = None
        for monomial, count in length.terms:
            total = self._added(total, monomial, int(count))
        assert total is not None
        return total

    def _added(self, total: Op | None, monomial: Sequence[str], count: int) -> Op:
        op = self.program.op
        parts = [self.op(dim(name)) for name in monomial]
        factor = abs(count) if total is not None else count
        if factor != 1 or not parts:
            parts.insert(0, op(str(factor), level=ATOM if factor >= 0 else UNARY, cheap=True))
        term = parts[0]
        for part in parts[1:]:
            term = op("{0} * {1}", term, part, level=TERM, needs=(TERM, UNARY))
        if total is None:
            return term
        sign = "-" if count < 0 else "+"
        return op(f"{{0}} {sign} {{1}}", total, term, level=SUM, needs=(SUM, TERM))

    def _solved(self, length: Dim) -> Op:
        """n from an axis of length a·n + b."""
        assert length.name is not None
        for known, source in self.sources.items():
            terms = dict(known.terms)
            count, rest = int(terms.pop((length.name,), 0)), int(terms.pop((), 0))
            if count > 0 and not terms and known.denominator == 1:
                return self._inverted(source, count, rest)
        raise UnsupportedError(
            f"the size {length} is not the size of any input.",
            hint=f"Declare an input with {length} rows or columns.",
        )

    def _inverted(self, source: Op, count: int, rest: int) -> Op:
        op = self.program.op
        if rest:
            shift = f"{{0}} {'-' if rest > 0 else '+'} {abs(rest)}"
            source = op(shift, source, level=SUM, needs=(SUM,))
        if count == 1:
            return source
        return op(f"{{0}} // {count}", source, level=TERM, needs=(TERM,))
