"""What the names in a formula may mean: declared, defined, functions, dimensions, indices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from matcalc.errors import ReadError
from matcalc.expr import Expr
from matcalc.read.names import Key, keys
from matcalc.read.surface import Node

if TYPE_CHECKING:
    from matcalc.read.steps import Recurrence


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that a formula may use.

    ``values`` holds the symbol of every declared or defined name, or the expression that a name
    stands for; ``dims`` the sizes that may be used as numbers; ``functions`` how a function is
    meant (``entrywise``, ``identity``, ``open`` as x in x(z), ``value`` for one that is written
    with its arguments, which are its ``parameters``); ``written`` how names are typed.
    """

    values: Mapping[str, Expr] = field(default_factory=dict)
    dims: tuple[str, ...] = ()
    functions: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bodies: Mapping[str, Node] = field(default_factory=dict)
    """What functions that are written with their arguments stand for, as it was written."""
    pending: tuple[str, ...] = ()
    """Names that are defined somewhere and have no shape yet."""
    marks: frozenset[str] = frozenset()
    """Letters that are subscripts of declared names: z_t is a name where x_t is declared."""
    variable: str = ""
    """The variable of the problem, as it is written."""
    cotangents: tuple[str, ...] = ()
    """Names such as dY for ∂L/∂Y, where the given gradient is called so; that asked for first."""
    recurrence: Recurrence | None = None
    """What x_t and x_{t+1} are, where t counts steps."""
    members: tuple[str, ...] = ()
    """The index of the variable, where it is one member w_k of a family."""
    is_turned: bool = False
    """Whether names that are declared as rows are written as columns."""
    is_open: bool = False
    """Whether a name that nobody declared may be given a shape by the formula."""
    numbers: frozenset[str] = frozenset()
    """Names that nobody declared and that stand where only a number can."""
    matrices: frozenset[str] = frozenset()
    """Names that nobody declared and that have two subscripts."""

    @staticmethod
    def of(symbols: Iterable[Expr], dims: Iterable[str] = ()) -> Scope:
        """A scope of declared symbols."""
        values = {symbol.declaration.name: symbol for symbol in symbols}
        known = dict.fromkeys(dims)
        written = {}
        for symbol in values.values():
            known.update(dict.fromkeys(sorted(symbol.rows.names | symbol.cols.names)))
            written[symbol.declaration.name] = (symbol.declaration.latex,)
        return Scope(values, tuple(known), {}, written, marks=frozenset(_marks(values, known)))

    def with_values(self, values: Mapping[str, Expr]) -> Scope:
        """The scope with more names."""
        dims = dict.fromkeys(self.dims)
        for value in values.values():
            dims.update(dict.fromkeys(sorted(value.rows.names | value.cols.names)))
        return replace(self, values={**self.values, **values}, dims=tuple(dims))

    def spellings(self) -> dict[Key, str]:
        """The TeX items of every known name, with the name."""
        found: dict[Key, str] = {}
        names = (*self.dims, *self.functions, *self.pending, *self.cotangents, *self.values)
        for name in names:
            for written in self.written.get(name, ("",)) or ("",):
                for each in keys(name, written):
                    found[each] = name
        return found

    def is_number(self, name: str) -> bool:
        """Whether this is a declared scalar, so that A^T is a power when it is called T.

        Raises ReadError for a name that is defined in the text: nobody knows its shape yet.
        """
        if name in self.pending:
            raise ReadError(
                f"^{name} may be a transpose or a power, since {name} is defined here.",
                hint="For the transpose, write A'.",
            )
        value = self.values.get(name)
        return value is not None and value.is_scalar

    def knows(self, name: str) -> bool:
        """Whether this is the name of a value."""
        return name in self.values or name in self.dims or name in self.pending


def _marks(values: Mapping[str, Expr], sizes: Mapping[str, None]) -> Iterator[str]:
    """The t of x_t and h_{t−1}; a letter that is a size, or a name of its own, is none."""
    for name in values:
        _, *parts = name.split("_")
        letters = [part for part in parts if len(part) == 1 and part.isalpha()]
        yield from (part for part in letters if part not in (*"ij", *values, *sizes))
