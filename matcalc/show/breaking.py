r"""Formulas that are too wide for a line, in pieces for several.

A sum is cut before its signs; a single term that is too wide is cut between its factors, and
inside brackets, which then have one height: \left( of one line finds no \right) on the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.expr import Expr
from matcalc.expr import head as h
from matcalc.show import to_latex

WIDEST = 66
"""Glyphs beyond which a line is broken."""
_UNSEEN = re.compile(r"\\(left|right|bigl|bigr|operatorname|mathrm|mathbf|frac|boldsymbol|text)\b")


def broken(expr: Expr) -> list[str]:
    """The LaTeX of an expression, cut where it would be too wide."""
    whole = to_latex(expr)
    if glyphs(whole) <= WIDEST:
        return [whole]
    terms = expr.args if expr.head is h.SUM else (expr,)
    return [row for each in _by_terms(terms) for row in _by_factors(each)]


def _by_terms(terms: tuple[Expr, ...]) -> list[str]:
    rows = [""]
    for term in terms:
        piece = to_latex(term)
        signed = piece if piece.startswith("-") or rows == [""] else f"+ {piece}"
        if rows[-1] and glyphs(rows[-1] + signed) > WIDEST:
            rows.append(signed)
        else:
            rows[-1] = f"{rows[-1]} {signed}".strip()
    return rows


def _by_factors(text: str) -> Iterator[str]:
    """The pieces of one term, as many factors or signs on a line as fit."""
    if glyphs(text) <= WIDEST:
        yield text
        return
    row = ""
    for part in _pieces(_flat(_as_operator(text))):
        if row and glyphs(row + part) > WIDEST:
            yield row
            row = ""
        row = f"{row} {part}".strip()
    yield row


def _pieces(text: str) -> Iterator[str]:
    """The terms of a text, each from its sign on; the factors of a term that is too wide.

    >>> list(_pieces("a - b c + d"))
    ['a', '- b c', '+ d']
    """
    terms: list[list[str]] = []
    for part in _parts(text):
        if not terms or part.startswith(("+", "-")):
            terms.append([])
        terms[-1].append(part)
    for term in terms:
        whole = " ".join(term)
        yield from [whole] if glyphs(whole) <= WIDEST else term


def _as_operator(text: str) -> str:
    r"""∂(…)/∂x as ∂/∂x (…), so that what is differentiated can be cut.

    >>> _as_operator(r"\frac{\partial \left(a + b\right)}{\partial x} c")
    '\\frac{\\partial}{\\partial x} \\left(a + b\\right) c'
    """
    start = r"\frac{\partial "
    if not text.startswith(start):
        return text
    end = _closing(text, len(r"\frac"))
    below = _closing(text, end + 1)
    above = text[len(start) : end]
    return rf"\frac{{\partial}}{text[end + 1 : below + 1]} {above}{text[below + 1 :]}"


def _closing(text: str, opening: int) -> int:
    """Where the brace that opens here is closed."""
    depth = 0
    for place in range(opening, len(text)):
        depth += _depth(text, place)
        if depth == 0:
            return place
    return len(text) - 1


def _depth(text: str, place: int) -> int:
    is_escaped = place > 0 and text[place - 1] == "\\"
    return 0 if is_escaped else {"{": 1, "}": -1}.get(text[place], 0)


def _flat(text: str) -> str:
    r"""Brackets that need not be closed on the line where they are opened."""
    return text.replace(r"\left", r"\bigl").replace(r"\right", r"\bigr")


def _parts(text: str) -> Iterator[str]:
    """What stands between the spaces outside braces; a sign goes with what follows."""
    depth, part = 0, ""
    for place, char in enumerate(text):
        depth += _depth(text, place)
        if char != " " or depth or part in ("+", "-") or re.search(r"\\[a-zA-Z]+$", part):
            part += char
            continue
        if part:
            yield part
        part = ""
    if part:
        yield part


def glyphs(latex: str) -> int:
    r"""About how many signs a formula is wide.

    >>> glyphs(r"\frac{a}{b} \operatorname{tr}\left(X\right)")
    7
    """
    bare = _UNSEEN.sub("", latex)
    return len(re.sub(r"[{}^_\s]", "", re.sub(r"\\[a-zA-Z]+|\\.", "x", bare)))
