r"""Sentences about eigenvectors: "the vector v is an eigenvector of A with the eigenvalue λ".

A matrix of numbers decides them. For letters, an equation A v = … = λ v of the document does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from matcalc.errors import MatcalcError
from matcalc.grade.blocks import Block, joined
from matcalc.grade.context import Context
from matcalc.grade.dotted import summed
from matcalc.grade.findings import Finding, Place

if TYPE_CHECKING:
    import sympy

_MATH = r"\$\s*(?P<{0}>[^$]+?)\s*\$"
_OF = rf"(?:\s+of\s+(?:the\s+matrix\s+)?{_MATH.format('matrix')})?"
_VECTOR = re.compile(
    rf"{_MATH.format('vector')}\s*(?:is|are|must\s+be)\s+(?:also\s+)?(?:an?|the)\s+eigenvectors?{_OF}"
    rf"[^.$]{{0,60}}?\beigenvalue\s*(?:of\s*)?,?\s*{_MATH.format('value')}"
)
_VALUE = re.compile(
    rf"{_MATH.format('value')}\s*is\s+(?:also\s+)?(?:an?|the)\s+eigenvalue{_OF}"
    rf"[^.$]{{0,60}}?\beigenvector\s*{_MATH.format('vector')}"
)
_LETTER = r"(?P<vector>\\mathbf\s*\{\s*\w\s*\}|[a-z])"
_PAIR = re.compile(rf"^(?P<value>\\?[A-Za-z]+|-?\d+)\s*{_LETTER}$")
_PRODUCT = re.compile(rf"^(?:\\mathbf\s*\{{\s*)?(?P<matrix>[A-Z])\s*\}}?\s*{_LETTER}$")
_NOTHING = (
    "Neither a matrix {matrix} of numbers nor an equation {matrix} v = … = λ v for this v and λ "
    "was found in the document. Write one of them."
)


def eigenvectors_in(
    blocks: Sequence[Block],
    context: Context,
    equations: Sequence[tuple[str, ...]],
    labels: dict[int, tuple[int, str]],
) -> Iterator[Finding]:
    """The findings on the sentences that name an eigenvector and its eigenvalue."""
    text, starts = joined(blocks)
    found = sorted([*_VECTOR.finditer(text), *_VALUE.finditer(text)], key=lambda each: each.start())
    for each in found:
        block = blocks[bisect_right(starts, each.start("vector")) - 1]
        question, label = labels.get(block.place.start, (0, ""))
        yield _judged(each, block.place, context, equations, question, label)


def _judged(
    said: re.Match[str], place: Place, context: Context, equations: Sequence[tuple[str, ...]],
    question: int, label: str,
) -> Finding:  # fmt: skip
    name = said["matrix"] or "A"
    vector, value = summed(said["vector"].strip()), said["value"].strip()
    source = rf"{name} \, {vector} = {value} \, {vector}"
    if (matrix := _numbers(name, context, question, place.start)) is not None:
        return _of_numbers(matrix, vector, value, source, place, label)
    for sides in equations:
        if any(_is_product(side, vector) for side in sides) and any(
            _is_pair(side, value, vector) for side in sides
        ):
            equation = " = ".join((sides[0], sides[-1]))
            told = f"Right where {equation}, as the document says: this is what the words mean."
            return Finding(place, source, "proved", told, question=label)
    return Finding(place, source, "unknown", _NOTHING.format(matrix=name), question=label)


def _is_product(side: str, vector: str) -> bool:
    found = _PRODUCT.match(side.strip())
    return found is not None and found["vector"].strip() == vector


def _is_pair(side: str, value: str, vector: str) -> bool:
    found = _PAIR.match(side.strip())
    return found is not None and (found["value"], found["vector"].strip()) == (value, vector)


def _numbers(name: str, context: Context, question: int, at: int) -> sympy.ImmutableMatrix | None:
    """The matrix of this name, where it is written with numbers."""
    from matcalc.course import read_matrix

    for each in context.definitions(name, question, at):
        try:
            return read_matrix(each.body, ())
        except MatcalcError:
            continue
    return None


def _of_numbers(
    matrix: Any, vector: str, value: str, source: str, place: Place, label: str
) -> Finding:
    from matcalc.course import check_pair, read_matrix, read_number, read_point

    try:
        is_tuple = vector.startswith("(") or vector.startswith(r"\left(")
        entries = read_point(vector) if is_tuple else tuple(_column(vector, matrix, read_matrix))
        judged = check_pair(matrix, read_number(value), entries)
    except MatcalcError as error:
        return Finding(place, source, "unknown", str(error), question=label)
    return Finding(
        place, source, judged.verdict, judged.text, about=judged.about, derived=judged.derived,
        slip=judged.slip, question=label,
    )  # fmt: skip


def _column(vector: str, matrix: Any, read: Any) -> Any:
    """The entries of a column, or of one that is written as a row; those of 1 are all ones."""
    if vector == r"\mathbf{1}":
        return [1] * matrix.rows
    return read(vector.removesuffix("^T").removesuffix(r"^\top"), ())
