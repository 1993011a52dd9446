r"""Names: one plain spelling for each, and the ways in which people type it.

>>> plain_name(r"\frac{\partial L}{\partial \mathbf{Y}}"), plain_name(r"W^{(1)}")
('dL_dY', 'W1')
>>> plain_name(r"\hat{y}"), plain_name(r"\lambda"), plain_name("X_{col}")
('y_hat', 'lambda', 'X_col')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from matcalc.read.tex import Item, items
from matcalc.read.words import listed

GREEK: Mapping[str, str] = dict(
    zip(
        listed(
            """
            alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu
            nu xi rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi
            Sigma Upsilon Phi Psi Omega ell
            """
        ),
        "αβγδϵεζηθϑικλμνξρστυϕφχψωΓΔΘΛΞΠΣΥΦΨΩℓ",
        strict=True,
    )
)
LETTER_WORDS: Mapping[str, str] = {letter: word for word, letter in GREEK.items()}

_SAME = (
    ("eps", "epsilon"),
    ("eps", "varepsilon"),
    ("epsilon", "varepsilon"),
    ("lam", "lambda"),
    ("theta", "vartheta"),
    ("phi", "varphi"),
)
_ACCENT = re.compile(r"\\(hat|tilde|bar|dot)\{(.+)\}")

Key = tuple[str, ...]
"""The plain TeX items of a name, as they stand in a formula."""


_SCALAR_FUNCTIONS = ("L", "J", "E")
_CONSTANTS = frozenset(listed("alpha beta gamma epsilon varepsilon eta kappa lambda mu nu tau"))
_OPERATIONS = frozenset("+-−–*@/^'·") | {r"\cdot", r"\times", ".*", "./", ".T"}


def may_be_applied(name: str, following: Iterable[str]) -> bool:
    """Whether a name that nothing declares can be a function of the bracket behind it.

    A capital is a matrix, so that A(B + C) is a product; A(t) and L(Y - Z) are functions. Greek
    letters that are mostly constants are factors too.

    >>> may_be_applied("A", ["(", "B", "+", "C", ")"]), may_be_applied("A", ["(", "t", ")"])
    (False, True)
    """
    letter = name.partition("_")[0].rstrip("0123456789")
    is_matrix = len(letter) == 1 and letter.isupper() and letter not in _SCALAR_FUNCTIONS
    is_factor = is_matrix or letter in _CONSTANTS
    return not (is_factor and _OPERATIONS.intersection(bracketed(following)))


def bracketed(texts: Iterable[str]) -> list[str]:
    """What stands in the bracket that these texts begin with, the first of them an opening one."""
    depth = 0
    inside: list[str] = []
    for text in texts:
        depth += (text in ("(", "[", "{", r"\{")) - (text in (")", "]", "}", r"\}"))
        if depth == 0:
            break
        inside.append(text)
    return inside


def key(text: str) -> Key:
    """The items of a name as typed."""
    return tuple(item.text for item in items(text))


def plain_name(text: str) -> str:
    """A name in letters, digits and underscores, whatever the notation."""
    return plain_items(items(text))


def plain_items(row: Iterable[Item]) -> str:
    """The plain spelling of the items of a name."""
    parts = [_plain(item.text) for item in row]
    name = re.sub(r"\W+", "_", "".join(parts)).strip("_")
    name = re.sub(r"_+", "_", name)
    return f"v{name}" if not name or name[0].isdigit() else name


def _plain(text: str) -> str:
    accent = _ACCENT.fullmatch(text)
    if accent:
        return f"{_plain(accent[2])}_{accent[1]}"
    if text.startswith('"'):
        return text[1:]
    if text in (r"\partial", r"\dd"):
        return "d"
    if text in (r"\frac", "{", "(", ")", "[", "]", "^", ","):
        return ""
    if text == "}":
        return " "
    if text == "'":
        return "_prime"
    if text == "+":
        return "_plus_"
    return LETTER_WORDS.get(text, text.lstrip("\\"))


def keys(name: str, written: str) -> list[Key]:
    """Every way in which a declared name may stand in a formula."""
    found = [key(written)] if written.strip() else []
    found += [tuple(option) for option in _spellings(name)]
    return [each for each in dict.fromkeys(found) if each]


def _spellings(name: str) -> list[list[str]]:
    made = [_spelled(name)]
    word = made[0][0][1:]
    if made[0][0] == f'"{word}':
        made.append([*word, *made[0][1:]])
    for left, right in _SAME:
        if name == left:
            made.append(_spelled(right))
        elif name == right:
            made.append(_spelled(left))
    if len(name) > 1 and name[0] == "d":
        made += [[mark, *_spelled(name[1:])] for mark in ("d", r"\dd")]
        if name[1:] in GREEK:
            made += [["d", rf"\{name[1:]}"]]
    head = re.fullmatch(r"([A-Za-z]+?)(\d+)", name)
    if head:
        base = _spelled(head[1])
        made += [[*base, "_", head[2]], [*base, "^", "{", "(", head[2], ")", "}"]]
    return made


def spelled(name: str) -> str:
    """A plain name as it stands in TeX: ``y_hat`` is ``\\hat{y}``."""
    return "".join(_spelled(name)).replace('"', "")


def _spelled(name: str) -> list[str]:
    """A plain name as TeX items: ``y_hat`` is ``\\hat{y}``, ``W_1`` has a subscript."""
    head, *rest = name.split("_")
    base = [rf"\{head}"] if head in GREEK else [head] if len(head) == 1 else [f'"{head}']
    if rest and rest[0] in ("hat", "tilde", "bar", "dot") and len(base) == 1:
        base = [rf"\{rest[0]}{{{base[0]}}}"]
        rest = rest[1:]
    for part in rest:
        inside = _spelled(part) if part else []
        base += ["_", *inside]
    return base
