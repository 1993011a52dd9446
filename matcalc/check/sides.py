r"""What stands before the last side of a claim a = b = c: every side claims the derivative.

>>> from matcalc.read import problem_from
>>> from matcalc.check.text import check_text
>>> problem, scope = problem_from("x' x", wrt="x")
>>> check_text("3x = 2x", problem, scope).text[:50]
'Side 1 of the chain, 3*x, is wrong. The formula is'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from matcalc.check.claim import check, test
from matcalc.check.moving import as_differential
from matcalc.check.tested import same_value
from matcalc.check.verdict import RIGHT, WRONG, Slip, Verdict
from matcalc.errors import MatcalcError
from matcalc.expr import Expr, Problem, postorder, transpose
from matcalc.expr import head as h
from matcalc.read import Reading
from matcalc.read.surface import Node


def with_sides(
    last: Verdict, reading: Reading, problem: Problem, seed: int, *, explain: bool = True
) -> Verdict:
    """The verdict on the last side, corrected by what the indices and the other sides say.

    A right last side does not make the claim right: the first wrong side is told, with its slip.
    """
    misnamed = _misnamed(reading) or _other_variable(reading, problem, seed)
    if misnamed is not None and last.verdict in (*RIGHT, "layout"):
        last = replace(last, verdict="refuted", text=f"Wrong. {misnamed.text}", slip=misnamed)
    if last.verdict == "layout" and _names_entries(reading.left):
        last = replace(last, verdict="refuted", text=f"Wrong. {_EXCHANGED.text}", slip=_EXCHANGED)
    if len(reading.sides) < 2:
        return last
    links = [*(_link(side, problem, seed) for side in reading.sides[:-1]), last]
    wrong = next((at for at, link in enumerate(links) if link.is_wrong), None)
    if wrong is None and (at := _turned_at(reading, links)) is not None:
        return _in_two_layouts(last, at, links, reading)
    if wrong is not None and explain and links[wrong] is not last:
        links[wrong] = _link(reading.sides[wrong], problem, seed, explain=True)
    last = replace(last, links=tuple(links))
    if wrong is None or links[wrong] is links[-1]:
        return last
    return _led_astray(last, wrong, links, reading.sides[wrong], seed)


TWO_LAYOUTS = Slip(
    "two_layouts",
    "The one is the transpose of the other, and they are not equal: a chain keeps to one layout.",
)
"""A chain that gives the derivative in numerator and in denominator layout."""


def turned_back(right: Verdict) -> Verdict:
    """The verdict on a right line that is said to equal its own transpose."""
    text = f"Right by itself, but the line before is transposed. {TWO_LAYOUTS.text}"
    return replace(right, verdict="refuted", text=text, slip=TWO_LAYOUTS)


def _turned_at(reading: Reading, links: Sequence[Verdict]) -> int | None:
    """The first side that is right in another layout than the side before it."""
    if reading.free:
        return None
    is_plain = [_is_plain(side) for side in reading.sides]
    for at, (one, other) in enumerate(pairwise(links), start=1):
        layouts = {one.verdict == "layout", other.verdict == "layout"}
        is_known = {one.verdict, other.verdict} <= {*RIGHT, "layout"}
        is_right = "This is the function itself." not in (one.text, other.text)
        if len(layouts) == 2 and is_known and is_right and is_plain[at - 1] and is_plain[at]:
            return at
    return None


def _is_plain(side: Expr) -> bool:
    """Whether a side shows its layout: symbols of derivatives and indices leave it open."""
    return not any(node.head in (h.PARTIAL, h.DIFFERENTIAL, h.TABULATE) for node in postorder(side))


def _in_two_layouts(last: Verdict, at: int, links: Sequence[Verdict], reading: Reading) -> Verdict:
    one, other = reading.sides[at - 1 : at + 1]
    text = f"Wrong. {one!r} is not equal to {other!r}. {TWO_LAYOUTS.text}"
    told = [*links[:at], turned_back(links[at]), *links[at + 1 :]]
    return replace(last, verdict="refuted", text=text, slip=TWO_LAYOUTS, links=tuple(told))


def _led_astray(
    last: Verdict, wrong: int, links: Sequence[Verdict], side: Expr, seed: int
) -> Verdict:
    """The claim is wrong from a side on, or at a side only: told with the slip of that side."""
    link = links[wrong]
    slip = "" if link.slip is None else f" {link.slip.text}"
    shown = side.args[2] if side.head is h.TABULATE else side
    told = f"Side {wrong + 1} of the chain, {shown!r}, is wrong.{slip}"
    if last.verdict in WRONG:
        return replace(last, text=f"{told} The last side: {last.text}")
    if last.verdict not in RIGHT:
        return last
    return replace(
        last,
        verdict="refuted",
        text=f"{told} The last side is right.",
        slip=link.slip or Slip("inner_side", f"{shown!r} does not equal the last side."),
        counterexample=link.counterexample,
    )


def _misnamed(reading: Reading) -> Slip | None:
    """∂f/∂x_i = 2x_j: an index of the formula that the left side does not have."""
    if reading.left is None or not reading.places:
        return None
    strange = [str(index.data[0]) for index in reading.free if index.data[0] not in reading.places]
    if not strange:
        return None
    left, right = " and ".join(dict.fromkeys(reading.places)), " and ".join(strange)
    told = f"The left side is about {left}, and the formula depends on {right}"
    return Slip("index", f"{told}: their values differ where {right} is not {left}.")


_EXCHANGED = Slip(
    "index", "The two indices are exchanged: the left side names the entry, so no layout helps."
)


def _names_entries(left: Node | None) -> bool:
    """∂y_i/∂x_j, or ∂f/∂X_ij: which entry is meant is written out."""
    if left is None or left.kind != "derivative" or len(left.children) != 2:
        return False
    above, below = left.children
    return below.kind == "entry" and (above.kind == "entry" or len(below.children) == 3)


def _other_variable(reading: Reading, problem: Problem, seed: int) -> Slip | None:
    """∂f/∂b = 2x where 2x is the derivative by x: the left side names another variable."""
    named = _variable(reading.left) if reading.left is not None else ""
    other = next((each for each in problem.inputs() if each.declaration.name == named), None)
    if problem.wrt is None or other is None or other is problem.wrt or problem.kind == "value":
        return None
    try:
        if test(replace(problem, wrt=other), reading.expr, seed).equal:
            return None
    except MatcalcError:
        pass
    told = f"The left side is the derivative by {other!r}, and the right side that by"
    return Slip("wrong_variable", f"{told} {problem.wrt!r}.")


def _variable(left: Node) -> str:
    """The variable of ∂f/∂x, ∂f/∂x_i, ∇_x f or df/dx; "" for another left side."""
    if left.kind == "product" and left.children[0].text.startswith("nabla_"):
        return left.children[0].text.removeprefix("nabla_")
    if left.kind == "divide":
        return left.children[1].text[1:] if left.children[1].kind == "name" else ""
    if left.kind != "derivative" or len(left.children) != 2:
        return ""
    by = left.children[1]
    return by.children[0].text if by.kind == "entry" else by.text


def _link(side: Expr, problem: Problem, seed: int, *, explain: bool = False) -> Verdict:
    """One side: the derivative in either layout, the function itself, or wrong."""
    asked, claim, _ = as_differential(problem, side)
    try:
        told = check(asked, claim, seed=seed, explain=explain)
    except MatcalcError as error:
        return Verdict("unknown", str(error), side, error=error, seed=seed)
    if told.verdict not in WRONG:
        return told
    for known in (problem.target, transpose(problem.target)):
        if same_value(problem, known, side, seed):
            return Verdict("holds", "This is the function itself.", side, seed=seed)
    return told
