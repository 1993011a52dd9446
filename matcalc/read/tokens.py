"""Text to tokens, in the notation that the text is written in."""

from __future__ import annotations

import re
import unicodedata

from matcalc.errors import MatcalcError, ReadError
from matcalc.read.latex import latex_tokens
from matcalc.read.plain import plain_tokens
from matcalc.read.scope import Scope
from matcalc.read.token import Token

SYNTAXES = ("auto", "ascii", "latex")
LONGEST = 20_000
"""Characters beyond which a text is refused."""

_INVISIBLE = ("Cf", "Cc", "Zl", "Zp")


def is_latex(text: str) -> bool:
    """Whether a text looks like LaTeX: a command, or a script in braces."""
    return bool(re.search(r"\\|[_^]\{|\{", text))


def tokens_of(text: str, scope: Scope, syntax: str = "auto") -> list[Token]:
    """The tokens of a text.

    Raises ReadError for an empty text, for one that is too long, and for signs that cannot be
    read.
    """
    if syntax not in SYNTAXES:
        raise ReadError(f"the syntax {syntax!r} is not one of {', '.join(SYNTAXES)}.")
    if not text.strip():
        raise ReadError("there is no formula here: the text is empty.", span=(0, len(text)))
    if len(text) > LONGEST:
        raise ReadError(f"the formula has {len(text)} characters; {LONGEST} is the limit.")
    _check_signs(text)
    if syntax == "latex" or (syntax == "auto" and (is_latex(text) or _has_latex_name(text, scope))):
        return latex_tokens(text, scope)
    if syntax == "ascii":
        return plain_tokens(text, scope)
    return _plain_or_latex(text, scope)


_DOTTED_LEFT = re.compile(r"\s*[A-Za-z]\w*\s*\([^()=]*\\[lc]?dots[^()=]*\)\s*=")


def _has_latex_name(text: str, scope: Scope) -> bool:
    """Whether a name with a superscript, as P_k^- or W^2, stands in the text."""
    return any("^" in way and way in text for ways in scope.written.values() for way in ways)


def tokens_of_equation(text: str, scope: Scope, syntax: str = "auto") -> list[Token]:
    """The tokens of a text whose left side may be a name with a bar, as in KL(p | q) = ….

    Such a left side only says what the formula is called; it is read as nothing.
    """
    left = _BARRED_LEFT.match(text) or _DOTTED_LEFT.match(text)
    return tokens_of(text if left is None else " " * left.end() + text[left.end() :], scope, syntax)


_BARRED_LEFT = re.compile(r"[^=,|]*\w\s*(?:\\left)?[(\[][^=()|]*(?:\||\\mid)[^=()|]*[)\]][^=,|]*=")


def _plain_or_latex(text: str, scope: Scope) -> list[Token]:
    """ASCII, unless a name in it can only be read letter by letter, as in ``x_1x_2``.

    Letters that stand alone elsewhere count as known: xy is a product beside x and y.
    """
    try:
        made = plain_tokens(text, scope)
    except MatcalcError as first:
        try:
            return latex_tokens(text, scope)
        except MatcalcError:
            raise first from None
    unknown = _unknown(made, scope)
    if not scope.values or not any("_" in name or len(name) > 1 for name in unknown):
        return made
    try:
        split_up = latex_tokens(text, scope)
    except MatcalcError:
        return made
    letters = {name for name in unknown if len(name) == 1}
    return split_up if letters.issuperset(_unknown(split_up, scope)) else made


def _unknown(tokens: list[Token], scope: Scope) -> list[str]:
    """The names that nothing declares; those of indices, inside a subscript, are none."""
    names: list[str] = []
    depth = 0
    for token in tokens:
        depth += (token.kind == "LBRACK") - (token.kind == "RBRACK")
        if token.kind == "NAME" and not depth:
            names.append(str(token.value))
    return [name for name in names if not scope.knows(name)]


def _check_signs(text: str) -> None:
    """Refuse signs that cannot be seen and can change what a reader believes is there."""
    for at, sign in enumerate(text):
        if unicodedata.category(sign) in _INVISIBLE and sign not in "\n\r\t\f\v":
            name = unicodedata.name(sign, f"U+{ord(sign):04X}")
            raise ReadError(
                f"there is an invisible sign ({name}) at character {at + 1}.",
                span=(at, at + 1),
                hint="Delete it.",
            )
