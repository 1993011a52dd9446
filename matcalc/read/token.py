"""Tokens: what the readers of both notations hand to the one grammar."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.errors import ReadError, Span


@dataclass(frozen=True, slots=True)
class Token:
    """A terminal of the grammar, with its value and its place in the text."""

    kind: str
    value: object
    span: Span


NORMS = ("1", "2", "F", r"\infty")
"""What stands below bars that are a norm."""

OPENING = {
    "LPAR": "RPAR",
    "CALL": "RPAR",
    "LBRACK": "RBRACK",
    "NORM_OPEN": "NORM_CLOSE",
    "BAR_OPEN": "BAR_CLOSE",
    "OVER": "OVER_END",
    "INDICATOR": "RPAR",
    "DERIVATIVE": "DERIVATIVE_END",
    "OPERATOR": "DERIVATIVE_END",
    "BLOCK": "BLOCK_END",
}
"""Each opening token and the one that closes it."""

CLOSING = frozenset(OPENING.values())
"""The tokens that close one."""


def check_brackets(tokens: list[Token], text: str) -> None:
    """Every bracket has its partner; the message names the place of the one that does not."""
    stack: list[Token] = []
    for token in tokens:
        if token.kind in OPENING:
            stack.append(token)
        elif token.kind in CLOSING:
            if not stack or OPENING[stack[-1].kind] != token.kind:
                raise _unbalanced(token, text, "has no partner before it")
            stack.pop()
    if stack:
        raise _unbalanced(stack[-1], text, "is never closed")


def _unbalanced(token: Token, text: str, what: str) -> ReadError:
    seen = text[token.span[0] : token.span[1]]
    return ReadError(
        f"the bracket {seen!r} at character {token.span[0] + 1} {what}.", span=token.span
    )


def split(tokens: list[Token], *kinds: str) -> list[list[Token]]:
    """The tokens cut at every token of these kinds that stands outside all brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.kind in OPENING) - (token.kind in CLOSING)
        if depth == 0 and token.kind in kinds:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
