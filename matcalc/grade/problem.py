"""The problems that a formula of a document may be about, as requests, the likeliest first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from matcalc.expr import Expr
from matcalc.grade.context import Context, Defined
from matcalc.grade.derivative import Asked, base_of, named, open_indices, partials
from matcalc.grade.inferred import shaped, written
from matcalc.grade.names import names_in, used_in

_MANY = (
    "The derivative of a matrix by a matrix has four indices, and no matrix is equal to it. "
    "Write its entries, or the derivative of the loss."
)
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


@dataclass(slots=True)
class Asking:
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

    def attempts(self) -> Iterator[Attempt]:
        """Every reading of the problem that the document allows."""
        wanted = self.wanted
        name = named(wanted.quantity)
        if not name:
            yield from self._of_formula()
        elif wanted.of != wanted.quantity or name == self.variable:
            yield from self._of_entry(name)
        else:
            yield from self._of_name(name)

    def _of_formula(self) -> Iterator[Attempt]:
        formula = self.wanted.of
        indices = open_indices(formula)
        if 0 < len(indices) <= 2:
            places = ", ".join(indices)
            left = rf"Q_{{{places}}}"
            made = Defined("Q", left, formula, self.at, self.question)
            yield from self._tables([made], left, "Q")
            return
        needed = self._needed(formula)
        depending = self._depending(names_in(formula))
        if depending:
            known = [Defined("Q", "Q", formula, self.at, self.question), *needed, *depending]
            yield from self._plain([each.text for each in known], known)
        yield from self._plain([formula, *(each.text for each in needed)], needed)

    def _needed(self, text: str, known: Sequence[str] = ()) -> list[Defined]:
        kept = sorted(used_in(text) - {self.variable})
        return self.context.needed(kept, self.question, self.at, (*known, self.variable))

    def _of_entry(self, name: str) -> Iterator[Attempt]:
        """∂Y_ij/∂W_nm, by any definition of Y; ∂X_ij/∂X_nm needs none."""
        indices = open_indices(self.wanted.of)
        if name == self.variable:
            left = rf"Q_{{{','.join(indices)}}}"
            made = Defined("Q", left, self.wanted.of, self.at, self.question)
            yield from self._tables([made], left, "Q")
        for each in self.context.definitions(name, self.question, self.at):
            rest = self._needed(each.body, [name])
            for known in self._reaching([each, *rest]):
                yield from self._tables(known, self.wanted.of, name)

    def _named_in_lines(self, known: Sequence[str]) -> list[Defined]:
        """The definitions of letters that only the formulas use, as M = Y - T in α M."""
        used = set().union(*(used_in(formula) for formula in self.formulas[1:]))
        told = {*known, self.variable}
        found = self.context.needed(sorted(used - told), self.question, self.at, told)
        return [each for each in found if each.question == self.question and not each.is_function]

    def _reaching(self, definitions: Sequence[Defined]) -> list[list[Defined]]:
        """The definitions, if they lead to the variable; B may be the row b, once for each sample.

        Functions that are defined elsewhere, h(x) = max(0, x), may be meant or not.
        """
        names = set().union(*(names_in(each.body) for each in definitions))
        if self.variable and self.variable not in names:
            stacked = self.variable.upper()
            if stacked not in names or stacked == self.variable:
                depending = self._depending(names)
                return [[*definitions, *depending]] if depending else []
            row = Defined(stacked, stacked, rf"\mathbf{{1}} {self.variable}", 0, self.question)
            return [[*definitions, row]]
        plain = [each for each in definitions[1:] if not each.is_function]
        if len(plain) == len(definitions) - 1:
            return [list(definitions)]
        named_alone = [definitions[0], *plain]
        speaks = self._speaks_of(definitions[1:])
        return [named_alone] if speaks else [list(definitions), named_alone]

    @property
    def _depends(self) -> bool:
        """Whether a formula differentiates a letter as a function of the variable, ∂A/∂t."""
        of = self.wanted.of
        found = (each for formula in self.formulas[1:] for each in partials(formula))
        return any(
            named(each.variable) == self.variable and named(each.quantity) in names_in(of)
            for each in found
        )

    def _depending(self, names: Collection[str]) -> list[Defined]:
        """x = x(z) where the formulas differentiate a letter x of the problem by z."""
        found: dict[str, Defined] = {}
        for each in (each for formula in self.formulas for each in partials(formula)):
            name = named(each.quantity)
            if name in names and named(each.variable) == self.variable:
                body = f"{each.quantity}({self.wanted.variable})"
                found[name] = Defined(name, each.quantity, body, self.at, self.question)
        return list(found.values())

    def _speaks_of(self, definitions: Sequence[Defined]) -> bool:
        """Whether the formulas speak of a function by its name, as in h'(X)."""
        names = {each.name for each in definitions if each.is_function}
        return any(names & names_in(formula) for formula in self.formulas[1:])

    def _of_name(self, name: str) -> Iterator[Attempt]:
        found = self.context.definitions(name, self.question, self.at)
        is_given = bool(found) and bool(self._partials_of(name))
        if is_given:
            yield from self._by_upstream(name)
        plain = [each for each in found if each.bare == each.left or each.is_function]
        for each in self._own(plain or found):
            rest = self._needed(each.body, [name])
            if name in names_in(each.body):
                rest += [other for other in found if other not in plain][:1]
                rest += self._needed(rest[-1].body, [name]) if rest else []
            more = self._named_in_lines([name, *(other.name for other in rest)])
            readings = self._reaching([each, *rest])
            readings += self._reaching([each, *rest, *more]) if more else []
            own = [other for other in rest if other.question == self.question or other.layer]
            if each.question == self.question and len(own) < len(rest):
                readings += self._reaching([each, *own])
            for known in readings:
                if each.is_function:
                    alone = [replace(each, left=each.bare), *known[1:]]
                    for attempt in self._plain([other.text for other in alone], alone):
                        yield replace(attempt, called=each.left)
                yield from self._plain([other.text for other in known], known)
        if not is_given:
            yield from self._by_upstream(name)
        yield from self._by_upstream(name, is_row=True)

    def _own(self, found: list[Defined]) -> list[Defined]:
        """The definitions of the question itself, if it has some."""
        return [each for each in found if each.question == self.question] or found

    def _by_upstream(self, loss: str, *, is_row: bool = False) -> Iterator[Attempt]:
        """∂L/∂W where only ∂L/∂Y is known, and Y is defined; by a vector it may be a row."""
        for other in self._given(loss):
            for each in self.context.definitions(named(other), self.question, self.at):
                rest = self._needed(each.body, [named(other)])
                for known in self._reaching([each, *rest]):
                    yield from self._with_upstream(known, other, loss, is_row=is_row)

    def _given(self, loss: str) -> list[str]:
        """The quantities Y whose ∂L/∂Y occurs in the formula."""
        found = self._partials_of(loss)
        if found or self.context.definitions(loss, self.question, self.at):
            return list(found.values())
        for made in self.context.defined:
            if (loss, made.name) in self.context.given and self.variable in names_in(made.body):
                found.setdefault(made.name, base_of(made.left))
        return list(found.values())

    def _partials_of(self, loss: str) -> dict[str, str]:
        """The Y of every ∂L/∂Y in the formulas, but for the variable: name → as written."""
        found: dict[str, str] = {}
        for formula in self.formulas:
            for each in partials(formula):
                other = named(each.variable)
                if named(each.quantity) == loss and other not in ("", self.variable):
                    found.setdefault(other, each.variable)
        return found

    # The requests.

    def _plain(self, texts: Sequence[str], known: Sequence[Defined]) -> Iterator[Attempt]:
        function = "\n".join(
            [*texts, *([known[0].bare] if texts[0] == known[0].text else [])] if known else texts
        )
        for shapes, target, note in self._as_number(function):
            kind = self._kind(shapes, target)
            if self._is_loss and not target.is_scalar:
                self.trouble = _NUMBER.format(self.wanted.quantity)
            elif not kind:
                self.trouble = _MANY
            else:
                made = self._attempt(function, shapes, kind, _joined(note, known, self.question))
                is_told = not note or self.variable in self._own_shape()
                is_guess = kind == "jacobian" and not is_told and _no_matrix(shapes)
                yield replace(made, is_guess=is_guess, is_borrowed=self._is_borrowed(known))

    @property
    def _is_loss(self) -> bool:
        return named(self.wanted.quantity) in _LOSSES

    def _is_borrowed(self, known: Sequence[Defined]) -> bool:
        return any(each.question != self.question and not each.layer for each in known)

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
        words = self.context.words(self.question)
        tags = {
            name: [word for word in said if word not in _SAYS_SHAPE]
            for name, said in words.items()
            if name in shapes and set(said) - set(_SAYS_SHAPE)
        }
        request = {
            "function": written(function),
            "declare": shapes,
            "kind": kind,
            "assume": tags,
            **more,
        }
        if self.variable:
            request["wrt"] = self.variable
        about = f"∂{named(self.wanted.quantity) or self.wanted.of}/∂{self.variable or 'x'}"
        return Attempt(request, about, note)

    def _shaped(
        self, function: str, more: Mapping[str, list[str]] = MappingProxyType({})
    ) -> Iterator[tuple[dict[str, list[str]], Expr, str]]:
        known = {**self._own_shape(), **more}
        yield from shaped(function, self.variable, self.context, self.question, known)

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


def _rank(dims: Sequence[str]) -> int:
    return len([each for each in dims if str(each) != "1"])


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
