"""Declared names as Python identifiers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcalc.show.names import GREEK, render_name

_SPELLED = {letter: word for word, letter in GREEK.items()} | {
    "∂": "d",
    "′": "_prime",
    "∇": "grad",
    "▽": "grad",
    "ℓ": "ell",
}


def identifier(name: str, latex: str) -> str:
    r"""A Python identifier that resembles a name.

    >>> identifier("W_1", ""), identifier(r"\frac{\partial L}{\partial Y}", "")
    ('W_1', 'dL_dY')
    """
    text = name if name.isidentifier() and name.isascii() else _spelled(latex or name)
    text = re.sub(r"\W+", "_", text).strip("_") or "x"
    return f"x{text}" if text[0].isdigit() else text


def _spelled(latex: str) -> str:
    return render_name(latex, _IDENTIFIER)


class _Identifier:
    """Names spelled with letters, digits and underscores."""

    def letter(self, char: str) -> str:
        return _SPELLED.get(char, char if char.isascii() and char.isalnum() else "")

    def word(self, text: str) -> str:
        return re.sub(r"\W+", "_", text)

    def accent(self, kind: str, body: str) -> str:
        return f"{body}_{kind}"

    def scripts(self, base: str, below: str, above: str) -> str:
        return "_".join(part.strip("_") for part in (base, below, above) if part)

    def over(self, above: str, below: str) -> str:
        return f"{above}_{below}"

    def glue(self, parts: Sequence[str]) -> str:
        return "".join(parts)


_IDENTIFIER = _Identifier()
