r"""Mathematics as statements: the sides of every equation of a display, row by row.

``a &= b \\ &= c \implies d = e`` is two statements, ``a = b = c`` and ``d = e``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcalc.grade.macros import braced

_LABEL = re.compile(r"\\(?:label|tag\*?|eqref|ref|hspace\*?|vspace\*?)\s*\{[^{}]*\}")
_SPACES = re.compile(r"\\(?:qquad|quad|nonumber|notag|displaystyle|hfill|allowbreak)(?![A-Za-z])")
_WRAPPERS = re.compile(r"\\(?:boxed|fbox|underline|color\{\w+\}|textcolor\{\w+\}|bbox)\s*(?=\{)")
_ENVIRONMENT = re.compile(
    r"\\(?:begin|end)\{(?:align|alignat|aligned|alignedat|split|gathered|gather|equation|array)\*?\}"
    r"(?:\{[lcr|]+\})?"
)
_ARROWS = (
    r"\Longrightarrow", r"\Rightarrow", r"\implies", r"\longrightarrow", r"\rightarrow",
    r"\Leftrightarrow", r"\iff", r"\therefore", r"\because", "⇒", "⟹", "→", "∴", r"\to", r"\equiv",
)  # fmt: skip
_LETTERS = {
    "∇": r"\nabla ", "∂": r"\partial ", "⊤": r"\top ", "ᵀ": r"^\top ", "⁻¹": "^{-1}", "²": "^2",
    "·": r"\cdot ", "⊙": r"\odot ", "∘": r"\circ ", "∑": r"\sum ", "Σ_": r"\sum_", "‖": r"\|",
    "−": "-", "×": r"\times ", "∈": r"\in ", "ℝ": r"\mathbb{R}", "𝟙": r"\mathbf{1}",
}  # fmt: skip
_SLASHED = re.compile(
    r"\\partial\s*(\\?\w+)\s*/\s*\\partial\s*(\\?\w+)|\bd([A-Za-z])/d([A-Za-z])\b"
)
_OPENS = ("(", "[", "{")
_CLOSES = (")", "]", "}")


@dataclass(frozen=True, slots=True)
class Statement:
    """The sides of an equation; ``is_continued`` when it begins with = and belongs to the last."""

    sides: tuple[str, ...]
    is_continued: bool = False


def statements_of(text: str) -> list[Statement]:
    r"""The equations of a formula, in order.

    >>> [each.sides for each in statements_of(r"a &= b \\ &= c \implies d = e")]
    [('a', 'b', 'c'), ('d', 'e')]
    """
    found: list[Statement] = []
    for row in _rows(_clean(text)):
        for part in _parts(row):
            sides = [side.strip(" ,.;\n\t") for side in split_at(part, "=")]
            is_continued = len(sides) > 1 and not sides[0]
            kept = tuple(side for side in sides if side)
            if is_continued and found and part is not None:
                found[-1] = Statement(found[-1].sides + kept, found[-1].is_continued)
            elif kept:
                found.append(Statement(kept, is_continued))
    return found


def spelled(text: str) -> str:
    r"""A formula with its Unicode signs, and ∂f/∂x on one line, as TeX writes them.

    >>> spelled("∂f/∂x") == r"\frac{\partial f}{\partial x}"
    True
    """
    for letter, command in _LETTERS.items():
        text = text.replace(letter, command)
    return _SLASHED.sub(_stacked, text)


def _stacked(found: re.Match[str]) -> str:
    over, under = found[1] or found[3], found[2] or found[4]
    return rf"\frac{{\partial {over}}}{{\partial {under}}}"


def _clean(text: str) -> str:
    text = _LABEL.sub(" ", text)
    text = _SPACES.sub(r" \\quad ", text)
    text = _unwrapped(text)
    text = _ENVIRONMENT.sub(" ", text)
    text = text.replace(":=", "=").replace(r"\coloneqq", "=").replace(r"\triangleq", "=")
    return text.replace("&", " ") if "matrix}" not in text else _without_marks(text)


def _without_marks(text: str) -> str:
    """Without the marks of alignment, except in matrices."""
    parts = re.split(r"(\\begin\{\w*matrix\}.*?\\end\{\w*matrix\})", text, flags=re.DOTALL)
    return "".join(part if at % 2 else part.replace("&", " ") for at, part in enumerate(parts))


def _unwrapped(text: str) -> str:
    r"""``\boxed{X}`` as X."""
    while (found := _WRAPPERS.search(text)) is not None:
        inside, after = braced(text, found.end())
        if inside is None:
            return text[: found.start()] + text[found.end() :]
        text = f"{text[: found.start()]} {inside} {text[after:]}"
    return text


def _rows(text: str) -> list[str]:
    """The rows of a display, matrices kept whole."""
    rows, depth, at = [""], 0, 0
    while at < len(text):
        if text.startswith(r"\\", at) and depth == 0:
            rows.append("")
            at += 2
            continue
        depth += text.startswith(r"\begin{", at) - text.startswith(r"\end{", at)
        step = 2 if text[at] == "\\" else 1
        rows[-1] += text[at : at + step]
        at += step
    return rows


def _parts(row: str) -> Iterator[str]:
    """The statements of a row: what stands between arrows, and after wide space or a comma."""
    for arrow in _ARROWS:
        row = re.sub(re.escape(arrow) + r"(?![A-Za-z])", "⟹", row) if "\\" in arrow else row
        row = row if "\\" in arrow else row.replace(arrow, "⟹")
    for piece in split_at(row, "⟹"):
        for each in split_at(piece, r"\quad"):
            yield from _at_commas(_without_set(each))


def _without_set(text: str) -> str:
    r"""Without the ``\in \mathbb{R}^{n}`` after an equation."""
    sides = split_at(text, "=")
    if len(sides) > 1:
        sides[-1] = re.split(r"\\in(?![A-Za-z])|∈", sides[-1])[0]
    return "=".join(sides)


def _at_commas(text: str) -> Iterator[str]:
    """Parted at commas where every part is an equation."""
    parts = split_at(text, ",")
    if len(parts) > 1 and all("=" in part for part in parts if part.strip()):
        yield from parts
    else:
        yield text


def split_at(text: str, mark: str) -> list[str]:
    """Parted at a mark that stands outside of all brackets and environments."""
    parts, depth, at = [""], 0, 0
    while at < len(text):
        if depth == 0 and text.startswith(mark, at):
            parts.append("")
            at += len(mark)
            continue
        if text.startswith((r"\begin{", r"\{"), at):
            depth += 1
        elif text.startswith((r"\end{", r"\}"), at):
            depth -= 1
        step = 2 if text[at] == "\\" and at + 1 < len(text) and not text[at + 1].isalpha() else 1
        if step == 1 and not text.startswith(("\\",), at):
            depth += (text[at] in _OPENS) - (text[at] in _CLOSES)
        parts[-1] += text[at : at + step]
        at += step
        depth = max(depth, 0)
    return parts
