"""A place in a row of TeX items, with the tokens made so far and the brackets left open."""

from __future__ import annotations

from matcalc.errors import Span
from matcalc.read import texforms as forms
from matcalc.read.emit import Tokens
from matcalc.read.names import Key
from matcalc.read.scope import Scope
from matcalc.read.tex import Item, Items, group_end, items

_WHOLE = (":", r"\cdot", r"\bullet", "*")
"""Signs for a whole row or column, in the place of an index."""


class Cursor:
    """Walks the items once; ``stack`` remembers what closes each open bracket."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.scope = scope
        self.out = Tokens()
        self.at = 0
        self.stack: list[tuple[str, list[Item]]] = []
        self.keys = dict(scope.spellings())
        self.lengths: dict[str, list[int]] = {}
        for first, length in sorted({(key[0], -len(key)) for key in self.keys}):
            self.lengths.setdefault(first, []).append(-length)
        row = forms.derivatives(items(text), self.known_length, text, items(scope.variable))
        row = self._marks_first([item for item in row if item.text])
        self.row = forms.bars(forms.sums(row, text))

    def _marks_first(self, row: Items) -> Items:
        r"""``W_{ij}^2`` of a declared ``W^2`` with the mark before the subscript."""
        for key in [key for key in self.keys if "^" in key]:
            cut = key.index("^")
            for at in range(len(row) - len(key)):
                texts = tuple(item.text for item in row[at : at + cut + 1])
                if texts != (*key[:cut], "_"):
                    continue
                end = at + cut + 2
                if row[end - 1].text == "{":
                    end = group_end(row, end - 1, self.text) + 1
                after = end + len(key) - cut
                if tuple(item.text for item in row[end:after]) == key[cut:]:
                    row = [*row[: at + cut], *row[end:after], *row[at + cut : end], *row[after:]]
        return row

    def within(self, row: Items) -> Cursor:
        """A cursor over a part of the row."""
        made = object.__new__(Cursor)
        made.text, made.scope = self.text, self.scope
        made.keys, made.lengths = self.keys, self.lengths
        made.out, made.at, made.stack, made.row = Tokens(), 0, [], row
        return made

    def known(self, row: Items, at: int) -> tuple[Key, str] | None:
        """The longest known name at this place."""
        for length in self.lengths.get(row[at].text, ()):
            key = tuple(item.text for item in row[at : at + length])
            if key in self.keys:
                name = self.keys[key]
                return None if self._continues(row, at + length, name) else (key, name)
        return None

    def _continues(self, row: Items, end: int, name: str) -> bool:
        """Whether a subscript makes another name of a scalar or a dimension: a_1 is not a."""
        if end >= len(row) or row[end].text != "_":
            return False
        value = self.scope.values.get(name)
        return value.is_scalar if value is not None else name in self.scope.dims

    def known_length(self, row: Items, at: int) -> int:
        """The items that a known name takes at this place."""
        found = self.known(row, at)
        return len(found[0]) if found else 0

    def peek(self, ahead: int = 0) -> str:
        """The item so far ahead, ``""`` at the end."""
        at = self.at + ahead
        return self.row[at].text if at < len(self.row) else ""

    def braces(self) -> Items:
        """The argument at this place, moved past."""
        if self.peek() != "{":
            self.at += 1
            return self.row[self.at - 1 : self.at]
        end = group_end(self.row, self.at, self.text)
        inside = self.row[self.at + 1 : end]
        self.at = end + 1
        return inside

    def push_power(self, kind: str, body: Items, span: Span) -> None:
        """The exponent is put back as a bracket, to be read like anything else."""
        self.out.add(kind, None, span)
        self.row[self.at : self.at] = [Item("{", span), *body, Item("}", span)]

    def after(self, item: Item) -> None:
        """Put an item behind the bracket that stands at this place."""
        end = group_end(self.row, self.at, self.text)
        self.row[end + 1 : end + 1] = [item]

    def positions(self, body: Items, span: Span) -> None:
        r"""Subscripts as positions: ``ij`` and ``i,j`` are two, ``i,:`` a row, ``:,j`` a column."""
        whole = [item for item in body if item.text in _WHOLE]
        if whole and len(body) > 1:
            if body[0] in whole:
                self.out.add("TRANSPOSE", "'", span)
            body = [item for item in body if item.text not in (*_WHOLE, ",")]
        self.out.add("LBRACK", None, span)
        self.row[self.at : self.at] = [*separated(body), Item("]", span)]
        self.stack.append(("RBRACK", []))

    def push_call(self, kind: str, value: object, body: Items, span: Span) -> None:
        """A function of what stood in a subscript, put back as its argument."""
        self.out.add(kind, value, span)
        self.row[self.at : self.at] = [*body, Item(")", span)]
        self.stack.append(("RPAR", []))


def separated(body: Items) -> Items:
    """Positions with commas between them: ``ij`` becomes ``i,j``."""
    if any(item.text in (",", "+", "-", "(") for item in body):
        return body
    made: Items = []
    for item in body:
        if item.text in "{}":
            continue
        if made:
            made.append(Item(",", item.span))
        made.append(item)
    return made


def sizes_in(body: Items) -> tuple[str, ...]:
    """The sizes in a subscript such as ``n \\times m``."""
    parts: list[str] = [""]
    for item in body:
        if item.text in (r"\times", ","):
            parts.append("")
        elif item.text not in ("{", "}", "(", ")"):
            text = item.text.strip('"\\')
            needs_sign = parts[-1][-1:].isalnum() and text.isalnum()
            parts[-1] += f"*{text}" if needs_sign else text
    return tuple(part for part in parts if part)
