r"""How far a function without brackets reaches: ``\sin 2x`` is sin(2x).

As in print, the argument goes on over factors that stand side by side, up to a sign, a bracket or
the next function. A number alone is no argument that anyone would write out, so the factor behind
it belongs to the argument whatever it is: ``\sin 2(x + y)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcalc.read.surface import Node
from matcalc.read.token import CLOSING, OPENING, Token

REACHES = "reaches"
"""The sign of a product that is the argument of a function without brackets."""

_PLAIN = ("NUMBER", "NAME", "ONES", "IDENTITY", "FRAC")
_FUNCTIONS = ("FUNC", "OPENFUNC", "DIFFERENTIAL", "OPERATOR")


def with_extents(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, each juxtaposition inside the argument of a function marked ``ARGUMENT``."""
    made = list(tokens)
    for at, token in enumerate(tokens):
        if token.kind == "FUNC":
            for place in _inside(tokens, at + 1):
                made[place] = replace(made[place], kind="ARGUMENT")
    return made


def _inside(tokens: Sequence[Token], start: int) -> list[int]:
    """The places of the juxtapositions that the argument which starts here goes over."""
    found: list[int] = []
    if start >= len(tokens) or tokens[start].kind not in _PLAIN:
        return found
    is_number, first, depth = True, start, 0
    for at in range(start, len(tokens)):
        kind = tokens[at].kind
        depth += (kind in OPENING) - (kind in CLOSING)
        if depth < 0 or (depth == 0 and kind in _ENDS):
            break
        if depth == 0 and kind == "JUXT" and at + 1 < len(tokens):
            is_number = is_number and tokens[first].kind == "NUMBER"
            first = at + 1
            following = tokens[first].kind
            if following in _FUNCTIONS or (following not in _PLAIN and not is_number):
                break
            found.append(at)
    return found


_ENDS = frozenset(
    ("PLUS", "MINUS", "MUL", "SLASH", "DOTMUL", "DOTDIV", "ODOT", "OSLASH", "OTIMES", "COLON")
)


def reaches(node: Node) -> bool:
    """Whether the argument of a function is a product that stands without brackets."""
    return node.kind == "product" and node.value == REACHES
