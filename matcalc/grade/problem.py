"""The problems that a formula of a document may be about, as requests, the likeliest first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from matcalc.grade.context import Defined
from matcalc.grade.derivative import base_of, named, open_indices, partials
from matcalc.grade.latest import by_latest
from matcalc.grade.names import names_in, used_in
from matcalc.grade.requests import Attempt, Requests
from matcalc.grade.usual import SHAPES, assumptions


@dataclass(slots=True)
class Asking(Requests):
    """Which definitions of the document a derivative may be about."""

    def attempts(self) -> Iterator[Attempt]:
        """Every reading of the problem that the document allows; else what it may assume."""
        is_stated = False
        for each in self._stated():
            is_stated = True
            yield each
        name = named(self.wanted.quantity)
        if name and not is_stated and self.wanted.of == self.wanted.quantity:
            yield from self._assumed(name)

    def _assumed(self, name: str) -> Iterator[Attempt]:
        """The usual meanings of letters, and what lines suggest."""
        told = self.context.shapes(self.question)
        lines = self.formulas[1:]
        for known, chosen in assumptions(name, self.context, self.question, self.at, lines):
            defined = {each.name for each in known}
            names = set().union(*(names_in(each.body) for each in known)) - defined
            if self.variable not in names:
                continue
            function = "\n".join([*(f"{each.bare} = {each.body}" for each in known), known[0].bare])
            forced = {n: SHAPES[n] for n in names if n in SHAPES and n not in told}
            for shapes, target, _ in self._shaped(function, forced):
                if kind := self._kind(shapes, target):
                    made = self._attempt(function, shapes, kind, "")
                    yield replace(made, assumed=tuple(f"{e.bare} = {e.body}" for e in chosen))

    def _stated(self) -> Iterator[Attempt]:
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
        depending = self._depending(names_in(formula)) or self._depending_elsewhere(formula)
        if depending:
            known = [Defined("Q", "Q", formula, self.at, self.question), *needed, *depending]
            yield from self._plain([each.text for each in known], known)
            yield from self._of_functions(formula, [each.name for each in depending])
        yield from self._plain([formula, *(each.text for each in needed)], needed)
        own = [each for each in needed if self._is_own(each)]
        if len(own) < len(needed):
            yield from self._plain([formula, *(each.text for each in own)], own)

    def _of_functions(self, formula: str, letters: Sequence[str]) -> Iterator[Attempt]:
        """u / v where u and v are functions of a number, as in the rules of calculus."""
        used = set().union(*(names_in(each) for each in self.formulas)) | {self.variable}
        free = [name for name in "hpqrkg" if name not in used]
        small = all(name.islower() for name in (*letters, self.variable))
        if not small or self.variable in self._said_here() or len(free) < len(letters):
            return
        bodies = [f"{u} = {f}({self.wanted.variable})" for u, f in zip(letters, free, strict=False)]
        function = "\n".join([f"Q = {formula}", *bodies, "Q"])
        for shapes, target, _ in self._shaped(function, {self.variable: []}):
            note = f"{self.variable} is read as a number"
            yield self._attempt(function, shapes, self._kind(shapes, target), note)

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
        found = self.context.definitions(name, self.question, self.at)
        yield from by_latest(found, self._of_one_entry)

    def _of_one_entry(self, each: Defined) -> Iterator[Attempt]:
        rest = self._needed(each.body, [each.name])
        for known in self._reaching([each, *rest]):
            yield from self._tables(known, self.wanted.of, each.name)

    def _named_in_lines(self, known: Sequence[str]) -> list[Defined]:
        """The definitions of letters that only the formulas use, as M = Y - T in α M."""
        used = set().union(*(used_in(formula) for formula in self.formulas[1:]))
        told = {*known, self.variable}
        found = self.context.needed(sorted(used - told), self.question, self.at, told)
        return [each for each in found if each.question == self.question and not each.is_function]

    def said_of_letters(self, known: Collection[str]) -> list[Defined]:
        """The definitions of the letters in the formulas that a given problem does not have."""
        used = set().union(*(used_in(formula) for formula in self.formulas[1:]))
        start = sorted(used - {*known, self.variable})
        found = self.context.needed(start, self.question, self.at, known)
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

    def _depending(self, names: set[str]) -> list[Defined]:
        """x = x(z) where the formulas differentiate a letter x of the problem by z."""
        found: dict[str, Defined] = {}
        for each in (each for formula in self.formulas for each in partials(formula)):
            name = named(each.quantity)
            if name in names and named(each.variable) == self.variable:
                body = f"{each.quantity}({self.wanted.variable})"
                found[name] = Defined(name, each.quantity, body, self.at, self.question)
        return list(found.values())

    def _depending_elsewhere(self, formula: str) -> list[Defined]:
        """A = A(t) where another line of the document differentiates A by t."""
        pairs = [(name, self.variable) for name in sorted(names_in(formula)) if len(name) == 1]
        return [
            Defined(name, name, f"{name}({self.wanted.variable})", self.at, self.question)
            for name, by in pairs
            if (name, by) in self.context.given and name != by
        ]

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
        others = [each for each in found if each not in plain]
        yield from by_latest(self._own(plain or found), lambda each: self._of_one(each, others))
        if not is_given:
            yield from self._by_upstream(name)
        yield from self._by_upstream(name, is_row=True)

    def _of_one(self, each: Defined, others: Sequence[Defined]) -> Iterator[Attempt]:
        """The derivative of a name by one of its definitions."""
        name = each.name
        rest = self._needed(each.body, [name])
        if name in names_in(each.body):
            rest += others[:1]
            rest += self._needed(rest[-1].body, [name]) if rest else []
        more = self._named_in_lines([name, *(other.name for other in rest)])
        # What the question says of a letter is meant, whether it helps the formula or not.
        readings = self._reaching([each, *rest, *more])
        own = [other for other in rest if other.question == self.question or other.layer]
        if each.question == self.question and len(own) < len(rest):
            readings += self._reaching([each, *own, *more])
        for known in readings:
            if each.is_function:
                alone = [replace(each, left=each.bare), *known[1:]]
                for attempt in self._plain([other.text for other in alone], alone):
                    yield replace(attempt, called=each.left)
            yield from self._plain([other.text for other in known], known)

    def _own(self, found: list[Defined]) -> list[Defined]:
        """The definitions of the question itself, if it has some."""
        return [each for each in found if each.question == self.question] or found

    def _by_upstream(self, loss: str, *, is_row: bool = False) -> Iterator[Attempt]:
        """∂L/∂W where only ∂L/∂Y is known, and Y is defined; by a vector it may be a row."""
        for other in self._given(loss):
            found = self.context.definitions(named(other), self.question, self.at)
            yield from by_latest(found, partial(self._by_known, other, loss, is_row=is_row))

    def _by_known(self, other: str, loss: str, each: Defined, *, is_row: bool) -> Iterator[Attempt]:
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
