"""The requests that a problem of a document may be: shapes, kinds and readings of its letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from matcalc.expr import Expr
from matcalc.grade.assumptions import is_of_matrices
from matcalc.grade.context import Context, Defined
from matcalc.grade.derivative import Asked, base_of, named, partials
from matcalc.grade.habits import samples
from matcalc.grade.inferred import shaped, written
from matcalc.grade.names import names_in, used_in
from matcalc.grade.reasons import many_indices

_LOSSES = ("L", "C", "J", "E", "ell")
_NUMBER = (
    "A loss is a number, and {} as defined here is none by its shapes. Where x_i is a whole "
    "sample, write the samples as rows of a matrix, or say what x_i is."
)
_SAYS_SHAPE = ("row", "scalar", "square")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request without its claim, how the context was understood, and how lines are wrapped.

    With ``table`` = (L, Y_ij, W_nm) the lines are entries of ∂Y/∂W, and are contracted with ∂L/∂Y.
    """

    request: Mapping[str, Any]
    about: str
    note: str = ""
    table: tuple[str, str, str] | None = None
    called: str = ""
    """A call f(x) that lines may write for f."""
    is_guess: bool = False
    """Whether nothing in the document says that the letters are vectors, and not numbers."""
    is_borrowed: bool = False
    """Whether a definition is that of another question."""
    is_mixed: bool = False
    """Whether the quantity is of this question, and letters in it are defined in another."""
    assumed: tuple[str, ...] = ()
    """The equations that the document does not state."""
    given: tuple[str, ...] = ()
    """What the document says of letters that the request does not have."""
    replaced_by: str = ""
    """The later definition of the same name, where the problem goes by an older one."""


@dataclass(slots=True)
class Requests:
    """A derivative that a document asks for, at a place of it."""

    context: Context
    wanted: Asked
    formulas: Sequence[str]
    question: int
    at: int
    variable: str = field(init=False)
    trouble: str = ""
    """Why a problem that was found cannot be decided."""

    def __post_init__(self) -> None:
        if not self.wanted.by:
            by = self.context.variable_of(named(self.wanted.of), self.question, self.at)
            self.wanted = replace(self.wanted, by=by)
        self.variable = named(self.wanted.variable)

    def _plain(self, texts: Sequence[str], known: Sequence[Defined]) -> Iterator[Attempt]:
        function = "\n".join(
            [*texts, *([known[0].bare] if texts[0] == known[0].text else [])] if known else texts
        )
        for shapes, target, note in self._as_number(function):
            kind = self._kind(shapes, target)
            if self._is_loss and not target.is_scalar:
                self.trouble = _NUMBER.format(self.wanted.quantity)
                yield from self._sampled(function, known)
            elif not kind:
                self.trouble = many_indices(self.wanted)
            else:
                made = self._attempt(function, shapes, kind, _joined(note, known, self.question))
                is_told = not note or self.variable in self._own_shape()
                is_guess = kind == "jacobian" and not is_told and _no_matrix(shapes)
                is_own = not known or texts[0] != known[0].text or self._is_own(known[0])
                is_borrowed = self._is_borrowed(known)
                made = replace(made, is_borrowed=is_borrowed, is_mixed=is_own and is_borrowed)
                yield replace(made, is_guess=is_guess)
                if is_guess:
                    yield from self._all_numbers(made, function)

    def _sampled(self, function: str, known: Sequence[Defined]) -> Iterator[Attempt]:
        """x_i in a sum over i as a whole sample: a row of x."""
        for more in samples(function, self.variable):
            for shapes, target, _ in self._shaped(function, more):
                if not target.is_scalar:
                    continue
                rows = [name for name, dims in more.items() if len(dims) == 2]
                note = f"the samples {', '.join(f'{name}_i' for name in rows)} are rows of a matrix"
                yield self._attempt(
                    function, shapes, "gradient", _joined(note, known, self.question)
                )
                return

    def _all_numbers(self, made: Attempt, function: str) -> Iterator[Attempt]:
        """The same with numbers for small letters, where nothing says that they are vectors.

        What is wrong for numbers is wrong for vectors, of which they are those with one entry.
        """
        names = {*made.request["declare"], self.variable} - self._said_here()
        for numbers in ({self.variable}, {name for name in names if name.islower()}):
            for shapes, target, _ in self._shaped(function, {name: [] for name in numbers}):
                if target.is_scalar:
                    request = {**made.request, "declare": shapes, "kind": "gradient"}
                    note = "the small letters are read as numbers"
                    yield replace(made, request=request, note=note, is_guess=False)

    @property
    def _is_loss(self) -> bool:
        return named(self.wanted.quantity) in _LOSSES

    def _is_borrowed(self, known: Sequence[Defined]) -> bool:
        return not all(self._is_own(each) for each in known)

    def _is_own(self, each: Defined) -> bool:
        """Whether this question says it, or a network that is told as a whole."""
        return each.question == self.question or bool(each.layer)

    def _as_number(self, function: str) -> Iterator[tuple[dict[str, list[str]], Expr, str]]:
        """The shapes; small letters that would make a vector of a loss are read as numbers."""
        for shapes, target, note in self._shaped(function):
            numbers = self._numbers(shapes, target)
            if not numbers:
                yield shapes, target, note
                continue
            of = self.wanted.quantity
            why = f"as {of} is one" if self._is_loss else f"as {of} is a matrix"
            noted = f"{', '.join(numbers)} read as a number, {why}"
            for found, number, _ in self._shaped(function, {name: [] for name in numbers}):
                yield found, number, noted

    def _numbers(self, shapes: Mapping[str, list[str]], target: Expr) -> list[str]:
        """The small letters that nothing declares, and that can only be numbers."""
        told = self.context.shapes(self.question)
        small = {name: dims for name, dims in shapes.items() if name.islower() and name not in told}
        whole = [str(dim) for dim in target.shape if str(dim) != "1"]
        if self._is_loss:
            numbers = [name for name, dims in small.items() if dims == whole]
            return [each for each in numbers if whole and each != self.variable]
        is_vector = small.get(self.variable) is not None and _rank(small[self.variable]) == 1
        return [self.variable] if len(whole) == 2 and is_vector and self._depends else []

    def _kind(self, shapes: Mapping[str, list[str]], target: Expr) -> str:
        rank = _rank(shapes.get(self.variable, ["n"]))
        if self.wanted.order == 2:
            return "hessian" if target.is_scalar else ""
        if target.is_scalar:
            return "gradient"
        if rank == 0:
            return "scalar-derivative"
        return "jacobian" if rank == 1 and "1" in map(str, target.shape) else ""

    def _with_upstream(
        self, definitions: Sequence[Defined], other: str, loss: str, *, is_row: bool = False
    ) -> Iterator[Attempt]:
        function = "\n".join([*(each.text for each in definitions), definitions[0].bare])
        symbol = rf"\frac{{\partial {loss}}}{{\partial {other}}}"
        for shapes, target, note in self._shaped(function):
            dims = [str(each) for each in target.shape]
            column = dims if "1" not in dims[1:] else dims[:1]
            if is_row and len(column) != 1:
                continue
            shapes = {**shapes, symbol: ["1", *column] if is_row else column}
            upstream = {"symbol": symbol, "of": other}
            told = _joined(note, definitions, self.question)
            yield self._attempt(function, shapes, "gradient", told, upstream=upstream)

    def _tables(self, definitions: Sequence[Defined], of: str, name: str) -> Iterator[Attempt]:
        """Entries of a Jacobian, each weighed with an entry of a matrix and summed."""
        left = base_of(definitions[0].left)
        for attempt in self._with_upstream(definitions, left, "L"):
            yield Attempt(attempt.request, attempt.about, attempt.note, ("L", of, self.wanted.by))

    def _attempt(
        self, function: str, shapes: Mapping[str, list[str]], kind: str, note: str, **more: object
    ) -> Attempt:
        tags = self._tags(shapes)
        request = {
            "function": written(function),
            "declare": shapes,
            "kind": kind,
            "assume": tags,
            **more,
        }
        if self.variable:
            request["wrt"] = self.variable
        told = [f"{name} is {word}" for name, kept in tags.items() for word in kept]
        note = "; ".join(filter(None, (note, ", ".join(told) and f"given: {', '.join(told)}")))
        about = f"∂{named(self.wanted.quantity) or self.wanted.of}/∂{self.variable or 'x'}"
        return Attempt(request, about, note)

    def _tags(self, shapes: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """What is assumed of the letters; a matrix that is not square has no such property."""
        made: dict[str, list[str]] = {}
        for name, said in self.context.words(self.question).items():
            dims = shapes.get(name)
            kept = [
                word
                for word in said
                if word not in _SAYS_SHAPE and not (is_of_matrices(word) and not _is_square(dims))
            ]
            if dims is not None and kept:
                made[name] = kept
        return made

    def _shaped(
        self, function: str, forced: Mapping[str, list[str]] = MappingProxyType({})
    ) -> Iterator[tuple[dict[str, list[str]], Expr, str]]:
        own = self._own_shape()
        yield from shaped(function, self.variable, self.context, self.question, own, forced)

    def _said_here(self) -> set[str]:
        """The letters whose shapes this question declares itself."""
        return set(self.context.shapes(self.question, alone=True))

    def _own_shape(self) -> dict[str, list[str]]:
        """The shape of a variable that is defined itself, as s is by s = W x + b."""
        for each in self.context.definitions(self.variable, self.question, self.at):
            if each.bare != each.left:
                continue
            known = [each, *self.context.needed(
                sorted(used_in(each.body)), self.question, self.at, [self.variable]
            )]  # fmt: skip
            function = "\n".join([*(other.text for other in known), each.bare])
            for _, target, _ in shaped(function, "", self.context, self.question):
                dims = [str(dim) for dim in target.shape]
                return {self.variable: dims if "1" not in dims[1:] else dims[:1]}
        return {}

    @property
    def _depends(self) -> bool:
        """Whether a formula differentiates a letter as a function of the variable, ∂A/∂t."""
        of = self.wanted.of
        found = (each for formula in self.formulas[1:] for each in partials(formula))
        return any(
            named(each.variable) == self.variable and named(each.quantity) in names_in(of)
            for each in found
        )


def _rank(dims: Sequence[str]) -> int:
    return len([each for each in dims if str(each) != "1"])


def _is_square(dims: Sequence[str] | None) -> bool:
    return dims is not None and len(dims) == 2 and dims[0] == dims[1]


def _no_matrix(shapes: Mapping[str, list[str]]) -> bool:
    return all(_rank(dims) < 2 for dims in shapes.values())


def _joined(note: str, known: Sequence[Defined], question: int) -> str:
    told = [note] if note else []
    layers = [each for each in reversed(known) if each.layer]
    if layers:
        is_are = "is the output of" if len(layers) == 1 else "are the outputs of"
        told.append(f"{', '.join(each.name for each in layers)} {is_are} "
                    f"{', '.join(each.layer for each in layers)}")  # fmt: skip
    others = [each.text for each in known if each.question != question and not each.layer]
    told += [f"{text} is from another question" for text in others]
    return "; ".join(told)
