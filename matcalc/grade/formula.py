r"""A student's LaTeX as MathML, and where it cannot be, as the text that was written.

>>> to_math(r"\frac{1}{n}", inline=True)[:30]
'<math xmlns="http://www.w3.org'
"""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree

from matcalc.grade.text import printable
from matcalc.service import DEFECTS

LONGEST = 1_500
"""Characters of a formula that is typeset; a longer one is shown as text."""

DEEPEST = 40
"""Braces within braces that are typeset."""

_SPACING = re.compile(r"\\(?:label|tag)\{[^{}]*\}|\\(?:nonumber|notag)\b")
_ENVIRONMENT = re.compile(
    r"\\(begin|end)\{(align|aligned|split|equation|gather|gathered|multline|eqnarray)\*?\}"
)
_BEGIN, _END = r"\begin{array}{rlrlrl}", r"\end{array}"
_MATH = re.compile(r"(?<!\\)\$\$(.+?)\$\$|\\\[(.+?)\\\]|\\\((.+?)\\\)|(?<!\\)\$([^$\n]+?)\$", re.S)
_OPEN = re.compile(r"(\$\$?|\\\[|\\\()\s*\Z")
_CLOSED = {"$": "$", "$$": "$$", r"\[": r"\]", r"\(": r"\)"}
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_NEVER = ("href", "src", "style", "id", "class")
"""Attributes that a formula has no need of."""


def to_math(latex: str, *, inline: bool = False) -> str:
    """The formula as a ``<math>`` element, or as ``<code>`` where it cannot be typeset."""
    made = _converted(_plain(latex), inline)
    return made or f"<code>{escape(printable(latex))}</code>"


def _plain(latex: str) -> str:
    """Without labels and unseen characters; lines that are aligned become an array."""
    body = _SPACING.sub("", printable(latex, cut=False).strip("$ "))
    body = _ENVIRONMENT.sub(lambda found: _BEGIN if found[1] == "begin" else _END, body)
    is_bare = ("&" in body or r"\\" in body) and r"\begin" not in body
    return f"{_BEGIN}{body}{_END}" if is_bare else body


def _converted(latex: str, inline: bool) -> str:
    if not latex or len(latex) > LONGEST or _depth(latex) > DEEPEST:
        return ""
    from latex2mathml import exceptions
    from latex2mathml.converter import convert

    named = (each for each in vars(exceptions).values() if isinstance(each, type))
    refused: tuple[type[Exception], ...] = (*named, *DEFECTS, AttributeError, RuntimeError)
    try:
        made: str = convert(latex, display="inline" if inline else "block")
    except refused:
        return ""
    return made if _is_only_math(made) else ""


def _is_only_math(made: str) -> bool:
    """Whether a page may hold it: MathML elements, without links, styles or scripts."""
    try:
        nodes = list(ElementTree.fromstring(made).iter())
    except ElementTree.ParseError:
        return False
    names = {node.tag.removeprefix(_MATHML) for node in nodes}
    used = {name for node in nodes for name in node.attrib}
    return (
        all(name == "math" or (name.startswith("m") and name != "maction") for name in names)
        and used.isdisjoint(_NEVER)
        and not any(name.startswith("on") for name in used)
    )


def _depth(latex: str) -> int:
    deepest = depth = 0
    for char in latex:
        depth += (char == "{") - (char == "}")
        deepest = max(deepest, depth)
    return deepest


def with_formulas(prose: str) -> str:
    """Prose, escaped, with the formulas in it typeset."""
    at, parts = 0, []
    for found in _MATH.finditer(prose):
        body = next(group for group in found.groups() if group is not None)
        is_inline = found[3] is not None or found[4] is not None
        parts += [escape(prose[at : found.start()]), to_math(body, inline=is_inline)]
        at = found.end()
    return "".join([*parts, escape(prose[at:])])


def without_marks(before: str, after: str) -> tuple[str, str]:
    r"""The text before and after a formula without the ``$`` or ``\[`` around it.

    >>> without_marks("Thus $$", "$$ holds.")
    ('Thus ', ' holds.')
    """
    found = _OPEN.search(before)
    if found is None:
        return before, after
    closing, rest = _CLOSED[found[1]], after.lstrip()
    if not rest.startswith(closing):
        return before, after
    return before[: found.start()], rest[len(closing) :]
