r"""LaTeX, as a good lecturer would type it.

>>> from matcalc.expr import norm, symbol
>>> x, A = symbol("x", "n"), symbol("A", "n", "n")
>>> print(to_latex(A @ x / norm(x)))
\frac{A x}{\lVert x \rVert}
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcalc.expr.node import Expr
from matcalc.show.names import GREEK
from matcalc.show.style import ATOM, PREFIX, Piece, signed
from matcalc.show.typeset import typeset


def to_latex(expr: Expr) -> str:
    """The expression in LaTeX, for math mode."""
    return typeset(expr, LATEX)


_SIGNS = {
    "+": " + ",
    "-": " - ",
    "⊙": r" \odot ",
    "⊘": r" \oslash ",
    "⊗": r" \otimes ",
    "×": r" \times ",
    ">": " > ",
    ",": ", ",
    "/": "/",
    " ": " ",
}
_PAIRS = {
    "()": ("(", ")"),
    "[]": ("[", "]"),
    "||": (r"\lvert ", r" \rvert"),
    "‖‖": (r"\lVert ", r" \rVert"),
    "⟨⟩": (r"\langle ", r" \rangle"),
}
_MARKS = {
    "⊤": r"\top",
    "⊙": r"\odot ",
    "∂": r"\partial ",
    "d": r"\mathrm{d}",
    "1": r"\mathbf{1}",
    "δ": r"\delta",
}
_BUILT_IN = ("exp", "log", "tanh", "sinh", "cosh", "sin", "cos", "tan", "arctan", "det")
_OPENING = re.compile(r"[(\[{]|\\l[vV]ert|\\langle")
_CLOSING = re.compile(r"[)\]}]|\\r[vV]ert|\\rangle")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[\s\S]")


class Latex:
    """How LaTeX is written."""

    def name(self, latex: str) -> Piece:
        tall = latex.lstrip().startswith(r"\frac")
        return Piece(latex, PREFIX if tall else ATOM, tall=tall)

    def glue(self, parts: Sequence[str]) -> str:
        return "".join(parts)

    def letter(self, char: str) -> str:
        return char

    def word(self, text: str) -> str:
        return rf"\mathrm{{{text}}}" if text.isalnum() else rf"\text{{{text}}}"

    def accent(self, kind: str, body: str) -> str:
        return rf"\{kind}{{{body}}}"

    def over(self, above: str, below: str) -> str:
        return rf"\frac{{{above}}}{{{below}}}"

    def scripts(self, base: str, below: str, above: str) -> str:
        if above and not above.strip("′"):
            return base + "'" * len(above)
        low = f"_{{{below}}}" if below else ""
        return f"{base}{low}" if not above else self.raised(base + low, above)

    def join(self, parts: Sequence[str]) -> str:
        return " ".join(parts)

    def number(self, value: int) -> str:
        return str(value)

    def sign(self, sign: str) -> str:
        return _SIGNS[sign]

    def minus(self, body: str) -> str:
        return f"-{body}"

    def fence(self, pair: str, body: str, *, tall: bool) -> str:
        left, right = _PAIRS[pair]
        return rf"\left{left}{body}\right{right.strip()}" if tall else f"{left}{body}{right}"

    def fraction(self, above: Piece, below: Piece) -> Piece:
        text = self.over(signed(above, self), signed(below, self))
        return Piece(text, PREFIX, tall=True)

    def root(self, body: Piece) -> Piece:
        return Piece(rf"\sqrt{{{signed(body, self)}}}", ATOM, tall=body.tall)

    def raised(self, base: str, above: str) -> str:
        return f"{{{base}}}^{{{above}}}" if _has_superscript(base) else f"{base}^{{{above}}}"

    def mark(self, name: str) -> str:
        return _MARKS.get(name, name)

    def function(self, name: str) -> str:
        if name in _BUILT_IN or name in GREEK:
            return rf"\{name}"
        return rf"\operatorname{{{name.replace(' ', chr(92) + ',')}}}"

    def big_sum(self, index: str, end: str) -> str:
        return rf"\sum_{{{index}=1}}^{{{end}}}"

    def table(self, rows: Sequence[Sequence[str]]) -> str:
        body = r" \\ ".join(" & ".join(row) for row in rows)
        return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


_ENDS_RAISED = re.compile(r"\^\{[^{}]*\}\Z")
"""The last thing written is a simple superscript: seen without reading all that stands before."""


def _has_superscript(text: str) -> bool:
    """Whether a ^ or ' stands outside all brackets, where TeX allows no second one."""
    if "^" not in text and "'" not in text:
        return False
    if _ENDS_RAISED.search(text):
        return True
    depth = 0
    for token in _TOKEN.findall(text):
        if _OPENING.fullmatch(token):
            depth += 1
        elif _CLOSING.fullmatch(token):
            depth -= 1
        elif token in "^'" and depth == 0:
            return True
    return False


LATEX = Latex()
