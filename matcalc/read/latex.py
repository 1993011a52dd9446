r"""LaTeX as people type it, to tokens. Known names are found first, the longest one first."""

from __future__ import annotations

from matcalc.errors import ReadError, Span
from matcalc.read import texforms as forms
from matcalc.read.cases import as_sum
from matcalc.read.cursor import Cursor, sizes_in
from matcalc.read.dots import DOTS
from matcalc.read.exponents import LETTERS
from matcalc.read.indicators import indicated
from matcalc.read.scope import Scope
from matcalc.read.tex import Item, group_end
from matcalc.read.texnames import is_word_function, known_name, unlisted
from matcalc.read.token import NORMS, Token

_SIGNS = {
    r"\cdot": "MUL",
    r"\times": "MUL",
    "*": "MUL",
    r"\odot": "ODOT",
    r"\circ": "ODOT",
    r"\bullet": "ODOT",
    r"\star": "ODOT",
    r"\oslash": "OSLASH",
    r"\otimes": "OTIMES",
    "/": "SLASH",
    ":": "COLON",
    ">": "GREATER",
    r"\geq": "GREATER",
    r"\ge": "GREATER",
    "<": "LESS",
    r"\leq": "LESS",
    r"\le": "LESS",
    "=": "EQUALS",
    ":=": "EQUALS",
    r"\equiv": "EQUALS",
    r"\propto": "EQUALS",
    r"\triangleq": "EQUALS",
    r"\doteq": "EQUALS",
    r"\implies": "IMPLIES",
    r"\Rightarrow": "IMPLIES",
    r"\Longrightarrow": "IMPLIES",
    r"\iff": "IMPLIES",
    r"\Leftrightarrow": "IMPLIES",
    r"\therefore": "IMPLIES",
    ",": "COMMA",
    ";": "BREAK",
    "\n": "BREAK",
    r"\\": "BREAK",
    "&": "ALIGN",
}
_TRANSPOSES = ("T", '"Tr', '"tr', r"\top", r"\intercal", "t", r"\mathsf", '"T', "H")
_DISPLAYS = tuple(
    f"{name}{star}"
    for name in (
        "aligned",
        "align",
        "alignedat",
        "split",
        "gathered",
        "gather",
        "equation",
        "eqnarray",
    )
    for star in ("", "*")
)
_CASES = ("cases", "dcases", "rcases")
_MATRICES = ("pmatrix", "bmatrix", "matrix", "Bmatrix", "array", "smallmatrix")


def latex_tokens(text: str, scope: Scope) -> list[Token]:
    """The tokens of a LaTeX text."""
    return _run(Cursor(text, scope))


def _run(cursor: Cursor) -> list[Token]:
    while cursor.at < len(cursor.row):
        _step(cursor)
    return cursor.out.made


def _step(cursor: Cursor) -> None:
    item = cursor.row[cursor.at]
    found = None if is_word_function(cursor) else cursor.known(cursor.row, cursor.at)
    if not found and _special(cursor, item):
        return
    if found:
        span = (item.span[0], cursor.row[cursor.at + len(found[0]) - 1].span[1])
        cursor.at += len(found[0])
        known_name(cursor, found[1], span, is_known=True)
    elif item.text in _SIGNS:
        value = "·" if item.text == "*" else item.text
        cursor.out.add(_SIGNS[item.text], value, item.span)
        cursor.at += 1
    elif item.text in (r"\pm", r"\mp"):
        raise ReadError(
            f"{item.text} stands for two formulas.", span=item.span, hint="Write one of the signs."
        )
    elif item.text in ("+", "-"):
        (cursor.out.add_minus if item.text == "-" else cursor.out.add_plus)(item.span)
        cursor.at += 1
    elif item.text[0].isdigit() or (item.text[0] == "." and len(item.text) > 1):
        _number(cursor, item)
    else:
        unlisted(cursor, item)


def _number(cursor: Cursor, item: Item) -> None:
    """A number; a 0 with sizes below it is a matrix of zeros."""
    cursor.at += 1
    if item.text == "1" and indicated(cursor, item):
        return
    if item.text == "0" and cursor.peek() == "_":
        cursor.at += 1
        cursor.out.add("ZEROS", sizes_in(cursor.braces()), item.span)
    else:
        cursor.out.add_number(item.text, item.span)


def _special(cursor: Cursor, item: Item) -> bool:
    """Brackets, marked forms and scripts. Whether the item was one."""
    text, span = item.text, item.span
    simple = {
        forms.DERIVATIVE: ("DERIVATIVE", None),
        forms.OPERATOR: ("OPERATOR", None),
        forms.BY: ("BY", None),
        forms.AND: ("AND", None),
        forms.END: ("DERIVATIVE_END", None),
        f"{forms.END}operator": ("DERIVATIVE_END", "operator"),
        forms.SUM_END: ("OVER_END", None),
        forms.BAR: ("BAR_OPEN", None),
        forms.NORM: ("NORM_OPEN", None),
        r"\frac": ("FRAC", None),
    }.get(text)
    if simple:
        cursor.out.add(simple[0], simple[1], span)
    elif text.startswith(forms.SUM + " "):
        cursor.out.add("OVER", tuple(text.split()[1:]), span)
    elif text == "[" and not cursor.out.is_after_operand and indicated(cursor, item):
        return True
    elif text in ("(", "[", "{", r"\{"):
        _open(cursor, item)
    elif text in (")", "]", "}", r"\}", forms.BETWEEN):
        _close(cursor, item)
    elif text == r"\begin":
        _matrix(cursor, item)
        return True
    elif text == forms.NORM_END:
        _norm_end(cursor, item)
        return True
    elif text == forms.BAR_END:
        _bar_end(cursor, item)
        return True
    elif text == r"\langle":
        cursor.out.add("CALL", ("inner", None), span)
    elif text == r"\rangle":
        cursor.out.add("RPAR", None, span)
        _skip_mark(cursor)
    else:
        return _script(cursor, item)
    cursor.at += 1
    return True


def _skip_mark(cursor: Cursor) -> None:
    r"""The F of \langle A, B\rangle_F says which inner product, and there is only one."""
    if cursor.peek(1) == "_" and cursor.peek(2) in ("F", '"F'):
        cursor.at += 2


def _open(cursor: Cursor, item: Item) -> None:
    joined = cursor.out.last == "FRAC"
    cursor.out.add("LPAR", item.text, item.span, joined=joined)
    cursor.stack.append(("RPAR", []))


def _close(cursor: Cursor, item: Item) -> None:
    kind, after = cursor.stack.pop() if cursor.stack else ("RPAR", [])
    cursor.out.add(kind, None, item.span)
    if item.text == forms.BETWEEN:
        cursor.out.add("LPAR", "{", item.span, joined=True)
        cursor.stack.append(("RPAR", []))
    if after:
        cursor.row[cursor.at + 1 : cursor.at + 1] = after


def _norm_end(cursor: Cursor, item: Item) -> None:
    """The close of a norm, with the subscript that says which norm."""
    cursor.at += 1
    which = ""
    if cursor.peek() == "_":
        cursor.at += 1
        which = "".join(each.text for each in cursor.braces()).strip('"')
    cursor.out.add("NORM_CLOSE", which, item.span)


def _bar_end(cursor: Cursor, item: Item) -> None:
    """The close of |x|; a subscript that names a norm makes it one, any other is a position."""
    cursor.at += 1
    start, which = cursor.at, ""
    if cursor.peek() == "_":
        cursor.at += 1
        which = "".join(each.text for each in cursor.braces()).strip('"')
        if which not in NORMS:
            cursor.at, which = start, ""
    cursor.out.add("BAR_CLOSE", which, item.span)


def _script(cursor: Cursor, item: Item) -> bool:
    if item.text in ("'", "^", "_") and not cursor.out.is_after_operand:
        raise ReadError(
            f"{item.text!r} at character {item.span[0] + 1} has nothing before it.",
            span=item.span,
        )
    if item.text == "'":
        cursor.out.add("TRANSPOSE", "'", item.span)
        cursor.at += 1
    elif item.text == "^":
        cursor.at += 1
        _superscript(cursor, item.span)
    elif item.text == "_":
        cursor.at += 1
        cursor.positions(cursor.braces(), item.span)
    else:
        return False
    return True


def _spells(body: list[Item], word: str) -> bool:
    return "".join(each.text for each in body) == word


def _superscript(cursor: Cursor, span: Span) -> None:
    start = cursor.at
    body = cursor.braces()
    texts = ["T"] if _spells(body, "Tr") else [each.text for each in body]
    is_power = len(texts) == 1 and texts[0].isalpha() and cursor.scope.is_number(texts[0])
    if not is_power and all(text in _TRANSPOSES or text == "'" for text in texts):
        for text in texts:
            cursor.out.add("TRANSPOSE", text if text in LETTERS else "'", span)
    elif texts == ["+"]:
        cursor.out.add("POSITIVE", "+", span)
    elif texts == [r"\dagger"]:
        cursor.out.add("PINV", "+", span)
    elif texts[0] in (r"\odot", r"\circ"):
        cursor.push_power("DOTPOW", body[1:], span)
    elif texts[0] == "-" and texts[-1] in _TRANSPOSES:
        cursor.push_power("POW", body[:-1] if len(body) > 2 else [body[0], Item("1", span)], span)
        cursor.after(Item("'", span))
    elif texts[-1] in (r"\top", "T") and len(texts) == 2 and texts[0].isdigit():
        cursor.push_power("POW", body[:1], span)
        cursor.after(Item("'", span))
    elif len(texts) == 3 and texts[0] == "(" and texts[1].isalpha() and texts[2] == ")":
        cursor.positions(body[1:2], span)
    else:
        cursor.at = start
        cursor.push_power("POW", cursor.braces(), span)


def _matrix(cursor: Cursor, item: Item) -> None:
    r"""``\begin{bmatrix} a & b \\ c & d \end{bmatrix}`` with its own separators."""
    cursor.at += 1
    name = "".join(each.text for each in cursor.braces()).strip('"')
    if name not in (*_MATRICES, *_CASES, *_DISPLAYS):
        raise ReadError(f"the environment {name} cannot be read.", span=item.span)
    depth, end = 1, cursor.at
    while end < len(cursor.row) and depth:
        depth += (cursor.row[end].text == r"\begin") - (cursor.row[end].text == r"\end")
        end += 1
    if depth:
        raise ReadError(rf"\begin{{{name}}} is never closed.", span=item.span)
    close = group_end(cursor.row, end, cursor.text)
    inside = [_dots(each) for each in cursor.row[cursor.at : end - 1]]
    if inside and inside[-1].text == r"\\":
        inside = inside[:-1]
    if name in _DISPLAYS:
        cursor.row[cursor.at : close + 1] = inside
        return
    if name in _CASES:
        cursor.row[cursor.at : close + 1] = as_sum(inside, item)
        return
    cursor.out.add("BLOCK", None, item.span)
    for token in _run(cursor.within(inside)):
        kind = {"BREAK": "ROW", "ALIGN": "COLUMN"}.get(token.kind, token.kind)
        cursor.out.made.append(Token(kind, token.value, token.span))
    cursor.out.add("BLOCK_END", None, cursor.row[close].span)
    cursor.at = close + 1


def _dots(item: Item) -> Item:
    return Item(f'"{DOTS}', item.span) if item.text == rf"\{DOTS}" else item
