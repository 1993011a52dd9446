r"""``\begin{cases} a & i = j \\ b & i \neq j \end{cases}`` as a sum over the cases.

Each value stands with the number that is 1 where its condition holds and 0 elsewhere: δ_{ij} for
equal indices, an indicator for a comparison, and what is left for ``otherwise``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.errors import ReadError
from matcalc.read.tex import Item, Items

UNEQUAL = (r"\neq", r"\ne")
COMPARED = ("<", ">", r"\le", r"\leq", r"\ge", r"\geq")
_WORDS = frozenset(
    ['"if', '"If', '"for', '"when', '"where', '"otherwise', '"Otherwise', '"else', '"and', ",", "."]
)


def as_sum(inside: Items, sign: Item) -> Items:
    """The items of the sum. Raises ReadError for a case without a value."""
    rows = [row for row in _split(inside, (r"\\",)) if row]
    before: list[Items] = []
    told: list[tuple[Items, Items]] = []
    terms: list[Items] = []
    for row in rows:
        value, condition = _parted(row)
        if not value:
            raise ReadError("a case has no value.", span=sign.span, hint="Write 0 where it is 0.")
        where = truth(condition, sign) if condition else _rest(before, sign)
        overlapping = [part for each, part in told if condition and not _exclude(each, condition)]
        where = [*where, *(item for part in overlapping for item in _rest([part], sign))]
        told.append((condition, where))
        before.append(where)
        if [item.text for item in value] != ["0"]:
            terms.append([*_signs("{", sign), *value, *_signs("}", sign), *where])
    if not terms:
        return _signs("0", sign)
    joined = [*terms[0]]
    for term in terms[1:]:
        joined += [*_signs("+", sign), *term]
    return [*_signs("(", sign), *joined, *_signs(")", sign)]


_OPPOSITE = {"<": (">", r"\ge", r"\geq"), ">": ("<", r"\le", r"\leq"), "=": UNEQUAL}


def _exclude(one: Items, other: Items) -> bool:
    """Whether two conditions on the same two sides never hold together: the first case counts."""
    first, second = ([item.text for item in each] for each in (one, other))
    for sign, opposite in _OPPOSITE.items():
        for mine, others in ((sign, opposite), *((each, (sign,)) for each in opposite)):
            if mine in first:
                at = first.index(mine)
                if any(second == [*first[:at], each, *first[at + 1 :]] for each in others):
                    return True
    return False


def truth(condition: Items, sign: Item) -> Items:
    """1 where a condition on indices or numbers holds, else 0."""
    texts = [item.text for item in condition]
    for unequal in UNEQUAL:
        if unequal in texts:
            return _rest([_delta(condition, texts.index(unequal), sign)], sign)
    if "=" in texts:
        return _delta(condition, texts.index("="), sign)
    if any(text in COMPARED for text in texts):
        return [*_signs(r"\indicator (", sign), *condition, *_signs(")", sign)]
    raise ReadError(
        "this condition cannot be read.", span=sign.span, hint=r"Write i = j, i \neq j or x > 0."
    )


def _delta(condition: Items, at: int, sign: Item) -> Items:
    left, right = condition[:at], condition[at + 1 :]
    return [*_signs(r"\kronecker {", sign), *left, *_signs(",", sign), *right, *_signs("}", sign)]


def _rest(before: Sequence[Items], sign: Item) -> Items:
    """What is left of 1."""
    taken = [part for each in before for part in (*_signs("-", sign), *each)]
    return [*_signs("( 1", sign), *taken, *_signs(")", sign)]


def _parted(row: Items) -> tuple[Items, Items]:
    """The value and the condition of a case, which stand apart by & or by a word."""
    cut = next((at for at, item in enumerate(row) if item.text == "&" or item.text in _WORDS), None)
    if cut is None:
        return row, []
    return row[:cut], [item for item in row[cut:] if item.text not in _WORDS and item.text != "&"]


def _split(row: Items, marks: Sequence[str]) -> Iterator[Items]:
    part: Items = []
    for item in row:
        if item.text in marks:
            yield part
            part = []
        else:
            part.append(item)
    yield part


def _signs(texts: str, sign: Item) -> Items:
    return [Item(text, sign.span) for text in texts.split()]
