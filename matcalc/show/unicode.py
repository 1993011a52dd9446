"""Unicode for terminals and plain text: ``2 Aᵀ (A x - b)``.

>>> from matcalc.expr import inverse, norm, symbol
>>> x, A = symbol("x", "n"), symbol("A", "n", "n")
>>> to_unicode(inverse(A).T @ x / norm(x))
'A⁻ᵀ x/‖x‖'
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

from matcalc.expr.node import Expr
from matcalc.show.names import GREEK, render_name
from matcalc.show.style import ATOM, POWER, PREFIX, TERM, Piece, wrapped
from matcalc.show.typeset import typeset


def to_unicode(expr: Expr) -> str:
    """The expression in one line of Unicode text."""
    return typeset(expr, UNICODE)


_ABOVE = str.maketrans(
    "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤βγδθφχ",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀᵝᵞᵟᶿᵠᵡ",
)
_BELOW = str.maketrans(
    "0123456789+-=()aehijklmnoprstuvxβγρφχ",
    "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
)
_ACCENTS = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "dot": "\u0307", "vec": "\u20d7"}
_SIGNS = {",": ", ", "/": "/", " ": " ", "×": "×"}
_VULGAR = {("1", "2"): "½", ("1", "3"): "⅓", ("2", "3"): "⅔", ("1", "4"): "¼", ("3", "4"): "¾"}


class Unicode:
    """How Unicode text is written."""

    def name(self, latex: str) -> Piece:
        text = render_name(latex, self)
        return Piece(text, TERM if "/" in text else ATOM)

    def glue(self, parts: Sequence[str]) -> str:
        return "".join(parts)

    def letter(self, char: str) -> str:
        return char

    def word(self, text: str) -> str:
        return text

    def accent(self, kind: str, body: str) -> str:
        return normalize("NFC", f"{body[:1]}{_ACCENTS[kind]}{body[1:]}")

    def over(self, above: str, below: str) -> str:
        return f"{above}/{below}"

    def scripts(self, base: str, below: str, above: str) -> str:
        if below:
            base += _small(below, _BELOW, "_")
        return self.raised(base, above) if above else base

    def join(self, parts: Sequence[str]) -> str:
        return " ".join(parts)

    def number(self, value: int) -> str:
        return str(value)

    def sign(self, sign: str) -> str:
        return _SIGNS.get(sign, f" {sign} ")

    def minus(self, body: str) -> str:
        return f"-{body}"

    def fence(self, pair: str, body: str, *, tall: bool) -> str:
        return f"{pair[0]}{body}{pair[1]}"

    def fraction(self, above: Piece, below: Piece) -> Piece:
        if (above.text, below.text) in _VULGAR and not above.minus:
            return Piece(_VULGAR[above.text, below.text])
        if _has_bar(above.text):
            above = Piece(self.fence("()", above.text, tall=False))
        return Piece(f"{wrapped(above, TERM, self)}/{wrapped(below, PREFIX, self)}", TERM)

    def root(self, body: Piece) -> Piece:
        return Piece(f"√{wrapped(body, ATOM, self)}", POWER)

    def raised(self, base: str, above: str) -> str:
        return base + (above if not above.strip("′") else _small(above, _ABOVE, "^"))

    def mark(self, name: str) -> str:
        return {"⊙": "∘"}.get(name, name)

    def function(self, name: str) -> str:
        return GREEK.get(name, name)

    def big_sum(self, index: str, end: str) -> str:
        return f"Σ_({index}=1..{end})"

    def table(self, rows: Sequence[Sequence[str]]) -> str:
        return "[" + "; ".join(", ".join(row) for row in rows) + "]"


def _has_bar(text: str) -> bool:
    """Whether a fraction bar stands outside all brackets, as in f ∂g/∂x."""
    depth = 0
    for char in text:
        depth += (char in "([⟨") - (char in ")]⟩")
        if char == "/" and depth == 0:
            return True
    return False


def _small(text: str, letters: dict[int, int], sign: str) -> str:
    """Raised or lowered characters where all exist, else ``^(…)`` or ``_(…)``."""
    body = text.removeprefix("∘")
    mark = text[: len(text) - len(body)]
    if all(ord(char) in letters for char in body):
        return mark + body.translate(letters)
    plain = len(body) == 1 or all(char.isalpha() or char.isdecimal() for char in body)
    return f"{mark}{sign}{body}" if plain else f"{mark}{sign}({body})"


UNICODE = Unicode()
