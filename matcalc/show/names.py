r"""Names as a lecturer writes them: ``alpha`` is α, ``W1`` is W₁, ``y_hat`` is ŷ.

A name is first put into LaTeX (the user's own spelling, if there is one); the other notations
read that small language of letters, accents, fonts, scripts and fractions.

>>> latex_name("W1"), latex_name("y_hat"), latex_name("lambda"), latex_name("W_out")
('W_{1}', '\\hat{y}', '\\lambda', 'W_{\\mathrm{out}}')
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcalc.expr.node import Declaration
from matcalc.show.style import NameStyle

GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ϵ",
    "varepsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "ϕ",
    "varphi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Sigma": "Σ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
}
OTHER_LETTERS = {"partial": "∂", "nabla": "∇", "ell": "ℓ", "triangledown": "▽", "prime": "′"}
ACCENTS = ("hat", "tilde", "bar", "dot", "vec")
_WIDE = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}
_UPRIGHT = ("mathrm", "text", "textrm", "operatorname")
_FONTS = ("mathbf", "boldsymbol", "bm", "mathcal", "mathsf", "mathit", "mathbb", "mathfrak")
LONGEST = 200
"""Tokens beyond which a name is printed as it stands."""


def spelling(declaration: Declaration) -> str:
    """The LaTeX of a declared name: the user's own, else made from the name."""
    return declaration.latex or latex_name(declaration.name)


def latex_name(name: str) -> str:
    """LaTeX for a name; one that already is LaTeX stays as it is."""
    if not name or re.search(r"[\\^{}']", name):
        return name
    head, *rest = [part for part in name.split("_") if part] or [name]
    if len(head) == 2 and head[0] == "d" and head[1].isalpha():
        return rf"\mathrm{{d}}{latex_name('_'.join([head[1], *rest]))}"
    letters, digits = _trailing_digits(head)
    body = _letters(letters)
    if rest and rest[0] in ACCENTS:
        body = rf"\{rest.pop(0)}{{{body}}}"
    below = ",".join(_letters(part) for part in [digits, *rest] if part)
    return f"{body}_{{{below}}}" if below else body


def _trailing_digits(head: str) -> tuple[str, str]:
    letters = head.rstrip("0123456789")
    return (letters, head[len(letters) :]) if letters else (head, "")


def _letters(word: str) -> str:
    if word in GREEK:
        return rf"\{word}"
    for command, char in GREEK.items():
        if word == char:
            return rf"\{command}"
    return word if len(word) == 1 or word.isdigit() else rf"\mathrm{{{word}}}"


def render_name(latex: str, style: NameStyle) -> str:
    """A name in another notation.

    >>> from matcalc.show.unicode import UNICODE
    >>> render_name(r"\\frac{\\partial L}{\\partial \\mathbf{Y}}", UNICODE)
    '∂L/∂Y'
    """
    tokens = re.findall(r"\\[A-Za-z]+|\\.|[^\s\\]", latex)
    if len(tokens) > LONGEST:
        return style.word(latex)
    return _Reader(tokens, style).row("")


class _Reader:
    """Reads the tokens of a name from left to right, writing them in a style."""

    def __init__(self, tokens: Sequence[str], style: NameStyle) -> None:
        self.tokens = tokens
        self.style = style
        self.at = 0

    def row(self, end: str, *, upright: bool = False) -> str:
        """Everything up to the closing token."""
        parts: list[str] = []
        while (token := self._next()) not in (end, ""):
            if token in ("_", "^", "'"):
                base = parts.pop() if parts else ""
                parts.append(self._scripts(base, token))
            elif upright and token.isalnum():
                parts.append(self.style.word(self._word(token)))
            else:
                parts.append(self._atom(token))
        return self.style.glue([part for part in parts if part])

    def _next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _word(self, first: str) -> str:
        text = first
        while self._peek().isalnum():
            text += self._next()
        return text

    def _scripts(self, base: str, token: str) -> str:
        below = above = ""
        while True:
            if token == "_":
                below += self._argument()
            else:
                above += self.style.letter("′") if token == "'" else self._argument()
            if self._peek() not in ("_", "^", "'") or self._peek() == "":
                return self.style.scripts(base, below, above)
            token = self._next()

    def _argument(self, *, upright: bool = False) -> str:
        token = self._next()
        if token == "{":
            return self.row("}", upright=upright)
        return self._atom(token) if token else ""

    def _atom(self, token: str) -> str:
        if token == "{":
            return self.row("}")
        if not token.startswith("\\"):
            return self.style.letter(token)
        command = token[1:]
        if command in ("frac", "dfrac", "tfrac"):
            return self.style.over(self._argument(), self._argument())
        if command in ACCENTS or command in _WIDE:
            return self.style.accent(_WIDE.get(command, command), self._argument())
        if command in _UPRIGHT:
            return self._argument(upright=True)
        if command in _FONTS:
            return self._argument()
        letter = GREEK.get(command) or OTHER_LETTERS.get(command)
        if letter:
            return self.style.letter(letter)
        return self.style.word(command) if command.isalpha() else ""
