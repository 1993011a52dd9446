"""The problems that a formula of a document may be about, as requests, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from matcalc.errors import MatcalcError
from matcalc.expr import Expr
from matcalc.grade.context import Context, Defined, names_in, used_in
from matcalc.grade.derivative import Asked, base_of, named, open_indices, partials
from matcalc.read import Scope, read_problem

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
        told = {*known, self.variable, *self.context.shapes(self.question)}
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
                return []
            row = Defined(stacked, stacked, rf"\mathbf{{1}} {self.variable}", 0, self.question)
            return [[*definitions, row]]
        plain = [each for each in definitions[1:] if not each.is_function]
        if len(plain) == len(definitions) - 1:
            return [list(definitions)]
        named_alone = [definitions[0], *plain]
        speaks = self._speaks_of(definitions[1:])
        return [named_alone] if speaks else [list(definitions), named_alone]

    def _speaks_of(self, definitions: Sequence[Defined]) -> bool:
        """Whether the formulas speak of a function by its name, as in h'(X)."""
        names = {each.name for each in definitions if each.is_function}
        return any(names & names_in(formula) for formula in self.formulas[1:])

    def _of_name(self, name: str) -> Iterator[Attempt]:
        found = self.context.definitions(name, self.question, self.at)
        plain = [each for each in found if each.bare == each.left or each.is_function]
        for each in plain or found:
            rest = self._needed(each.body, [name])
            if name in names_in(each.body):
                rest += [other for other in found if other not in plain][:1]
                rest += self._needed(rest[-1].body, [name]) if rest else []
            rest += self._named_in_lines([name, *(other.name for other in rest)])
            for known in self._reaching([each, *rest]):
                if each.is_function:
                    alone = [replace(each, left=each.bare), *known[1:]]
                    for attempt in self._plain([other.text for other in alone], alone):
                        yield replace(attempt, called=each.left)
                yield from self._plain([other.text for other in known], known)
        yield from self._by_upstream(name)

    def _by_upstream(self, loss: str) -> Iterator[Attempt]:
        """∂L/∂W where only ∂L/∂Y is known, and Y is defined."""
        for other in self._given(loss):
            for each in self.context.definitions(named(other), self.question, self.at):
                rest = self._needed(each.body, [named(other)])
                for known in self._reaching([each, *rest]):
                    yield from self._with_upstream(known, other, loss)

    def _given(self, loss: str) -> list[str]:
        """The quantities Y whose ∂L/∂Y occurs in the formula."""
        found: dict[str, str] = {}
        for formula in self.formulas:
            for each in partials(formula):
                other = named(each.variable)
                if named(each.quantity) == loss and other not in ("", self.variable):
                    found.setdefault(other, each.variable)
        if found or self.context.definitions(loss, self.question, self.at):
            return list(found.values())
        for made in self.context.defined:
            if (loss, made.name) in self.context.given and self.variable in names_in(made.body):
                found.setdefault(made.name, base_of(made.left))
        return list(found.values())

    # The requests.

    def _plain(self, texts: Sequence[str], known: Sequence[Defined]) -> Iterator[Attempt]:
        function = "\n".join(
            [*texts, *([known[0].bare] if texts[0] == known[0].text else [])] if known else texts
        )
        for shapes, target, note in self._shaped(function):
            kind = self._kind(shapes, target)
            if not target.is_scalar and named(self.wanted.quantity) in _LOSSES:
                self.trouble = _NUMBER.format(self.wanted.quantity)
            elif not kind:
                self.trouble = _MANY
            else:
                yield self._attempt(function, shapes, kind, _joined(note, known, self.question))

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
        self, definitions: Sequence[Defined], other: str, loss: str
    ) -> Iterator[Attempt]:
        function = "\n".join([*(each.text for each in definitions), definitions[0].bare])
        symbol = rf"\frac{{\partial {loss}}}{{\partial {other}}}"
        for shapes, target, note in self._shaped(function):
            dims = [str(each) for each in target.shape]
            shapes = {**shapes, symbol: dims if "1" not in dims[1:] else dims[:1]}
            upstream = {"symbol": symbol, "of": other}
            yield self._attempt(
                function,
                shapes,
                "gradient",
                _joined(note, definitions, self.question),
                upstream=upstream,
            )

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
            "function": _written(function),
            "declare": shapes,
            "kind": kind,
            "assume": tags,
            **more,
        }
        if self.variable:
            request["wrt"] = self.variable
        about = f"∂{named(self.wanted.quantity) or self.wanted.of}/∂{self.variable or 'x'}"
        return Attempt(request, about, note)

    def _shaped(self, function: str) -> Iterator[tuple[dict[str, list[str]], Expr, str]]:
        yield from shaped(function, self.variable, self.context, self.question)


def shaped(
    function: str, variable: str, context: Context, question: int
) -> Iterator[tuple[dict[str, list[str]], Expr, str]]:
    """The shapes of all names of a text as the document declares them, or as the formulas need.

    Declarations of other questions are dropped where they do not fit this one.
    """
    names, words = names_in_all(function), context.words(question)
    tried: list[dict[str, list[str]]] = []
    for told in (context.shapes(question), context.shapes(question, alone=True), {}):
        stated = {name: dims for name, dims in told.items() if name in names}
        if stated in tried:
            continue
        tried.append(stated)
        found = list(_fitting(function, stated, variable, words, context.dims(question)))
        yield from found
        if found:
            return


def _fitting(
    function: str,
    stated: dict[str, list[str]],
    variable: str,
    words: Mapping[str, list[str]],
    sizes: set[str],
) -> Iterator[tuple[dict[str, list[str]], Expr, str]]:
    """The shapes that go with those that are stated."""
    if stated and names_in_all(function) - set(stated) <= sizes:
        found = _read(function, stated)
        if found is not None:
            yield {**_inferred(found[1]), **stated}, found[0], ""
            return
    numbers = _numbers(function, stated)
    if numbers and (of_numbers := _read(function, numbers)) is not None:
        yield numbers, of_numbers[0], "the letters are read as numbers"
    stacked = rf"\mathbf{{1}} {variable}"
    is_stacked = bool(variable) and function.find(f"= {stacked}") >= 0
    found = _read(function.replace(stacked, rf"{stacked}^\top") if is_stacked else function, {})
    if found is None:
        return
    merged = _renamed(_inferred(found[1]), stated, sizes)
    merged |= {name: [] for name in _divisors(function) if name in merged and name not in stated}
    if is_stacked and merged.get(variable):
        merged[variable] = ["1", merged[variable][0]]
    for options in _rows(merged, function, variable, words, found[0]):
        again = _read(function, options)
        if again is not None and _is_plausible(again[1], stated):
            shapes = {**_inferred(again[1]), **options}
            yield shapes, again[0], "shapes that are not declared are inferred"


_OF_VECTORS = re.compile(
    r"\\top|\^\s*\{?T|\\\||\\Vert|_|\\sum|\\odot|\\circ|max|bf|bm|boldsymbol|'"
)


def _numbers(function: str, stated: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Small letters with powers and products alone may all be numbers, as in x²y + 3y."""
    names = names_in_all(function)
    is_plain = all(len(name) == 1 and name.islower() for name in names)
    if stated or not is_plain or _OF_VECTORS.search(function):
        return {}
    defined = {line.split("=")[0].strip() for line in function.splitlines() if "=" in line}
    return {name: [] for name in sorted(names - {each[:1] for each in defined})}


def _is_plausible(scope: Scope, stated: Mapping[str, list[str]]) -> bool:
    """Nobody calls a matrix w without saying so: such a formula was not understood.

    An example is a sum over samples, where x_i is a whole vector.
    """
    return not any(
        len(name) == 1 and name.islower() and name not in stated and 1 not in _sizes(value)
        for name, value in scope.values.items()
    )


def _sizes(value: Expr) -> tuple[int | None, int | None]:
    return value.rows.value, value.cols.value


def _divisors(function: str) -> list[str]:
    """Letters that stand alone below a fraction of numbers: they are numbers."""
    found = re.findall(
        r"frac\s*\{?\s*\d+\s*\}?\s*\{\s*\d*\s*([A-Za-z])\s*\}|\d/([A-Za-z])(?!\w)", function
    )
    return [one or other for one, other in found]


def names_in_all(function: str) -> set[str]:
    """The names of several lines."""
    return set().union(
        *(names_in(side) for line in function.splitlines() for side in line.split("="))
    )


def _read(function: str, declare: Mapping[str, list[str]]) -> tuple[Expr, Scope] | None:
    try:
        problem, _ = read_problem(
            {"function": _written(function), "kind": "value", "declare": declare}
        )
    except MatcalcError:
        return None
    return problem.target, Scope.of(problem.inputs())


def _written(function: str) -> str:
    """The lines of a problem, as the reader parts them in TeX."""
    return ",\\ ".join(function.splitlines())


def _inferred(scope: Scope) -> dict[str, list[str]]:
    return {
        (scope.written.get(name) or ("",))[0] or name: [
            str(dim) for dim in value.shape[: value.declaration.rank]
        ]
        for name, value in scope.values.items()
    }


def _renamed(
    shapes: dict[str, list[str]], stated: Mapping[str, list[str]], sizes: set[str]
) -> dict[str, list[str]]:
    """Inferred shapes with the dimensions that are stated; a size is no name of a matrix."""
    names: dict[str, str] = {}
    for name, dims in stated.items():
        if name in shapes and len(dims) == len(shapes[name]):
            names.update(zip(shapes[name], dims, strict=True))
    return {
        name: stated.get(name, [names.get(dim, dim) for dim in dims])
        for name, dims in shapes.items()
        if name not in sizes or name in stated
    }


def _rows(
    shapes: dict[str, list[str]],
    function: str,
    variable: str,
    words: Mapping[str, list[str]],
    target: Expr,
) -> Iterator[dict[str, list[str]]]:
    """A small letter that is added to a matrix is a row, unless it is called a scalar.

    ``B`` in a formula that is differentiated by b is the row b, once for each sample.
    """
    across = str(target.cols)
    made = dict(shapes)
    rows = [
        name
        for name, dims in shapes.items()
        if name.islower() and not dims and across != "1" and "scalar" not in words.get(name, ())
    ]
    yield from ([{**shapes, **{name: ["1", across] for name in rows}}] if rows else [])
    yield made


def _rank(dims: Sequence[str]) -> int:
    return len([each for each in dims if str(each) != "1"])


def _joined(note: str, known: Sequence[Defined], question: int) -> str:
    told = [note] if note else []
    others = [each.text for each in known if each.question != question]
    told += [f"{text} is from another question" for text in others]
    return "; ".join(told)
