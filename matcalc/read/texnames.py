r"""Names in LaTeX: functions, constants with sizes, and letters that nothing declares."""

from __future__ import annotations

from fractions import Fraction

from matcalc.errors import ReadError, Span, UnsupportedError
from matcalc.read.cursor import Cursor, separated, sizes_in
from matcalc.read.indicators import ones_or_indicator, unit_or_indicator
from matcalc.read.names import GREEK, LETTER_WORDS, may_be_applied, plain_items
from matcalc.read.tex import Item, group_end
from matcalc.read.texforms import SUM
from matcalc.read.vocabulary import (
    OPEN_FUNCTIONS,
    TEX_FUNCTIONS,
    function_word,
    inverse_function,
    letter_function,
)

_WITH = ('"with', '"where', '"for', '"and')
_UNSUPPORTED = (r"\int", r"\prod", r"\lim", r"\oint", r"\vdots", r"\ldots", r"\cdots", r"\dots")


def unlisted(cursor: Cursor, item: Item) -> None:
    """An item that is no sign, no bracket and no known name."""
    text = item.text
    if text in (r"\ones", r"\zeros"):
        ones_or_indicator(cursor, item)
    elif text == r"\indicator":
        unit_or_indicator(cursor, item)
    elif text == r"\kronecker":
        cursor.at += 1
        cursor.push_call("CALL", ("delta", None), cursor.braces(), item.span)
    elif power_of_square(cursor, item):
        return
    elif text == r"\sqrt":
        cursor.at += 1
        _call(cursor, "sqrt", item.span)
    elif text in (r"\dd", "d") and _is_differential(cursor):
        cursor.at += 1
        cursor.out.add("DIFFERENTIAL", None, item.span)
    elif text in (r"\nabla", r"\triangledown"):
        _nabla(cursor, item)
    elif item.is_word and text in _WITH:
        cursor.at += 1
        cursor.out.add("BREAK", text, item.span)
    elif _function(cursor, item):
        return
    elif text == r"\pi":
        cursor.at += 1
        cursor.out.add("NAME", "pi", item.span)
    elif text == "!" and cursor.out.is_after_operand:
        cursor.at += 1
        cursor.out.add("FACTORIAL", "!", item.span)
    else:
        _new_name(cursor, item)


def _is_differential(cursor: Cursor) -> bool:
    ahead = cursor.at + 1
    if ahead >= len(cursor.row):
        return False
    following = cursor.row[ahead]
    if following.text == "(" and cursor.row[cursor.at].text == r"\dd":
        return True
    is_function = following.text in TEX_FUNCTIONS or following.is_word
    return is_function or cursor.known(cursor.row, ahead) is not None


def _nabla(cursor: Cursor, item: Item) -> None:
    cursor.at += 1
    name = "nabla"
    if cursor.peek() == "_":
        cursor.at += 1
        name = "nabla_" + plain_items(cursor.braces())
    cursor.out.add("NAME", name, item.span)


def is_word_function(cursor: Cursor) -> bool:
    """Whether plain letters spell a function with its bracket, as in ``diag(x)``."""
    return bool(_letters_word(cursor)[0])


def _letters_word(cursor: Cursor) -> tuple[str, int]:
    row, at = cursor.row, cursor.at
    if not (len(row[at].text) == 1 and row[at].text.isascii() and row[at].text.isalpha()):
        return "", 0
    if at and row[at - 1].text.isalpha() and row[at - 1].span[1] == row[at].span[0]:
        return "", 0
    word, end = "", at
    while end < len(row) and len(row[end].text) == 1 and row[end].text.isalpha():
        if end > at and row[end].span[0] != row[end - 1].span[1]:
            break
        word += row[end].text
        end += 1
    follows = row[end].text if end < len(row) else ""
    if follows == "^" and [item.text.isdigit() or item.text for item in row[end + 1 : end + 3]] == [
        True,
        "(",
    ]:
        follows = "("
    is_call = (len(word) > 1 and follows in ("(", "[", r"\{")) or word in ("Id",)
    return (word, end - at) if is_call and function_word(word) else ("", 0)


def _function(cursor: Cursor, item: Item) -> bool:
    """A function: a word, a command, or a letter that is applied."""
    word, length = _letters_word(cursor)
    if not word:
        length = 1
        if item.is_word or item.text in TEX_FUNCTIONS:
            word = item.text.strip('"\\')
        elif _is_applied(cursor):
            letter = item.text.strip("\\")
            word = letter_function(letter, cursor.text, cursor.scope.functions)
    name = function_word(word)
    if not name:
        return False
    cursor.at += length
    if name == "id" and cursor.peek() != "(":
        cursor.out.add("IDENTITY", "", item.span)
    else:
        _call(cursor, name, item.span)
    return True


def _is_applied(cursor: Cursor) -> bool:
    ahead = 1
    while cursor.peek(ahead) == "'" or cursor.peek(ahead) == "^":
        ahead += 2 if cursor.peek(ahead) == "^" else 1
    if cursor.peek(ahead) == "_":
        return cursor.peek() == r"\lambda" and cursor.peek(_behind(cursor, ahead + 1)) == "("
    return cursor.peek(ahead) == "(" or cursor.out.last in ("FUNC", "OPENFUNC")


def _behind(cursor: Cursor, ahead: int) -> int:
    """How far ahead the item behind a script stands."""
    if cursor.peek(ahead) != "{":
        return ahead + 1
    return group_end(cursor.row, cursor.at + ahead, cursor.text) + 1 - cursor.at


def _call(cursor: Cursor, name: str, span: Span) -> None:
    """A function with what is written on it: primes, an axis, a power, its argument."""
    power: list[Item] = []
    primes = ""
    while cursor.peek() in ("'", "_", "^"):
        sign = cursor.peek()
        start = cursor.at
        cursor.at += 1
        if sign == "'":
            primes += "'"
            continue
        body = cursor.braces()
        if sign == "_":
            name += "." + "".join(each.text for each in body).strip('"')
        elif all(each.text == "'" for each in body):
            primes += "'" * len(body)
        else:
            power = cursor.row[start : cursor.at]
    if _exponent(power) == "-1" and (inverse := inverse_function(name, span)):
        name, power = inverse, []
    name += primes
    if cursor.peek() in ("(", "[") or name == "sqrt":
        cursor.out.add("CALL", (name, None), span)
        cursor.stack.append(("RPAR", power))
        cursor.at += 1
        return
    kind = "OPENFUNC" if name in OPEN_FUNCTIONS else "FUNC"
    exponent = _exponent(power)
    value = int(exponent) if exponent.lstrip("-").isdigit() else None
    cursor.out.add(kind, (name, value), span)


def _exponent(power: list[Item]) -> str:
    return "".join(each.text for each in power if each.text not in "^{}")


def _new_name(cursor: Cursor, item: Item) -> None:
    """A name that nothing declares: a letter, with a subscript that is not an index."""
    text = item.text
    if not (text.lstrip('"\\')[:1].isalpha() or text in LETTER_WORDS):
        raise ReadError(
            f"{cursor.text[item.span[0] : item.span[1]]!r} at character {item.span[0] + 1} "
            "is not a sign that can be read.",
            span=item.span,
        )
    if text.startswith("\\") and text[1:] not in GREEK and "{" not in text:
        if function_word(text[1:]):
            cursor.at += 1
            _call(cursor, function_word(text[1:]), item.span)
            return
        if text in _UNSUPPORTED:
            raise UnsupportedError(f"{text} is not supported.", span=item.span)
        if text != r"\partial":
            raise ReadError(f"the command {text} is not known.", span=item.span)
    if _is_duplication(cursor):
        cursor.at += 2
        cursor.push_call("CALL", ("duplication", None), cursor.braces(), item.span)
        return
    taken = 1 if text in ("e", "K") else _name_length(cursor)
    name = plain_items(cursor.row[cursor.at : cursor.at + taken])
    span = (item.span[0], cursor.row[cursor.at + taken - 1].span[1])
    cursor.at += taken
    known_name(cursor, name, span, is_known=False)


def _is_duplication(cursor: Cursor) -> bool:
    """Whether D_n is the duplication matrix: n is a declared size, and D is no name."""
    row, scope = cursor.row, cursor.scope
    if scope.knows("D") or [each.text for each in row[cursor.at : cursor.at + 2]] != ["D", "_"]:
        return False
    end = cursor.at + 3
    if row[cursor.at + 2 :] and row[cursor.at + 2].text == "{":
        end = group_end(row, cursor.at + 2, cursor.text) + 1
    body = "".join(each.text for each in row[cursor.at + 2 : end])
    return body.strip("{}") in scope.dims


def _name_length(cursor: Cursor) -> int:
    """Items of a new name: marks such as ``^{(1)}``, and subscripts that are no indices."""
    end = cursor.at + 1
    while end + 1 < len(cursor.row) and cursor.row[end].text in ("^", "_"):
        close = end + 1
        if cursor.row[close].text == "{":
            close = group_end(cursor.row, close, cursor.text)
        body = [each.text for each in cursor.row[end + 1 : close + 1] if each.text not in "{}"]
        is_mark = _is_parameter(cursor, body) or _is_mark(cursor, body)
        if not (is_mark or _belongs_to_name(cursor.row[end].text, body)):
            break
        end = close + 1
    return end - cursor.at


def known_name(cursor: Cursor, name: str, span: Span, *, is_known: bool) -> None:
    """A name, or the start of a call when a bracket follows a name that is no value."""
    ahead = 0
    while cursor.peek(ahead) == "'":
        ahead += 1
    powers_end = ahead
    if cursor.peek(ahead) == "^" and (not is_known or name in cursor.scope.functions):
        saved = cursor.at
        cursor.at += ahead + 1
        cursor.braces()
        powers_end, cursor.at = cursor.at - saved, saved
    if is_known and cursor.peek() == "(" and (length := _place_length(cursor, name)):
        cursor.out.add("NAME", name, span)
        closing = cursor.at + length + 2
        cursor.row[closing - 1 : closing] = [Item("}", span)]
        cursor.row[cursor.at : cursor.at + 1] = [Item("_", span), Item("{", span)]
        return
    rest = range(cursor.at + powers_end, len(cursor.row))
    following = (cursor.row[at].text for at in rest)
    is_free = not is_known and name != "e" and may_be_applied(name, following)
    is_function = name in cursor.scope.functions or is_free
    is_function = is_function or _takes_list(cursor, powers_end, name)
    if is_function and cursor.peek(powers_end) == "(":
        power = cursor.row[cursor.at + ahead : cursor.at + powers_end]
        if _exponent(power) == "-1" and name[:1].islower():
            raise ReadError(
                f"{name}^-1 may be the inverse function of {name} or its reciprocal.",
                span=span,
                hint=f"For the reciprocal, write 1/{name}(x).",
            )
        cursor.at += powers_end + 1
        function = letter_function(name, cursor.text, cursor.scope.functions) or name
        cursor.out.add("CALL", (function + "'" * ahead, None), span)
        cursor.stack.append(("RPAR", power))
        return
    if not is_known and name == "delta" and cursor.peek() == "_":
        cursor.at += 1
        cursor.push_call("CALL", ("delta", None), separated(cursor.braces()), span)
        return
    if not is_known and name == "e" and cursor.peek() == "_":
        cursor.at += 1
        cursor.push_call("CALL", ("basis", None), cursor.braces(), span)
        return
    if not is_known and name == "K" and cursor.peek() == "_":
        cursor.at += 1
        cursor.push_call("CALL", ("commutation", None), separated(cursor.braces()), span)
        return
    if not is_known and name == "I":
        _identity(cursor, span)
        return
    cursor.out.add("NAME", name, span)


def _place_length(cursor: Cursor, name: str) -> int:
    """The items in the bracket of w(i), where w is no function and i nothing else; 0 if not so."""
    value = cursor.scope.values.get(name)
    if value is None or value.is_scalar or name in cursor.scope.functions:
        return 0
    inside = [item.text for item in cursor.row[cursor.at + 1 : cursor.at + 4]]
    length = inside.index(")") if ")" in inside else 0
    letters = [text for text in inside[:length] if text != ","]
    are_places = all(
        len(text) == 1 and text.isalpha() and text.islower() and not cursor.scope.knows(text)
        for text in letters
    )
    return length if are_places else 0


def _takes_list(cursor: Cursor, ahead: int, name: str) -> bool:
    """Whether a defined name is followed by several arguments, as in F(x, W)."""
    if name not in cursor.scope.pending or cursor.peek(ahead) != "(":
        return False
    depth = 0
    for item in cursor.row[cursor.at + ahead :]:
        depth += (item.text in ("(", "[", "{")) - (item.text in (")", "]", "}"))
        if depth == 0 or (depth == 1 and item.text == ","):
            return depth == 1
    return False


def _identity(cursor: Cursor, span: Span) -> None:
    sizes: tuple[str, ...] = ("",)
    if cursor.peek() == "_":
        cursor.at += 1
        sizes = sizes_in(cursor.braces())
    cursor.out.add("IDENTITY", sizes[0], span)


def _is_parameter(cursor: Cursor, body: list[str]) -> bool:
    r"""Whether a subscript is a declared vector or matrix, as in ``h_\theta``."""
    value = cursor.scope.values.get(body[0].lstrip("\\")) if len(body) == 1 else None
    return value is not None and not value.is_scalar


def _is_mark(cursor: Cursor, body: list[str]) -> bool:
    """Whether a subscript is one that declared names have, and no sum runs over it here."""
    if len(body) != 1 or body[0] not in cursor.scope.marks:
        return False
    return not any(item.text.split()[:2] == [SUM, body[0]] for item in cursor.row)


def _belongs_to_name(sign: str, body: list[str]) -> bool:
    if sign == "^":
        return len(body) >= 3 and body[0] in "([" and body[-1] in ")]" and body[1] not in "ijkst"
    text = "".join(body)
    if text.isdigit() or text.startswith('"'):
        return True
    if "+" in body or "-" in body:
        return "," not in body
    return len(body) > 2 and all(part.isalpha() and len(part) == 1 for part in body)


def power_of_square(cursor: Cursor, item: Item) -> bool:
    r"""``\sigma^4`` and ``\sigma`` where only ``\sigma^2`` is declared: its powers 2 and 1/2."""
    square = cursor.known([item, Item("^", item.span), Item("2", item.span)], 0)
    if square is None or len(square[0]) != 3:
        return False
    start, power = cursor.at, "1"
    cursor.at += 1
    if cursor.peek() == "^":
        cursor.at += 1
        power = "".join(each.text for each in cursor.braces())
    if not power.removeprefix("-").isdigit():
        cursor.at = start
        return False
    half = Fraction(int(power), 2)
    out, span = cursor.out, item.span
    out.add("NAME", square[1], span)
    out.add("POW", "^", span)
    out.add("LPAR", "(", span)
    if half < 0:
        out.add_minus(span)
    out.add_number(str(abs(half.numerator)), span)
    out.add("SLASH", "/", span)
    out.add_number(str(half.denominator), span)
    out.add("RPAR", ")", span)
    return True
