"""ASCII and Unicode formulas to tokens: ``X*W' .* h'(Z)``, ``tr(V X W)``, ``‖Ax − b‖²``."""

from __future__ import annotations

import re
import unicodedata

from matcalc.errors import ReadError, Span
from matcalc.read.emit import Tokens
from matcalc.read.exponents import LETTERS
from matcalc.read.names import LETTER_WORDS, may_be_applied
from matcalc.read.scope import Scope
from matcalc.read.token import NORMS, Token
from matcalc.read.vocabulary import function_word, letter_function

_LEXEMES = re.compile(
    r"(?P<space>[ \t\r\f\v\u00a0]+)"
    r"|(?P<number>(?:\d+\.\d+|\d+(?!\.\d)|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<dotted>\.\*|\./|\.\^|\.T\b)"
    r"|(?P<double>\*\*|:=|==|\|\|)"
    r"|(?P<name>[^\W\d⁰¹²³⁴⁵⁶⁷⁸⁹ᵀ₀₁₂₃₄₅₆₇₈₉](?:(?![⁰¹²³⁴⁵⁶⁷⁸⁹ᵀ₀₁₂₃₄₅₆₇₈₉])\w)*)"
    r"|(?P<script>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵀ′]+)"
    r"|(?P<low>[₀₁₂₃₄₅₆₇₈₉]+)"
    r"|(?P<sign>\n|\S)"
)
_SIGNS = {
    "*": "MUL",
    "@": "MUL",
    "·": "MUL",
    "⋅": "MUL",
    "×": "MUL",
    "/": "SLASH",
    ".*": "DOTMUL",
    "./": "DOTDIV",
    "⊙": "ODOT",
    "∘": "ODOT",
    "⊘": "OSLASH",
    "⊗": "OTIMES",
    "^": "POW",
    "**": "POW",
    ".^": "DOTPOW",
    ",": "COMMA",
    ";": "BREAK",
    "\n": "BREAK",
    "=": "EQUALS",
    ":=": "EQUALS",
    "==": "EQUALS",
    ":": "COLON",
    ">": "GREATER",
    "<": "LESS",
}
_SCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉", "0123456789-0123456789")
LONGEST_ROW = 4
"""Letters that may be a product when nothing is declared."""


def plain_tokens(text: str, scope: Scope) -> list[Token]:
    """The tokens of an ASCII or Unicode text."""
    return _Lexer(text, scope).run()


class _Lexer:
    """Walks the lexemes once; ``blocks`` tells matrix brackets from positions."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.scope = scope
        self.out = Tokens()
        self.brackets: list[str] = []
        self.spaced = False
        found = list(_LEXEMES.finditer(text))
        self.row = [(each.lastgroup or "", each[0], each.span()) for each in found]
        self.at = 0

    def run(self) -> list[Token]:
        """All tokens."""
        while self.at < len(self.row):
            kind, text, span = self.row[self.at]
            self.at += 1
            if kind == "space":
                self.spaced = True
                continue
            self._lexeme(kind, text, span)
            self.spaced = False
        return self.out.made

    def _lexeme(self, kind: str, text: str, span: Span) -> None:
        if kind == "number":
            self.out.add_number(text, span)
        elif kind == "name":
            self._name(text, span)
        elif kind == "script":
            self._script(text, span)
        elif kind == "low":
            raise ReadError(f"the subscript {text!r} has no name before it.", span=span)
        elif text == "'" or text == ".T":
            self._transpose(text, span)
        elif text in "([{" or text in ")]}":
            self._bracket(text, span)
        elif text in "|‖" or text == "||":
            self._bar(text, span)
        elif text in "-−–":
            self.out.add_minus(span)
        elif text == "+":
            self.out.add_plus(span)
        elif text in ("=", "==") and self.brackets and self.brackets[-1] == "EQUAL":
            self.out.add("COMMA", ",", span)
        elif text in ",;\n" and self.brackets and self.brackets[-1] == "BLOCK":
            self.out.add("COLUMN" if text == "," else "ROW", None, span)
        elif text == "\n" and self.brackets:
            return
        elif text in _SIGNS:
            self.out.add(_SIGNS[text], text, span)
            if _SIGNS[text] == "POW":
                self._special_power()
        else:
            raise ReadError(
                f"{text!r} at character {span[0] + 1} is not a sign that can be read.", span=span
            )

    def _special_power(self) -> None:
        """x^+ is the positive part; X^T the transpose when no T is declared; A^TA is A^T A."""
        if self._is_positive_part():
            sign = self.out.made.pop()
            self.out.add("POSITIVE", "+", sign.span)
            self.at += 1
            return
        if self.at >= len(self.row):
            return
        kind, text, (start, end) = self.row[self.at]
        if text == "⊤":
            sign = self.out.made.pop()
            self.out.add("TRANSPOSE", "'", (sign.span[0], start + 1))
            self.at += 1
            return
        if kind != "name" or text[0] not in LETTERS:
            return
        if len(text) > 1 and (text[0] == "t" or not self._is_known(text[1:])):
            return
        if self.scope.is_number(text[0]):
            return
        sign = self.out.made.pop()
        self.out.add("TRANSPOSE", text[0], (sign.span[0], start + 1))
        if len(text) > 1:
            self.row[self.at] = (kind, text[1:], (start + 1, end))
        else:
            self.at += 1

    def _is_positive_part(self) -> bool:
        """Whether ``^+`` stands here with no exponent behind it."""
        following = [text for kind, text, _ in self.row[self.at : self.at + 3] if kind != "space"]
        return following[:1] == ["+"] and (len(following) == 1 or following[1] in ")]+-*/,=\n")

    def _is_known(self, text: str) -> bool:
        return self.scope.knows(text) or bool(self._parts(text))

    def _transpose(self, text: str, span: Span) -> None:
        if not self.out.is_after_operand:
            raise ReadError(
                f"{text!r} at character {span[0] + 1} has nothing before it to transpose.",
                span=span,
            )
        self.out.add("TRANSPOSE", "'", span)

    def _script(self, text: str, span: Span) -> None:
        if text in ("ᵀ", "′"):
            self._transpose(text, span)
            return
        digits = text.replace("⁺", "+").translate(_SCRIPTS)
        if digits.endswith("ᵀ"):
            self._power(digits[:-1] + ("1" if digits == "-ᵀ" else ""), span)
            self.out.add("TRANSPOSE", "'", span)
        elif digits == "+":
            self.out.add("POSITIVE", "+", span)
        else:
            self._power(digits, span)

    def _power(self, digits: str, span: Span) -> None:
        self.out.add("POW", "^", span)
        if digits.startswith("-"):
            self.out.add_minus(span)
        if not digits.lstrip("-").isdigit():
            raise ReadError(f"the exponent {digits!r} cannot be read.", span=span)
        self.out.add_number(digits.lstrip("-"), span)

    def _bracket(self, text: str, span: Span) -> None:
        if text in ")]}":
            kind = self.brackets.pop() if self.brackets else "LPAR"
            closing = {"LBRACK": "RBRACK", "BLOCK": "BLOCK_END"}.get(kind, "RPAR")
            fits = (closing == "RPAR") == (text != "]") or (closing == "RPAR" and text == "]")
            self.out.add(closing if fits else {")": "RPAR", "]": "RBRACK"}[text], text, span)
            return
        kind = self._condition(text)
        if kind:
            self.brackets.append("EQUAL" if kind == "CALL" else "LPAR")
            self.out.add(kind, ("delta", None) if kind == "CALL" else None, span)
            return
        kind = "LPAR"
        if text == "[":
            kind = "LBRACK" if self.out.is_after_operand and not self.spaced else "BLOCK"
        self.brackets.append(kind)
        self.out.add(kind, text, span)

    def _condition(self, text: str) -> str:
        """How 1[x > 0], [x > 0] and 1[i = j] begin; "" for any other bracket."""
        has_one = bool(self.out.made) and self.out.made[-1].kind == "NUMBER"
        has_one = has_one and self.out.made[-1].value == 1 and not self.spaced
        if text == "(" or (self.out.is_after_operand and not has_one):
            return ""
        signs = self._signs_inside()
        if not signs & {"<", ">", "=", "=="}:
            return ""
        if has_one:
            self.out.made.pop()
        return "INDICATOR" if signs & {"<", ">"} else "CALL"

    def _signs_inside(self) -> set[str]:
        """The signs in the bracket that was just opened, not in brackets inside it."""
        depth = 1
        found: set[str] = set()
        for _, text, _ in self.row[self.at :]:
            depth += (text in "([{") - (text in ")]}")
            if depth == 0:
                return found
            if depth == 1:
                found.add(text)
        return set()

    def _bar(self, text: str, span: Span) -> None:
        kind = "BAR" if text == "|" else "NORM"
        closes = self.out.is_after_operand and kind in self.brackets
        if closes:
            self.brackets.remove(kind)
        else:
            self.brackets.append(kind)
        which = self._norm_named() if closes else ""
        self.out.add(f"{kind}_CLOSE" if closes else f"{kind}_OPEN", which, span)

    def _norm_named(self) -> str:
        """The norm that stands right behind its closing bar, as in |x|_1."""
        text = self.row[self.at][1] if self.at < len(self.row) else ""
        if not text.startswith("_") or text[1:] not in NORMS:
            return ""
        self.at += 1
        return text[1:]

    # Names.

    def _name(self, text: str, span: Span) -> None:
        text = self._with_subscript(text)
        span = (span[0], self.row[self.at - 1][2][1])
        name = self._known_spelling(text)
        primes = self._primes()
        after = self.row[self.at + primes] if self.at + primes < len(self.row) else ("", "", span)
        is_value = name in (*self.scope.values, *self.scope.pending) or (
            name in self.scope.dims and not primes
        )
        if (
            not (is_value or function_word(name) or name in self.scope.functions)
            and after[1] == "("
            and (cut := self._cut_before_function(name))
        ):
            self._add_parts(self._parts(name[:cut]) or [name[:cut]], (span[0], span[0] + cut))
            self.at += 1
            self.brackets.append("LPAR")
            place = (span[0] + cut, span[1])
            self.out.add("CALL", (function_word(name[cut:]), None), place)
            return
        following = (self.row[at][1] for at in range(self.at + primes, len(self.row)))
        is_free = not is_value and (bool(function_word(name)) or may_be_applied(name, following))
        is_function = name in self.scope.functions or is_free
        is_function = is_function or self._takes_list(self.at + primes, name)
        if after[1] == "(" and is_function and after[2][0] == span[1] + primes:
            letter = letter_function(name, self.text, self.scope.functions)
            function = letter or function_word(name) or name
            self.at += primes + 1
            self.brackets.append("LPAR")
            self.out.add("CALL", (function + "'" * primes, None), span)
            return
        if not is_value and name not in self.scope.dims:
            if self._is_bare_function(name):
                kind = "OPENFUNC" if function_word(name) == "tr" else "FUNC"
                self.out.add(kind, (function_word(name), None), span)
                return
            if name == "I":
                self.out.add("IDENTITY", "", span)
                return
            parts = self._parts(text)
            if parts:
                self._add_parts(parts, span)
                return
        self.out.add("NAME", name, span)

    def _cut_before_function(self, text: str) -> int:
        """Where a function's name begins in xTr(…), behind names that are known; 0 if nowhere."""
        for cut in range(1, len(text) - 1):
            before = text[:cut]
            if function_word(text[cut:]) and (self.scope.knows(before) or self._parts(before)):
                return cut
        return 0

    def _takes_list(self, at: int, name: str) -> bool:
        """Whether a defined name is followed by several arguments, as in F(x, W)."""
        if name not in self.scope.pending or at >= len(self.row) or self.row[at][1] != "(":
            return False
        depth = 0
        for _, text, _ in self.row[at:]:
            depth += (text in "([{") - (text in ")]}")
            if depth == 0 or (depth == 1 and text == ","):
                return depth == 1
        return False

    def _with_subscript(self, text: str) -> str:
        """X₁ is the name X1."""
        if self.at < len(self.row) and self.row[self.at][0] == "low":
            text += self.row[self.at][1].translate(_SCRIPTS)
            self.at += 1
        return text

    def _known_spelling(self, text: str) -> str:
        """Greek letters by their names."""
        text = unicodedata.normalize("NFC", text)
        if self.scope.knows(text):
            return text
        return LETTER_WORDS.get(text, text)

    def _primes(self) -> int:
        count = 0
        while self.at + count < len(self.row) and self.row[self.at + count][1] in ("'", "′"):
            count += 1
        return count

    def _is_bare_function(self, name: str) -> bool:
        """``tr A`` and ``log x``, with a space and an operand behind."""
        if not function_word(name) or len(name) < 2 or self.at >= len(self.row):
            return False
        kinds = [kind for kind, _, _ in self.row[self.at : self.at + 2]]
        behind = [kind for kind in kinds if kind != "space"][:1]
        is_bar = self.row[self.at][1] in ("|", "‖", "||")
        return is_bar or (kinds[0] == "space" and behind in (["name"], ["number"]))

    def _parts(self, text: str) -> list[str]:
        """An unknown name as a product of known ones: ``Ax`` is A x when both are declared.

        With nothing declared, a few letters with a capital among them are letters.
        """
        names = [*self.scope.values, *self.scope.pending, "I"]
        fewest: list[int | None] = [0, *[None] * len(text)]
        last = [""] * (len(text) + 1)
        for start, count in enumerate(fewest):
            if count is None:
                continue
            for name in names:
                end = start + len(name)
                if text.startswith(name, start) and count + 1 < (fewest[end] or len(text) + 1):
                    fewest[end], last[end] = count + 1, name
        parts: list[str] = []
        end = len(text) if fewest[len(text)] else 0
        while end:
            parts.append(last[end])
            end -= len(last[end])
        if parts or self.scope.values:
            return parts[::-1] if len(parts) > 1 else []
        is_row = 1 < len(text) <= LONGEST_ROW and text.isalpha() and text[0] != "d"
        return list(text) if is_row and not text.islower() else []

    def _add_parts(self, parts: list[str], span: Span) -> None:
        start = span[0]
        for part in parts:
            place = (start, start + len(part))
            if part == "I" and "I" not in self.scope.values:
                self.out.add("IDENTITY", "", place)
            else:
                self.out.add("NAME", part, place)
            start += len(part)
