"""What a formula asks of its dimensions: X + relu(X W₁ᵀ) W₂ᵀ needs as many outputs as inputs.

Two dimensions that somebody gave different letters, and that the formula makes one, are a
constraint. Shapes that are inferred from the formula alone show them, where every name has the
kind of shape that was declared. Otherwise the fewest equalities are found with which it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from matcalc.course.judgement import Judgement
from matcalc.course.scalars import letters_of
from matcalc.errors import ReadError, ShapeError, UnknownNameError, UnsupportedError
from matcalc.expr import ONE, Dim, Shape, dim, shape_text
from matcalc.read import read_problem
from matcalc.read.dimensions import read_dim
from matcalc.read.names import plain_name

Groups = tuple[tuple[str, ...], ...]
_LETTERS = 8


def constraints(formula: str, shapes: Mapping[str, Sequence[str]]) -> Groups:
    """The groups of dimensions that must be equal, for names given with their dimensions.

    Raises UnknownNameError for a name that does not occur, and ShapeError where the formula fits
    no shapes at all.

    >>> block = {"X": ("S", "F"), "W_1": ("N_1", "F"), "W_2": ("N_2", "N_1")}
    >>> constraints("X + relu(X W_1') W_2'", block)
    (('F', 'N_2'),)
    >>> constraints("x' A y", {"x": ("k",), "A": ("m", "n")})
    (('k', 'm'),)
    """
    letters = sorted({each for dims in shapes.values() for each in dims})
    for each in letters:
        if not re.fullmatch(r"[^\W\d]\w*|\d+", each):
            raise ReadError(
                f"the dimension {each} is not one letter or number.",
                hint="Give each dimension a letter of its own, as X: S,F.",
            )
    names = letters_of(formula)
    for name in shapes:
        if plain_name(name) not in names:
            raise UnknownNameError(
                f"{name} does not occur in {formula}.", hint=f"It has {', '.join(names)}."
            )
    found = _inferred(formula, shapes)
    if found is None:
        found = _fewest(formula, shapes, letters)
    groups = tuple(sorted(tuple(sorted(group)) for group in found if len(group) > 1))
    for group in groups:
        if len(numbers := [each for each in group if each.isdigit()]) > 1:
            raise ShapeError(
                f"{formula} needs {numbers[0]} = {numbers[1]}: it fits no shapes.",
                hint="Change one of these dimensions.",
            )
    return groups


def inferred_shapes(formula: str) -> dict[str, Shape]:
    """The shapes that a formula alone gives its names."""
    problem, _ = read_problem({"function": formula, "kind": "value"})
    return {name.declaration.name: name.shape for name in problem.inputs()}


def shapes_told(formula: str) -> str:
    """``A n×n, B n×n``: the shapes that the formula gives its names.

    >>> shapes_told("A B + B A")
    'A n×n, B n×n'
    """
    return ", ".join(f"{name} {shape_text(it)}" for name, it in inferred_shapes(formula).items())


def _inferred(formula: str, shapes: Mapping[str, Sequence[str]]) -> list[list[str]] | None:
    """Groups by the inferred shapes; None where they cannot be inferred or are of other kinds."""
    try:
        inferred = inferred_shapes(formula)
    except ShapeError:
        return None
    groups: dict[Dim, list[str]] = {}
    for name, dims in shapes.items():
        if _rank(inferred[plain_name(name)]) != len(dims):
            return None
        for letter, size in zip(dims, inferred[plain_name(name)], strict=False):
            groups.setdefault(size, []).append(letter)
    return _joined(list(groups.values()))


def _rank(shape: Shape) -> int:
    """0 for a scalar, 1 for a column, 2 for a matrix with any numbers of rows and columns."""
    rows, cols = shape
    if ONE not in shape:
        return 2
    return 0 if rows is cols else 1 if cols is ONE else -1


def _joined(groups: list[list[str]]) -> list[list[str]]:
    """Groups that share a letter are one; every letter once."""
    joined: list[list[str]] = []
    for group in groups:
        near = [each for each in joined if set(each) & set(group)]
        joined = [each for each in joined if each not in near]
        joined.append([*dict.fromkeys(letter for each in (*near, group) for letter in each)])
    return joined


def _fewest(
    formula: str, shapes: Mapping[str, Sequence[str]], letters: Sequence[str]
) -> list[list[str]]:
    """The fewest equalities of dimensions with which the formula can be read."""
    if len(letters) > _LETTERS:
        raise UnsupportedError(
            f"there are {len(letters)} dimensions to compare, more than {_LETTERS}.",
            hint="Give the same letter to dimensions that are known to be equal.",
        )
    refusal = _refusal(formula, shapes, [])
    partitions = [frozenset(frozenset([each]) for each in letters)]
    while partitions and refusal is not None:
        fitting = [each for each in partitions if _refusal(formula, shapes, each) is None]
        if len(fitting) > 1:
            ways = " or ".join(sorted(told(_sorted(each)) for each in fitting))
            raise UnsupportedError(
                f"{formula} fits in several ways: {ways}.", hint="Declare one of them."
            )
        if fitting:
            return [list(group) for group in _sorted(fitting[0])]
        partitions = list(dict.fromkeys(m for each in partitions for m in _merged(each)))
    if refusal is not None:
        raise refusal
    return []


def _merged(partition: frozenset[frozenset[str]]) -> Iterator[frozenset[frozenset[str]]]:
    for one, other in combinations(sorted(partition, key=sorted), 2):
        if sum(each.isdigit() for each in one | other) < 2:
            yield partition - {one, other} | {one | other}


def _sorted(partition: frozenset[frozenset[str]]) -> Groups:
    return tuple(sorted(tuple(sorted(group)) for group in partition if len(group) > 1))


def _refusal(
    formula: str,
    shapes: Mapping[str, Sequence[str]],
    groups: Sequence[Sequence[str]] | frozenset[frozenset[str]],
) -> ShapeError | None:
    """Why a formula cannot be read where each group is one dimension; None if it can."""
    one = {letter: min(group) for group in groups for letter in group}
    declared = {name: [one.get(each, each) for each in dims] for name, dims in shapes.items()}
    try:
        read_problem({"function": formula, "kind": "value", "declare": declared})
    except ShapeError as refusal:
        return refusal
    return None


def told(groups: Sequence[Sequence[str]]) -> str:
    """``F = N_2``, or that nothing is asked.

    >>> told((("F", "N_2"),)), told(())
    ('F = N_2', 'every choice of dimensions fits')
    """
    equalities = (f"{one} = {other}" for group in groups for one, other in pairwise(group))
    return ", ".join(equalities) or "every choice of dimensions fits"


def check_constraint(
    groups: Sequence[Sequence[str]], claim: str, letters: Sequence[str]
) -> Judgement:
    """Claimed equalities of dimensions, such as ``a = d, b = c``; ``letters`` are all of them.

    Raises ReadError where it is anything else, and UnknownNameError for a letter that is none.

    >>> check_constraint((("F", "N_2"),), "N_2 = S F", ("F", "N_2", "S")).text
    'N_2 = S F is not needed. Needed is F = N_2.'
    """
    one = {letter: dim(_size(min(group))) for group in groups for letter in group}
    equalities = [pair for part in re.split(r"[,;]|\band\b", claim) for pair in _pairs(part, claim)]
    unknown = sorted(
        {name for pair in equalities for side in pair for name in side.names} - {*letters}
    )
    if unknown:
        raise UnknownNameError(
            f"{unknown[0]} is not a dimension that was declared.",
            hint=f"Declared: {', '.join(letters) or 'nothing'}.",
        )
    sides = [[side.substitute(one) for side in pair] for pair in equalities]
    about, right = ", ".join(_spaced(part) for part in claim.split(",")), told(groups)
    if any(left is not other for left, other in sides):
        text = f"{about} is not needed. Needed is {right}."
        return Judgement(about, claim, right, "refuted", text)
    more = "" if _implies(equalities, groups) else f" All that is needed: {right}."
    return Judgement(about, claim, right, "proved", f"{about} is needed.{more}")


def _size(letter: str) -> int | str:
    return int(letter) if letter.isdigit() else letter


def _spaced(part: str) -> str:
    return " = ".join(" ".join(side.split()) for side in part.split("="))


def _pairs(part: str, claim: str) -> list[tuple[Dim, Dim]]:
    sides = part.split("=")
    if len(sides) < 2 or not all(re.fullmatch(r"\s*\w[\w\s*+-]*", side) for side in sides):
        raise ReadError(
            f"{claim!r} is not an equality of dimensions.", hint="Write it as a = d, b = c."
        )
    return list(
        pairwise(read_dim(re.sub(r"(?<=\w)\s+(?=\w)", "*", side.strip())) for side in sides)
    )


def _implies(equalities: Sequence[tuple[Dim, Dim]], groups: Sequence[Sequence[str]]) -> bool:
    """Whether equalities of letters are all that the groups ask."""
    joined = _joined([[str(one), str(other)] for one, other in equalities])
    return all(any({*group} <= {*each} for each in joined) for group in groups)
