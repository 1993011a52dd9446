r"""Forms of TeX that need to be seen whole: derivatives, sums, and bars that open or close.

Each pass takes plain items to plain items, with marks in angle brackets where a form begins,
turns and ends.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from matcalc.errors import ReadError
from matcalc.read.cases import COMPARED, UNEQUAL, truth
from matcalc.read.tex import Item, Items, group_end
from matcalc.read.vocabulary import function_word
from matcalc.read.words import listed

DERIVATIVE, OPERATOR, BY, AND, END = "<derivative", "<operator", "<by", "<and", "derivative>"
SUM, SUM_END = "<sum", "sum>"
BAR, BAR_END, NORM, NORM_END = "<bar", "bar>", "<norm", "norm>"
BETWEEN = "}{"

_D = (r"\partial", r"\dd", "d")
_OPENS = frozenset(["(", "[", "{", r"\{", r"\begin", DERIVATIVE, OPERATOR, BAR, NORM, r"\langle"])
_CLOSES = frozenset([")", "]", "}", r"\}", r"\end", END, BAR_END, NORM_END, r"\rangle"])

KnownAt = Callable[[Items, int], int]
"""How many items a known name takes at a place, 0 if none stands there."""


def derivatives(row: Items, known_at: KnownAt, text: str, variable: Items) -> Items:
    r"""``\frac{\partial F}{\partial X}`` with marks, unless all of it is a declared name.

    ``variable`` is what ``\nabla`` differentiates by where nothing is said.
    """
    made: Items = []
    pending: dict[int, Item] = {}
    at = 0
    while at < len(row):
        if at in pending:
            made.append(pending.pop(at))
            at += 1
            continue
        taken = known_at(row, at)
        if taken:
            made.extend(row[at : at + taken])
            at += taken
        elif row[at].text == r"\frac":
            at = _fraction(row, at, text, made, pending)
        elif row[at].text == r"\nabla" and (after := _gradient(row, at, text, variable, made)):
            at = after
        else:
            made.append(row[at])
            at += 1
    return made


def _gradient(row: Items, at: int, text: str, variable: Items, made: Items) -> int:
    r"""``\nabla_X`` before a formula as the operator ``\partial/\partial X``; 0 before a name.

    Without a subscript it is the derivative by the variable of the problem.
    """
    end = at
    if at + 2 < len(row) and row[at + 1].text == "_":
        end = group_end(row, at + 2, text) if row[at + 2].text == "{" else at + 2
        variable = row[at + 3 : end] if end > at + 2 else [row[at + 2]]
    after = row[end + 1].text if end + 1 < len(row) else ""
    word = after.lstrip('\\"')
    if after not in _OPENS | {r"\|", "|", r"\sum"} and not (len(word) > 1 and function_word(word)):
        return 0
    if not variable:
        return 0
    span = (row[at].span[0], row[end].span[1])
    made.extend([Item(OPERATOR, span), *variable, Item(f"{END}operator", span)])
    return end + 1


def _fraction(row: Items, at: int, text: str, made: Items, pending: dict[int, Item]) -> int:
    above_end = group_end(row, at + 1, text)
    below_end = group_end(row, above_end + 1, text)
    is_empty = above_end == at + 2 or below_end < above_end + 4
    if is_empty or not _is_derivative(row[at + 2].text, row[above_end + 2].text):
        made.extend(row[at : at + 2])
        pending[above_end] = Item(BETWEEN, row[above_end].span)
        row[above_end + 1] = Item("", row[above_end + 1].span)
        return at + 2
    above, below = row[at + 2 : above_end], row[above_end + 2 : below_end]
    order = 2 if len(above) > 2 and above[1].text == "^" else 0
    function = above[1 + order :]
    span = (row[at].span[0], row[below_end].span[1])
    made.append(Item(DERIVATIVE if function else OPERATOR, span))
    made.extend(function)
    if function:
        made.append(Item(BY, span))
    made.extend(_variables(below))
    made.append(Item(END if function else f"{END}operator", span))
    if not function:
        _enclose(row, below_end + 1, pending)
    return below_end + 1


def _enclose(row: Items, start: int, pending: dict[int, Item]) -> None:
    """∂/∂x of the whole product behind it, where no bracket says how far it goes."""
    if start >= len(row) or row[start].text in (*_OPENS, *"|=+-,", r"\|", r"\frac"):
        return
    end = _term_end(row, start)
    fractions = [at for at in range(start, end) if row[at].text == r"\frac"]
    end = next((at for at in fractions if at + 2 < end and row[at + 2].text in _D), end)
    span = row[start].span
    if end > start + 1:
        row[start:start] = [Item("{", span)]
        row[end + 1 : end + 1] = [Item("}", span)]


def _is_derivative(above: str, below: str) -> bool:
    """Whether the first marks of a fraction are those of a derivative."""
    return above in _D and below in _D and (above != "d" or below == "d")


def _variables(below: Items) -> Items:
    """``\\partial x \\partial y`` as ``x <and y``; ``\\partial x^2`` as ``x <and x``."""
    made: Items = []
    for item in below[1:]:
        made.append(Item(AND, item.span) if item.text == r"\partial" else item)
    if len(made) >= 3 and made[-2].text == "^" and made[-1].text == "2":
        return [*made[:-2], Item(AND, made[-1].span), *made[:-2]]
    return made


def sums(row: Items, text: str) -> Items:
    r"""``\sum_{i=1}^n body`` with a mark for each index, and marks where the body ends."""
    for at in range(len(row) - 1, -1, -1):
        if row[at].text == r"\sum":
            row = _sum(row, at, text)
    return row


def _sum(row: Items, at: int, text: str) -> Items:
    below, here = _script(row, at + 1, "_", text)
    above, here = _script(row, here, "^", text)
    if not below and not above:
        return _total(row, at, here)
    below, condition = _condition(below)
    ranges = _ranges([item.text for item in below], [item.text for item in above], row[at])
    end = _body_end(row, here, {index for index, _, _ in ranges})
    span = row[at].span
    openings = [Item(f"{SUM} {' '.join(each)}", span) for each in ranges]
    closings = [Item(SUM_END, row[end - 1].span) for _ in ranges]
    body = row[here:end]
    if condition:
        body = [*condition, Item("{", span), *body, Item("}", row[end - 1].span)]
    return [*row[:at], *openings, *body, *closings, *row[end:]]


def _total(row: Items, at: int, here: int) -> Items:
    r"""``\sum e^z`` without an index: the sum of all entries of the term."""
    end, span = _term_end(row, here), row[at].span
    inside = [Item('"sum', span), Item("(", span), *row[here:end], Item(")", span)]
    return [*row[:at], *inside, *row[end:]]


def _condition(below: Items) -> tuple[Items, Items]:
    r"""``i : y_i > 0`` as the index and 1[y_i > 0]; ``k \neq i`` as k and (1 − δ_{ki})."""
    signs = [at for at, item in enumerate(below) if item.text in _COMPARISONS]
    if not signs:
        return below, []
    cut = next((at for at, item in enumerate(below) if item.text in (":", "|", ",", r"\\")), None)
    index, told = (below[:1], below) if cut is None else (below[:cut], below[cut + 1 :])
    return index, truth(told, below[signs[0]])


_COMPARISONS = (*UNEQUAL, *COMPARED)


def _script(row: Items, at: int, sign: str, text: str) -> tuple[Items, int]:
    if at >= len(row) or row[at].text != sign:
        return [], at
    if row[at + 1].text != "{":
        return [row[at + 1]], at + 2
    end = group_end(row, at + 1, text)
    return row[at + 2 : end], end + 1


def _ranges(below: list[str], above: list[str], sign: Item) -> list[tuple[str, str, str]]:
    """Index, first and last of every index under a sum sign; ``?`` where nothing is said."""
    if not below:
        raise ReadError("this sum names no index.", span=sign.span, hint=r"Write \sum_i.")
    if "=" in below:
        return _from_to(below, above, sign)
    names = [item for item in below if item != ","]
    if not all(name.strip("\\").isalpha() for name in names):
        raise ReadError(
            f"a sum over {''.join(below)} cannot be read.",
            span=sign.span,
            hint=r"Name the indices, as in \sum_{i,j}.",
        )
    return [(name, "?" if not above else "1", "".join(above) or "?") for name in names]


def _from_to(below: list[str], above: list[str], sign: Item) -> list[tuple[str, str, str]]:
    r"""The ranges under ``\sum_{i,j=1}^n`` and ``\sum_{i=1,j=1}^{n,m}``."""
    starts: dict[str, str] = {}
    waiting: list[str] = []
    for part in _between_commas(below):
        waiting.append(part[0])
        if "=" in part:
            starts |= dict.fromkeys(waiting, "".join(part[part.index("=") + 1 :]) or "1")
            waiting = []
    ends = ["".join(part) or "?" for part in _between_commas(above)]
    ends = ends * len(starts) if len(ends) == 1 else ends
    if waiting or len(ends) != len(starts):
        raise ReadError(
            f"the range of a sum over {''.join(below)} cannot be read.",
            span=sign.span,
            hint=r"Say where each index begins and ends, as in \sum_{i=1}^{n} \sum_{j=1}^{m}.",
        )
    return [(name, start, end) for (name, start), end in zip(starts.items(), ends, strict=True)]


def _between_commas(items: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for item in items:
        if item == ",":
            parts.append([])
        else:
            parts[-1].append(item)
    return parts


def _body_end(row: Items, start: int, indices: Collection[str]) -> int:
    """Where the body of a sum ends: before the next term that does not use its index."""
    at = _term_end(row, start)
    while at < len(row) and row[at].text in "+-":
        following = _term_end(row, at + 1)
        term = [item.text for item in row[at + 1 : following]]
        uses = any(text in indices for text in term)
        if not uses or any(text.split()[:1] == [SUM] for text in term):
            break
        at = following
    return at


def _term_end(row: Items, start: int) -> int:
    depth = 0
    open_bars: list[str] = []
    for at in range(start, len(row)):
        text = row[at].text
        if _bar_kind(text):
            depth += _bar_step(row, at, start, open_bars)
        else:
            depth += (text in _OPENS or text.startswith(SUM)) - (
                text in _CLOSES or text == SUM_END or text.startswith(END)
            )
        if depth < 0:
            return at
        if depth == 0 and at > start and _ends_term(text, row[at - 1].text):
            return at
    return len(row)


def _bar_step(row: Items, at: int, start: int, open_bars: list[str]) -> int:
    """1 for a bar that opens, -1 for one that closes; ``open_bars`` is kept."""
    text, before = row[at].text, row[at - 1].text
    kind = _bar_kind(text)
    follows_sign = at == start or before in _BEFORE_OPEN or before.startswith((SUM, '"'))
    if not text.startswith(r"\r") and (follows_sign or text.startswith(r"\l")):
        open_bars.append(kind)
        return 1
    if kind in open_bars:
        open_bars.remove(kind)
    return -1


def _ends_term(text: str, before: str) -> bool:
    if text in "+-" and text:
        return before not in (r"\cdot", r"\times", r"\odot", r"\circ", "^", "*", "/", "(")
    return text in ("=", ",", r"\\", "&", BETWEEN, BY, AND, "\n", ":=", "<", ">")


_BEFORE_OPEN = frozenset(
    (
        *listed(r"+ - = , ( [ { : / * ^ _ & \{ \\ \cdot \times \odot \circ \oslash \otimes"),
        *listed(r"\log \ln \det \exp \frac \sqrt"),
        *(BETWEEN, BAR, NORM, BY, DERIVATIVE),
    )
)


def bars(row: Items) -> Items:
    """Every ``|`` and double bar marked as opening or closing."""
    made: Items = []
    stack: list[str] = []
    for item in row:
        before = made[-1].text if made else "="
        kind = _bar_kind(item.text)
        if not kind:
            made.append(item)
            continue
        opens = before in _BEFORE_OPEN or before.startswith((SUM, '"')) or kind not in stack
        if item.text.startswith(r"\l"):
            opens = True
        elif item.text.startswith(r"\r") or (not opens and kind in stack):
            opens = False
        if opens:
            stack.append(kind)
        elif stack:
            stack.pop()
        mark = {"|": (BAR, BAR_END), "‖": (NORM, NORM_END)}[kind][0 if opens else 1]
        made.append(Item(mark, item.span))
    return made


def _bar_kind(text: str) -> str:
    if text in ("|", r"\lvert", r"\rvert"):
        return "|"
    return "‖" if text in (r"\|", r"\lVert", r"\rVert", "‖") else ""
