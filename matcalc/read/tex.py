r"""TeX as typed to a row of plain items: fonts, spacing and sizes gone, names in one spelling.

>>> [item.text for item in items(r"\mathbf{XW}^{\mathsf T} \odot \hat y_{i}")]
['X', 'W', '^', 'T', '\\odot', '\\hat{y}', '_', 'i']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcalc.errors import ReadError, Span
from matcalc.read.words import listed


@dataclass(frozen=True, slots=True)
class Item:
    """One sign, command, number or word, and where it stands."""

    text: str
    span: Span

    @property
    def is_word(self) -> bool:
        """Whether this came from upright text, such as ``\\operatorname{tr}``."""
        return self.text.startswith('"')


Items = list[Item]

_RAW = re.compile(r"\\[A-Za-z]+|\\.|:=|\d+\.\d+|\d+|\.\d+|\S", re.DOTALL)

_DROPPED = frozenset(
    [rf"\{sign}" for sign in ",;:! "]
    + ["~", r"\left", r"\right", r"\middle", r"\displaystyle", r"\textstyle", r"\limits"]
    + [r"\nolimits", r"\quad", r"\qquad", r"\mathstrut", r"\vphantom", r"\nonumber"]
    + [rf"\{big}{side}" for big in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")]
)
_FONTS = frozenset(
    rf"\{font}"
    for font in listed(
        """
        mathbf boldsymbol bm pmb bold vec vect mathcal mathscr mathit mathnormal mathfrak bf rm tt
        it underline ensuremath mathbb mathds textbf textit textsl emph symbf symbfit symbfup
        mathbfit mathbfsf overrightarrow vb va mat
        tiny small normalsize large Large LARGE huge Huge
        """
    )
)
_UPRIGHT = frozenset(
    rf"\{font}"
    for font in listed(
        "mathrm text textrm textup operatorname mathsf textsf mathtt mbox hbox texttt"
    )
)
_ACCENTS = {
    r"\hat": r"\hat",
    r"\widehat": r"\hat",
    r"\tilde": r"\tilde",
    r"\widetilde": r"\tilde",
    r"\bar": r"\bar",
    r"\overline": r"\bar",
    r"\dot": r"\dot",
}
_SAME = {
    r"\dfrac": r"\frac",
    r"\tfrac": r"\frac",
    r"\cfrac": r"\frac",
    r"\intercal": r"\top",
    r"\ast": "*",
    r"\Vert": r"\|",
    r"\vert": "|",
    r"\prime": "'",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\gt": ">",
    r"\lt": "<",
    r"\mid": "|",
    r"\coloneqq": "=",
    "−": "-",
    "–": "-",
    "’": "'",
    "ᵀ": "'",
    "⊤": r"\top",
}
_HEAVY = frozenset(
    [r"\mathbf", r"\boldsymbol", r"\bm", r"\bold", r"\mathbb", r"\mathds", r"\pmb", r"\textbf"]
)


def items(text: str) -> Items:
    """The plain items of a TeX formula."""
    row = [Item(_SAME.get(found[0], found[0]), found.span()) for found in _RAW.finditer(text)]
    row = _fences(row)
    row = _over(row, text)
    row = _plain(_with_groups(row, text), text)
    return _scripts(_unbraced(row, text), text)


def group_end(row: Items, start: int, text: str) -> int:
    """The place of the ``}`` that closes the ``{`` at ``start``."""
    depth = 0
    if start == len(row):
        raise ReadError("the formula ends where a brace was expected.", span=(len(text), len(text)))
    for at in range(start, len(row)):
        depth += (row[at].text == "{") - (row[at].text == "}")
        if depth == 0:
            return at
    raise ReadError(
        f"the brace at character {row[start].span[0] + 1} is never closed.", span=row[start].span
    )


def _fences(row: Items) -> Items:
    r"""``\left|`` opens, ``\right|`` closes, ``||`` is a double bar; an empty fence goes."""
    made: Items = []
    at = 0
    while at < len(row):
        item = row[at]
        following = row[at + 1].text if at + 1 < len(row) else ""
        if item.text in (r"\left", r"\right") and following in ("|", r"\|", "."):
            side = "l" if item.text == r"\left" else "r"
            if following != ".":
                name = rf"\{side}vert" if following == "|" else rf"\{side}Vert"
                made.append(Item(name, row[at + 1].span))
            at += 2
        elif item.text == "|" and following == "|" and row[at + 1].span[0] == item.span[1]:
            made.append(Item(r"\|", (item.span[0], row[at + 1].span[1])))
            at += 2
        else:
            made.append(item)
            at += 1
    return made


def _over(row: Items, text: str) -> Items:
    r"""``{a \over b}`` as ``\frac{a}{b}``."""
    while any(item.text == r"\over" for item in row):
        at = next(at for at, item in enumerate(row) if item.text == r"\over")
        start = _group_start(row, at)
        end = group_end(row, start, text)
        span = row[at].span
        opening, closing = Item("{", span), Item("}", span)
        above, below = row[start + 1 : at], row[at + 1 : end]
        fraction = [
            Item(r"\frac", span),
            *[opening, *above, closing],
            *[opening, *below, closing],
        ]
        before = row[start - 1].text if start else ""
        if before in ("^", "_", "}") or (before.startswith("\\") and before[1:].isalpha()):
            fraction = [row[start], *fraction, row[end]]
        row = [*row[:start], *fraction, *row[end + 1 :]]
    return row


def _with_groups(row: Items, text: str) -> Items:
    r"""``\frac12`` and ``\sqrt x`` with braces around what they take."""
    made: Items = []
    due: list[int] = []
    for item in row:
        parts = [item]
        if due and due[-1] and item.text.isdigit() and len(item.text) > 1:
            start = item.span[0]
            parts = [
                Item(digit, (start + at, start + at + 1)) for at, digit in enumerate(item.text)
            ]
        for part in parts:
            _take(part, made, due)
    return made


def _take(item: Item, made: Items, due: list[int]) -> None:
    """Add an item; ``due`` counts the arguments that open commands still want, 0 in braces."""
    wanted = {r"\frac": 2, r"\sqrt": 1}.get(item.text)
    braced = bool(due) and due[-1] > 0 and item.text != "{"
    if item.text == "{":
        due.append(0)
        made.append(item)
        return
    if item.text == "}" and due and due[-1] == 0:
        due.pop()
        made.append(item)
    elif wanted:
        made.append(item)
        due.append(wanted)
        return
    elif braced:
        made.extend([Item("{", item.span), item, Item("}", item.span)])
    else:
        made.append(item)
    if due and due[-1] > 0 and (braced or item.text == "}"):
        due[-1] -= 1
        if due[-1] == 0:
            due.pop()


def _group_start(row: Items, at: int) -> int:
    depth = 0
    for start in range(at - 1, -1, -1):
        depth += (row[start].text == "}") - (row[start].text == "{")
        if depth < 0:
            return start
    raise ReadError(r"\over needs braces around it.", span=row[at].span, hint=r"Write \frac{a}{b}.")


def _plain(row: Items, text: str) -> Items:
    """Fonts, spacing and sizes dropped; upright words and accented letters made one item."""
    made: Items = []
    unwrapped: set[int] = set()
    at = 0
    while at < len(row):
        item = row[at]
        if item.text in _DROPPED or at in unwrapped:
            at += 1
        elif item.text == "{" and at + 1 < len(row) and row[at + 1].text in ("_", "^"):
            unwrapped.add(group_end(row, at, text))
            at += 1
        elif item.text in _FONTS:
            at = _font(row, at, text, unwrapped, made)
        elif item.text in _UPRIGHT:
            at = _upright(row, at, text, made)
        elif item.text in _ACCENTS:
            at = _accent(row, at, text, made)
        else:
            made.append(item)
            at += 1
    return made


def _font(row: Items, at: int, text: str, unwrapped: set[int], made: Items) -> int:
    """Drop a font; a heavy 1 is the vector of ones, a heavy 0 the zeros."""
    start = at + 1
    if start < len(row) and row[start].text == "{":
        unwrapped.add(group_end(row, start, text))
        start += 1
    if start < len(row) and row[at].text in _HEAVY:
        special = {"1": r"\ones", "0": r"\zeros"}.get(row[start].text)
        if row[at].text in (r"\mathbb", r"\mathds") and row[start].text == "I":
            special = r"\indicator"
        if special:
            made.append(Item(special, row[start].span))
            return start + 1
    return start


def _upright(row: Items, at: int, text: str, made: Items) -> int:
    start, end = at + 1, at + 2
    if start < len(row) and row[start].text == "{":
        end = group_end(row, start, text) + 1
    inside = [item for item in row[start:end] if item.text not in "{}"]
    inside = [item for item in inside if item.text not in _DROPPED | _FONTS]
    word = "".join(item.text for item in inside)
    span = (row[at].span[0], row[min(end, len(row)) - 1].span[1])
    if word == "d" and row[at].text == r"\mathrm":
        made.append(Item(r"\dd", span))
    elif (word.isalpha() and len(word) > 1) or _is_function_with_digits(row[at].text, word):
        made.append(Item(f'"{word}', span))
    else:
        made.extend(inside)
    return end


def _is_function_with_digits(command: str, word: str) -> bool:
    r"""``\operatorname{log1p}`` is one word; ``\mathrm{W1}`` is a letter and a number."""
    return command == r"\operatorname" and len(word) > 2 and word[:2].isalpha() and word.isalnum()


def _accent(row: Items, at: int, text: str, made: Items) -> int:
    r"""``\hat {y_i}`` is ``\hat{y}`` with the index behind."""
    start, end = at + 1, at + 2
    if start < len(row) and row[start].text == "{":
        end = group_end(row, start, text) + 1
        inside = _plain(row[start + 1 : end - 1], text)
    else:
        inside = _plain(row[start:end], text)
    if not inside:
        raise ReadError(f"{row[at].text} has nothing under it.", span=row[at].span)
    name = f"{_ACCENTS[row[at].text]}{{{inside[0].text}}}"
    made.append(Item(name, (row[at].span[0], inside[0].span[1])))
    made.extend(inside[1:])
    return end


def _unbraced(row: Items, text: str) -> Items:
    r"""``{y_t}_i`` as ``y_t_i``: the braces hold a name together, and nothing else."""
    dropped: set[int] = set()
    for at, item in enumerate(row):
        before = row[at - 1].text if at else ""
        if item.text != "{" or before in ("^", "_", "}") or before.startswith("\\"):
            continue
        end = group_end(row, at, text)
        inside = [each.text for each in row[at + 1 : end]]
        is_name = inside[1:2] == ["_"] and not _JOINING.intersection(inside)
        if is_name and row[end + 1 : end + 2] and row[end + 1].text == "_":
            dropped.update((at, end))
    return [item for at, item in enumerate(row) if at not in dropped]


_JOINING = frozenset(listed(r"+ - = ( ) [ ] , * / \cdot \times \odot \frac"))


def _scripts(row: Items, text: str) -> Items:
    r"""Scripts in one order and shape: ``W_{cb}^{(2)T}`` is ``W ^{(2)} _{cb} ^T``."""
    made: Items = []
    at = 0
    while at < len(row):
        if row[at].text not in ("^", "_"):
            made.append(row[at])
            at += 1
            continue
        scripts: list[tuple[int, Items]] = []
        while at < len(row) and row[at].text in ("^", "_"):
            sign = row[at]
            body, at = _argument(row, at + 1, text)
            if sign.text == "_" and _is_nested(body):
                scripts.append((1, [sign, body[0]]))
                sign, body = body[1], body[2:]
                body = body[1:-1] if body[0].text == "{" else body
            is_mark = not made or made[-1].text not in _EULER
            scripts.extend(_split_script(sign, body, is_mark))
        if _is_inverse_entry(made, scripts):
            base = made.pop()
            inverse = [Item("(", base.span), base, *scripts[0][1], Item(")", base.span)]
            made.extend([*inverse, *scripts[1][1]])
            continue
        for _, script in sorted(scripts, key=lambda script: script[0]):
            made.extend(script)
    return made


def _is_nested(body: Items) -> bool:
    """The t_k of y_{t_k}: the k-th entry of y_t."""
    texts = [item.text for item in body]
    inside = texts[2:] if texts[2:3] != ["{"] else texts[3:-1]
    letters = [*texts[:1], *inside]
    return texts[1:2] == ["_"] and len(inside) == 1 and all(map(_is_letter, letters))


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isalpha() and text.islower()


def _is_inverse_entry(made: Items, scripts: Sequence[tuple[int, Items]]) -> bool:
    """A^{-1}_{ij} of a capital A: the power stands before the position."""
    if not made or [rank for rank, _ in scripts] != [2, 1]:
        return False
    (_, power), (_, position) = scripts
    letter = made[-1].text.lstrip("\\")
    is_inverse = "".join(item.text for item in power) == "^{-1}"
    return is_inverse and letter[:1].isupper() and len(position) >= 4


def _argument(row: Items, at: int, text: str) -> tuple[Items, int]:
    if at >= len(row):
        raise ReadError("a ^ or _ stands at the end with nothing after it.", span=row[-1].span)
    if row[at].text != "{":
        return [row[at]], at + 1
    end = group_end(row, at, text)
    return row[at + 1 : end], end + 1


_EULER = ("e", '"e')


def _split_script(sign: Item, body: Items, may_mark: bool) -> Iterable[tuple[int, Items]]:
    """A script with its rank in the order: mark on the name, index, then power.

    A mark is all of the script, or stands before a transpose: e^{(x+1)(x-1)} has none.
    """
    if sign.text == "_":
        return [(1, [sign, *_braced(sign, body)])]
    if may_mark and body and body[0].text in ("(", "["):
        closing = ")" if body[0].text == "(" else "]"
        end = next((at for at, item in enumerate(body) if item.text == closing), 0)
        if end > 1:
            mark = (0, [sign, *_braced(sign, body[: end + 1])])
            rest = body[end + 1 :]
            return [mark, (2, [sign, *_braced(sign, rest)])] if rest else [mark]
    return [(2, [sign, *_braced(sign, body)])]


def _braced(sign: Item, body: Items) -> Items:
    if len(body) == 1:
        return body
    return [Item("{", sign.span), *body, Item("}", sign.span)]
