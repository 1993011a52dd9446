r"""Words for LaTeX's text mode: the signs that it does not read, as the commands that it does."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.show.names import GREEK

_SIGNS: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "ᵀ": r"$^{\top}$",
    "⁻": r"$^{-}$",
    "¹": r"$^{1}$",
    "‖": r"$\|$",
    "∘": r"$\circ$",
    "⊙": r"$\odot$",
    "⊗": r"$\otimes$",
    "⊘": r"$\oslash$",
    "√": r"$\surd$",
    "⟨": r"$\langle$",
    "⟩": r"$\rangle$",
    "≠": r"$\neq$",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "<": r"$<$",
    ">": r"$>$",
    "×": r"$\times$",
    "·": r"$\cdot$",
    "−": r"$-$",
    "∂": r"$\partial$",
    "∞": r"$\infty$",
    "′": r"$'$",
    "⁺": r"$^{+}$",
    "∫": r"$\int$",
    "₀": r"$_{0}$",
    "₁": r"$_{1}$",
    "₂": r"$_{2}$",
    "ᵢ": r"$_{i}$",
    "ⱼ": r"$_{j}$",
    "²": r"$^{2}$",
    "ᵏ": r"$^{k}$",
    "∈": r"$\in$",
    "ŷ": r"$\hat{y}$",
    "ˢ": r"$^{s}$",
    "ˣ": r"$^{x}$",
    "ᵗ": r"$^{t}$",
    "″": r"$''$",
    **{letter: rf"$\{word}$" for word, letter in GREEK.items() if letter != "ο"},
}
"""Signs that pdflatex does not read, as the commands that it does."""


def escape(text: str) -> str:
    r"""Words for LaTeX's text mode.

    >>> escape("tr S = ⟨I, S⟩ for s_2")
    'tr S = $\\langle$I, S$\\rangle$ for s\\_2'
    """
    return "".join(_SIGNS.get(sign, sign) for sign in text)
