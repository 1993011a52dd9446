r"""LaTeX as people type it, to tokens. Known names are found first, the longest one first."""

from __future__ import annotations

from matcalc.errors import ReadError, Span, UnsupportedError
from matcalc.read import texforms as forms
from matcalc.read.emit import Tokens
from matcalc.read.names import GREEK, LETTER_WORDS, Key, plain_items
from matcalc.read.scope import Scope
from matcalc.read.tex import Item, Items, group_end, items
from matcalc.read.token import Token
from matcalc.read.vocabulary import LETTER_FUNCTIONS, OPEN_FUNCTIONS, TEX_FUNCTIONS, function_word

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
    r"\implies": "IMPLIES",
    r"\Rightarrow": "IMPLIES",
    ",": "COMMA",
    ";": "BREAK",
    "\n": "BREAK",
    r"\\": "BREAK",
    "&": "ALIGN",
}
_TRANSPOSES = ("T", r"\top", r"\intercal", "t", r"\mathsf", '"T', "H")
_UNSUPPORTED = (r"\int", r"\prod", r"\lim", r"\oint", r"\vdots", r"\ldots", r"\cdots", r"\dots")
_WITH = ('"with', '"where', '"for', '"and')
_MATRICES = ("pmatrix", "bmatrix", "matrix", "Bmatrix", "array", "smallmatrix")


def latex_tokens(text: str, scope: Scope) -> list[Token]:
    """The tokens of a LaTeX text."""
    return _Lexer(text, scope).run()


class _Lexer:
    """Walks the items once; ``stack`` remembers what closes each open bracket."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.scope = scope
        self.out = Tokens()
        self.at = 0
        self.stack: list[tuple[str, list[Item]]] = []
        self.keys: dict[str, list[tuple[Key, str]]] = {}
        for key, name in scope.spellings().items():
            self.keys.setdefault(key[0], []).append((key, name))
        for found in self.keys.values():
            found.sort(key=lambda each: -len(each[0]))
        row = forms.derivatives(items(text), self._known_length, text)
        row = [item for item in row if item.text]
        self.row = forms.bars(forms.sums(row, text))

    def run(self) -> list[Token]:
        """All tokens."""
        while self.at < len(self.row):
            self._step()
        return self.out.made

    def _known(self, row: Items, at: int) -> tuple[Key, str] | None:
        for key, name in self.keys.get(row[at].text, ()):
            if len(row) - at >= len(key) and all(
                row[at + step].text == part for step, part in enumerate(key)
            ):
                return None if self._continues(row, at + len(key), name) else (key, name)
        return None

    def _continues(self, row: Items, end: int, name: str) -> bool:
        """Whether a subscript makes another name of a scalar or a dimension: a_1 is not a."""
        if end >= len(row) or row[end].text != "_":
            return False
        value = self.scope.values.get(name)
        return value.is_scalar if value is not None else name in self.scope.dims

    def _known_length(self, row: Items, at: int) -> int:
        found = self._known(row, at)
        return len(found[0]) if found else 0

    def _peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.row[at].text if at < len(self.row) else ""

    def _step(self) -> None:
        item = self.row[self.at]
        found = None if self._is_word_function() else self._known(self.row, self.at)
        if not found and self._special(item):
            return
        if found:
            span = (item.span[0], self.row[self.at + len(found[0]) - 1].span[1])
            self.at += len(found[0])
            self._name(found[1], span, is_known=True)
        elif item.text in _SIGNS:
            value = "·" if item.text == "*" else item.text
            self.out.add(_SIGNS[item.text], value, item.span)
            self.at += 1
        elif item.text in ("+", "-", r"\pm"):
            (self.out.add_minus if item.text == "-" else self.out.add_plus)(item.span)
            self.at += 1
        elif item.text[0].isdigit() or (item.text[0] == "." and len(item.text) > 1):
            self._number(item)
        else:
            self._unknown(item)

    def _number(self, item: Item) -> None:
        """A number; a 0 with sizes below it is a matrix of zeros."""
        self.at += 1
        if item.text == "0" and self._peek() == "_":
            self.at += 1
            self.out.add("ZEROS", _sizes(self._braces()), item.span)
        else:
            self.out.add_number(item.text, item.span)

    # Forms with marks, brackets and scripts.

    def _special(self, item: Item) -> bool:
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
            forms.BAR_END: ("BAR_CLOSE", None),
            forms.NORM: ("NORM_OPEN", None),
            r"\frac": ("FRAC", None),
        }.get(text)
        if simple:
            self.out.add(simple[0], simple[1], span)
        elif text.startswith(forms.SUM + " "):
            self.out.add("OVER", tuple(text.split()[1:]), span)
        elif text in ("(", "[", "{", r"\{"):
            self._open(item)
        elif text in (")", "]", "}", r"\}", forms.BETWEEN):
            self._close(item)
        elif text == forms.NORM_END:
            self._norm_end(item)
            return True
        elif text == r"\langle":
            self.out.add("CALL", ("inner", None), span)
        elif text == r"\rangle":
            self.out.add("RPAR", None, span)
        else:
            return self._script(item)
        self.at += 1
        return True

    def _open(self, item: Item) -> None:
        joined = self.out.last == "FRAC"
        self.out.add("LPAR", item.text, item.span, joined=joined)
        self.stack.append(("RPAR", []))

    def _close(self, item: Item) -> None:
        kind, after = self.stack.pop() if self.stack else ("RPAR", [])
        self.out.add(kind, None, item.span)
        if item.text == forms.BETWEEN:
            self.out.add("LPAR", "{", item.span, joined=True)
            self.stack.append(("RPAR", []))
        if after:
            self.row[self.at + 1 : self.at + 1] = after

    def _norm_end(self, item: Item) -> None:
        """The close of a norm, with the subscript that says which norm."""
        self.at += 1
        which = ""
        if self._peek() == "_":
            self.at += 1
            which = "".join(each.text for each in self._braces()).strip('"')
        self.out.add("NORM_CLOSE", which, item.span)

    def _braces(self) -> Items:
        """The argument at this place, moved past."""
        if self._peek() != "{":
            self.at += 1
            return self.row[self.at - 1 : self.at]
        end = group_end(self.row, self.at, self.text)
        inside = self.row[self.at + 1 : end]
        self.at = end + 1
        return inside

    def _script(self, item: Item) -> bool:
        if item.text in ("'", "^", "_") and not self.out.is_after_operand:
            raise ReadError(
                f"{item.text!r} at character {item.span[0] + 1} has nothing before it.",
                span=item.span,
            )
        if item.text == "'":
            self.out.add("TRANSPOSE", "'", item.span)
            self.at += 1
        elif item.text == "^":
            self.at += 1
            self._superscript(item.span)
        elif item.text == "_":
            self.at += 1
            self._positions(self._braces(), item.span)
        else:
            return False
        return True

    def _superscript(self, span: Span) -> None:
        start = self.at
        body = self._braces()
        texts = [each.text for each in body]
        if all(text in _TRANSPOSES or text == "'" for text in texts):
            for _ in texts:
                self.out.add("TRANSPOSE", "'", span)
        elif texts == ["+"]:
            self.out.add("POSITIVE", "+", span)
        elif texts == [r"\dagger"]:
            self.out.add("PINV", "+", span)
        elif texts[0] in (r"\odot", r"\circ"):
            self._push_power("DOTPOW", body[1:], span)
        elif texts[0] == "-" and texts[-1] in _TRANSPOSES:
            self._push_power("POW", body[:-1] if len(body) > 2 else [body[0], _one(span)], span)
            self.row[self.at : self.at] = []
            self._after(Item("'", span))
        elif texts[-1] in (r"\top", "T") and len(texts) == 2 and texts[0].isdigit():
            self._push_power("POW", body[:1], span)
            self._after(Item("'", span))
        elif len(texts) == 3 and texts[0] == "(" and texts[1].isalpha() and texts[2] == ")":
            self._positions(body[1:2], span)
        else:
            self.at = start
            self._push_power("POW", self._braces(), span)

    def _push_power(self, kind: str, body: Items, span: Span) -> None:
        """The exponent is put back as a bracket, to be read like anything else."""
        self.out.add(kind, None, span)
        self.row[self.at : self.at] = [Item("{", span), *body, Item("}", span)]

    def _after(self, item: Item) -> None:
        """Put an item behind the bracket that stands at this place."""
        end = group_end(self.row, self.at, self.text)
        self.row[end + 1 : end + 1] = [item]

    def _positions(self, body: Items, span: Span) -> None:
        """Subscripts as positions: ``ij`` and ``i,j`` are two."""
        self.out.add("LBRACK", None, span)
        self.row[self.at : self.at] = [*separated(body), Item("]", span)]
        self.stack.append(("RBRACK", []))

    # Names.

    def _unknown(self, item: Item) -> None:
        text = item.text
        if text in (r"\ones", r"\zeros"):
            self._ones(item)
        elif text == r"\indicator":
            self._indicator(item)
        elif text == r"\begin":
            self._matrix(item)
        elif text == r"\sqrt":
            self.at += 1
            self._call("sqrt", item.span)
        elif text in (r"\dd", "d") and self._is_differential():
            self.at += 1
            self.out.add("DIFFERENTIAL", None, item.span)
        elif text in (r"\nabla", r"\triangledown"):
            self._nabla(item)
        elif item.is_word and text in _WITH:
            self.at += 1
            self.out.add("BREAK", text, item.span)
        elif self._function(item):
            return
        elif text == r"\pi":
            self.at += 1
            self.out.add("NAME", "pi", item.span)
        elif text == "!":
            raise ReadError("a factorial cannot be read here.", span=item.span)
        else:
            self._new_name(item)

    def _is_differential(self) -> bool:
        ahead = self.at + 1
        if ahead >= len(self.row):
            return False
        return (self.row[ahead].text == "(" and self.row[self.at].text == r"\dd") or (
            self._known(self.row, ahead) is not None
        )

    def _ones(self, item: Item) -> None:
        """A heavy 1: ones, or an indicator when a comparison follows."""
        self.at += 1
        kind = "ONES" if item.text == r"\ones" else "ZEROS"
        if self._peek() == "_":
            self.at += 1
            body = self._braces()
            if any(each.text in (">", "<", r"\ge", r"\geq", r"\le") for each in body):
                self._push_call("INDICATOR", None, body, item.span)
                return
            self.out.add(kind, _sizes(body), item.span)
        elif kind == "ONES" and self._peek() in ("[", "(", r"\{") and self._compares():
            self.out.add("INDICATOR", None, item.span)
            self.stack.append(("RPAR", []))
            self.at += 1
        else:
            self.out.add(kind, (), item.span)

    def _compares(self) -> bool:
        """Whether the bracket at this place holds a comparison."""
        depth = 0
        for item in self.row[self.at :]:
            depth += (item.text in "([{" or item.text == r"\{") - (
                item.text in ")]}" or item.text == r"\}"
            )
            if depth == 0:
                return False
            if depth == 1 and item.text in (">", "<", r"\ge", r"\geq", r"\le"):
                return True
        return False

    def _indicator(self, item: Item) -> None:
        self.at += 1
        if self._peek() in ("(", "[", r"\{") and self._compares():
            self.out.add("INDICATOR", None, item.span)
            self.stack.append(("RPAR", []))
            self.at += 1
            return
        sizes: tuple[str, ...] = ()
        if self._peek() == "_":
            self.at += 1
            body = self._braces()
            if any(each.text in (">", "<") for each in body):
                self._push_call("INDICATOR", None, body, item.span)
                return
            sizes = _sizes(body)
        self.out.add("IDENTITY", sizes[0] if sizes else "", item.span)

    def _push_call(self, kind: str, value: object, body: Items, span: Span) -> None:
        self.out.add(kind, value, span)
        self.row[self.at : self.at] = [*body, Item(")", span)]
        self.stack.append(("RPAR", []))

    def _matrix(self, item: Item) -> None:
        r"""``\begin{bmatrix} a & b \\ c & d \end{bmatrix}`` with its own separators."""
        self.at += 1
        name = "".join(each.text for each in self._braces()).strip('"')
        if name not in _MATRICES:
            raise ReadError(f"the environment {name} cannot be read.", span=item.span)
        depth, end = 1, self.at
        while end < len(self.row) and depth:
            depth += (self.row[end].text == r"\begin") - (self.row[end].text == r"\end")
            end += 1
        if depth:
            raise ReadError(rf"\begin{{{name}}} is never closed.", span=item.span)
        close = group_end(self.row, end, self.text)
        inside = self.row[self.at : end - 1]
        if inside and inside[-1].text == r"\\":
            inside = inside[:-1]
        self.out.add("BLOCK", None, item.span)
        sub = _Lexer.__new__(_Lexer)
        sub.__dict__.update(self.__dict__)
        sub.out, sub.at, sub.stack, sub.row = Tokens(), 0, [], inside
        for token in sub.run():
            kind = {"BREAK": "ROW", "ALIGN": "COLUMN"}.get(token.kind, token.kind)
            self.out.made.append(Token(kind, token.value, token.span))
        self.out.add("BLOCK_END", None, self.row[close].span)
        self.at = close + 1

    def _nabla(self, item: Item) -> None:
        self.at += 1
        name = "nabla"
        if self._peek() == "_":
            self.at += 1
            name = "nabla_" + plain_items(self._braces())
        self.out.add("NAME", name, item.span)

    def _is_word_function(self) -> bool:
        """Whether plain letters spell a function with its bracket, as in ``diag(x)``."""
        return bool(self._letters_word()[0])

    def _letters_word(self) -> tuple[str, int]:
        row, at = self.row, self.at
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
        is_call = (len(word) > 1 and follows == "(") or word in ("Id",)
        return (word, end - at) if is_call and function_word(word) else ("", 0)

    def _function(self, item: Item) -> bool:
        """A function: a word, a command, or a letter that is applied."""
        word, length = self._letters_word()
        if not word:
            length = 1
            if item.is_word or item.text in TEX_FUNCTIONS:
                word = item.text.strip('"\\')
            elif item.text.strip("\\") in LETTER_FUNCTIONS and self._is_applied():
                word = LETTER_FUNCTIONS[item.text.strip("\\")]
        name = function_word(word)
        if not name:
            return False
        self.at += length
        if name == "id" and self._peek() != "(":
            self.out.add("IDENTITY", "", item.span)
        else:
            self._call(name, item.span)
        return True

    def _is_applied(self) -> bool:
        ahead = 1
        while self._peek(ahead) == "'" or self._peek(ahead) == "^":
            ahead += 2 if self._peek(ahead) == "^" else 1
        if self._peek(ahead) == "_":
            return self._peek() == r"\lambda" and self._peek(self._behind(ahead + 1)) == "("
        return self._peek(ahead) == "(" or self.out.last in ("FUNC", "OPENFUNC")

    def _behind(self, ahead: int) -> int:
        """How far ahead the item behind a script stands."""
        if self._peek(ahead) != "{":
            return ahead + 1
        return group_end(self.row, self.at + ahead, self.text) + 1 - self.at

    def _call(self, name: str, span: Span) -> None:
        """A function with what is written on it: primes, an axis, a power, its argument."""
        power: list[Item] = []
        primes = ""
        while self._peek() in ("'", "_", "^"):
            sign = self._peek()
            start = self.at
            self.at += 1
            if sign == "'":
                primes += "'"
                continue
            body = self._braces()
            if sign == "_":
                name += "." + "".join(each.text for each in body).strip('"')
            elif all(each.text == "'" for each in body):
                primes += "'" * len(body)
            else:
                power = self.row[start : self.at]
        name += primes
        if self._peek() in ("(", "[") or name == "sqrt":
            self.out.add("CALL", (name, None), span)
            self.stack.append(("RPAR", power))
            self.at += 1
            return
        kind = "OPENFUNC" if name in OPEN_FUNCTIONS else "FUNC"
        exponent = "".join(each.text for each in power if each.text not in "^{}")
        value = int(exponent) if exponent.lstrip("-").isdigit() else None
        self.out.add(kind, (name, value), span)

    def _new_name(self, item: Item) -> None:
        """A name that nothing declares: a letter, with a subscript that is not an index."""
        text = item.text
        if not (text.lstrip('"\\')[:1].isalpha() or text in LETTER_WORDS):
            raise ReadError(
                f"{self.text[item.span[0] : item.span[1]]!r} at character {item.span[0] + 1} "
                "is not a sign that can be read.",
                span=item.span,
            )
        if text.startswith("\\") and text[1:] not in GREEK and "{" not in text:
            if function_word(text[1:]):
                self.at += 1
                self._call(function_word(text[1:]), item.span)
                return
            if text in _UNSUPPORTED:
                raise UnsupportedError(f"{text} is not supported.", span=item.span)
            if text != r"\partial":
                raise ReadError(f"the command {text} is not known.", span=item.span)
        taken = 1 if text in ("e", "K") else self._name_length()
        name = plain_items(self.row[self.at : self.at + taken])
        span = (item.span[0], self.row[self.at + taken - 1].span[1])
        self.at += taken
        self._name(name, span, is_known=False)

    def _name_length(self) -> int:
        """Items of a new name: marks such as ``^{(1)}``, and subscripts that are no indices."""
        end = self.at + 1
        while end + 1 < len(self.row) and self.row[end].text in ("^", "_"):
            close = end + 1
            if self.row[close].text == "{":
                close = group_end(self.row, close, self.text)
            body = [each.text for each in self.row[end + 1 : close + 1] if each.text not in "{}"]
            if not _belongs_to_name(self.row[end].text, body):
                break
            end = close + 1
        return end - self.at

    def _name(self, name: str, span: Span, *, is_known: bool) -> None:
        """A name, or the start of a call when a bracket follows a name that is no value."""
        ahead = 0
        while self._peek(ahead) == "'":
            ahead += 1
        powers_end = ahead
        if self._peek(ahead) == "^" and (not is_known or name in self.scope.functions):
            saved = self.at
            self.at += ahead + 1
            self._braces()
            powers_end, self.at = self.at - saved, saved
        is_function = name in self.scope.functions or (not is_known and name != "e")
        is_function = is_function or self._takes_list(powers_end, name)
        if is_function and self._peek(powers_end) == "(":
            power = self.row[self.at + ahead : self.at + powers_end]
            self.at += powers_end + 1
            self.out.add("CALL", (name + "'" * ahead, None), span)
            self.stack.append(("RPAR", power))
            return
        if not is_known and name == "delta" and self._peek() == "_":
            self.at += 1
            self._push_call("CALL", ("delta", None), separated(self._braces()), span)
            return
        if not is_known and name == "e" and self._peek() == "_":
            self.at += 1
            self._push_call("CALL", ("basis", None), self._braces(), span)
            return
        if not is_known and name == "K" and self._peek() == "_":
            self.at += 1
            self._push_call("CALL", ("commutation", None), separated(self._braces()), span)
            return
        if not is_known and name == "I":
            self._identity(span)
            return
        self.out.add("NAME", name, span)

    def _takes_list(self, ahead: int, name: str) -> bool:
        """Whether a defined name is followed by several arguments, as in F(x, W)."""
        if name not in self.scope.pending or self._peek(ahead) != "(":
            return False
        depth = 0
        for item in self.row[self.at + ahead :]:
            depth += (item.text in ("(", "[", "{")) - (item.text in (")", "]", "}"))
            if depth == 0 or (depth == 1 and item.text == ","):
                return depth == 1
        return False

    def _identity(self, span: Span) -> None:
        sizes: tuple[str, ...] = ("",)
        if self._peek() == "_":
            self.at += 1
            sizes = _sizes(self._braces())
        self.out.add("IDENTITY", sizes[0], span)


def _one(span: Span) -> Item:
    return Item("1", span)


def _belongs_to_name(sign: str, body: list[str]) -> bool:
    if sign == "^":
        return len(body) >= 3 and body[0] in "([" and body[-1] in ")]" and body[1] not in "ijkst"
    text = "".join(body)
    if text.isdigit() or text.startswith('"'):
        return True
    if "+" in body or "-" in body:
        return "," not in body
    return len(body) > 2 and all(part.isalpha() and len(part) == 1 for part in body)


def separated(body: Items) -> Items:
    """Positions with commas between them: ``ij`` becomes ``i,j``."""
    if any(item.text in (",", "+", "-", "(") for item in body):
        return body
    made: Items = []
    for item in body:
        if item.text in "{}":
            continue
        if made:
            made.append(Item(",", item.span))
        made.append(item)
    return made


def _sizes(body: Items) -> tuple[str, ...]:
    """The sizes in a subscript such as ``n \\times m``."""
    parts: list[str] = [""]
    for item in body:
        if item.text in (r"\times", ","):
            parts.append("")
        elif item.text not in ("{", "}", "(", ")"):
            text = item.text.strip('"\\')
            needs_sign = parts[-1][-1:].isalnum() and text.isalnum()
            parts[-1] += f"*{text}" if needs_sign else text
    return tuple(part for part in parts if part)
