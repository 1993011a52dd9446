"""What a formula asks of its dimensions: X + relu(X W₁ᵀ) W₂ᵀ needs as many outputs as inputs.

The shapes are inferred from the formula alone. Two dimensions that somebody gave different letters,
and that the formula makes one, are a constraint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from matcalc.course.judgement import Judgement, judged
from matcalc.errors import UnknownNameError
from matcalc.read import read_problem


def constraints(formula: str, shapes: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The groups of dimensions that must be equal, for names given with their dimensions.

    Raises UnknownNameError for a name that does not occur, and ShapeError where the formula fits
    no shapes at all.

    >>> block = {"X": ("S", "F"), "W_1": ("N_1", "F"), "W_2": ("N_2", "N_1")}
    >>> constraints("X + relu(X W_1') W_2'", block)
    (('F', 'N_2'),)
    """
    problem, _ = read_problem({"function": formula, "kind": "value"})
    inferred = {name.declaration.name: name.shape for name in problem.inputs()}
    groups: dict[object, list[str]] = {}
    for name, dims in shapes.items():
        if name not in inferred:
            raise UnknownNameError(
                f"{name} does not occur in {formula}.",
                hint=f"It has {', '.join(sorted(inferred))}.",
            )
        for letter, size in zip(dims, inferred[name], strict=True):
            groups.setdefault(size, []).append(letter)
    found = (tuple(dict.fromkeys(group)) for group in _joined(list(groups.values())))
    return tuple(sorted(group for group in found if len(group) > 1))


def _joined(groups: list[list[str]]) -> list[list[str]]:
    """Groups that share a letter are one."""
    joined: list[list[str]] = []
    for group in groups:
        near = [each for each in joined if set(each) & set(group)]
        joined = [each for each in joined if each not in near]
        joined.append([letter for each in (*near, group) for letter in each])
    return joined


def told(groups: Sequence[Sequence[str]]) -> str:
    """``F = N_2``, or that nothing is asked.

    >>> told((("F", "N_2"),)), told(())
    ('F = N_2', 'every choice of dimensions fits')
    """
    equalities = (f"{one} = {other}" for group in groups for one, other in pairwise(group))
    return ", ".join(equalities) or "every choice of dimensions fits"


def check_constraint(groups: Sequence[Sequence[str]], claim: str) -> Judgement:
    """A claimed equality of two dimensions, such as ``N_2 = F``.

    >>> check_constraint((("F", "N_2"),), "N_2 = S F").text
    'The constraint is not right as written. Right is F = N_2.'
    """
    left, _, right = (part.strip() for part in claim.partition("="))
    fits = any({left, right} <= set(group) for group in groups)
    return judged("The constraint", "", told(groups), "proved" if fits else "refuted")
