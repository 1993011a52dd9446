"""MathML Core for a web page that needs nothing else.

>>> from matcalc.expr import symbol
>>> to_mathml(symbol("x", "n").T)
'<math display="block"><msup><mi>x</mi><mo>⊤</mo></msup></math>'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from matcalc.expr.node import Expr
from matcalc.show.names import GREEK, render_name
from matcalc.show.style import ATOM, PREFIX, Piece, signed
from matcalc.show.typeset import typeset


def to_mathml(expr: Expr) -> str:
    """The expression as a ``<math>`` element."""
    return f'<math display="block">{typeset(expr, MATHML)}</math>'


_ACCENTS = {"hat": "^", "tilde": "~", "bar": "¯", "dot": "˙", "vec": "→"}
_SIGNS = {"-": "−"}
_OPERATORS = ("⊤", "⊙", "∂")
_THIN = '<mspace width="0.1667em"></mspace>'
_TAG = re.compile(r"<(/?)[a-z]+[^>]*>")


class MathML:
    """How MathML is written."""

    def name(self, latex: str) -> Piece:
        text = _one(render_name(latex, self))
        tall = text.startswith("<mfrac>")
        return Piece(text, PREFIX if tall else ATOM, tall=tall)

    def glue(self, parts: Sequence[str]) -> str:
        return "".join(parts)

    def letter(self, char: str) -> str:
        tag = "mn" if char.isdigit() else "mi" if char.isalpha() else "mo"
        return f"<{tag}>{escape(char)}</{tag}>"

    def word(self, text: str) -> str:
        return f'<mi mathvariant="normal">{escape(text)}</mi>'

    def accent(self, kind: str, body: str) -> str:
        return f"<mover>{_one(body)}<mo>{_ACCENTS[kind]}</mo></mover>"

    def over(self, above: str, below: str) -> str:
        return f"<mfrac>{_one(above)}{_one(below)}</mfrac>"

    def scripts(self, base: str, below: str, above: str) -> str:
        if below and above:
            return f"<msubsup>{_one(base)}{_one(below)}{_one(above)}</msubsup>"
        if below:
            return f"<msub>{_one(base)}{_one(below)}</msub>"
        return self.raised(base, above) if above else base

    def join(self, parts: Sequence[str]) -> str:
        return "".join(parts)

    def number(self, value: int) -> str:
        return f"<mn>{value}</mn>"

    def sign(self, sign: str) -> str:
        return _THIN if sign == " " else f"<mo>{escape(_SIGNS.get(sign, sign))}</mo>"

    def minus(self, body: str) -> str:
        return f"<mo>−</mo>{body}"

    def fence(self, pair: str, body: str, *, tall: bool) -> str:
        stretchy = "" if tall else ' stretchy="false"'
        left, right = (
            f'<mo form="{form}"{stretchy}>{sign}</mo>'
            for form, sign in zip(("prefix", "postfix"), pair, strict=True)
        )
        return f"<mrow>{left}{body}{right}</mrow>"

    def fraction(self, above: Piece, below: Piece) -> Piece:
        return Piece(self.over(signed(above, self), signed(below, self)), PREFIX, tall=True)

    def root(self, body: Piece) -> Piece:
        return Piece(f"<msqrt>{signed(body, self)}</msqrt>", ATOM, tall=body.tall)

    def raised(self, base: str, above: str) -> str:
        return f"<msup>{_one(base)}{_one(above)}</msup>"

    def mark(self, name: str) -> str:
        if name in _OPERATORS:
            return f"<mo>{name}</mo>"
        if name.isdigit():
            return "<mn>𝟏</mn>" if name == "1" else f"<mn>{name}</mn>"
        return self.word(name) if name == "d" else f"<mi>{name}</mi>"

    def function(self, name: str) -> str:
        text = escape(GREEK.get(name, name))
        return f"<mi>{text}</mi>"

    def big_sum(self, index: str, end: str) -> str:
        start = f"<mrow>{index}<mo>=</mo><mn>1</mn></mrow>"
        return f'<munderover><mo largeop="true">∑</mo>{start}{_one(end)}</munderover>'

    def table(self, rows: Sequence[Sequence[str]]) -> str:
        body = "".join(
            "<mtr>" + "".join(f"<mtd>{cell}</mtd>" for cell in row) + "</mtr>" for row in rows
        )
        return self.fence("[]", f"<mtable>{body}</mtable>", tall=True)


def _one(text: str) -> str:
    """``text`` as a single element, as a script or a fraction needs it."""
    depth = count = 0
    for tag in _TAG.finditer(text):
        depth += -1 if tag[1] else 1
        count += depth == 0
    return text if count == 1 else f"<mrow>{text}</mrow>"


MATHML = MathML()
