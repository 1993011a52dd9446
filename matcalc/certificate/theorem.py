"""What a certificate proves, in lines that anyone can read without this program.

An expression is written as its head with its arguments in brackets, so that nothing has to be
known about how formulas are printed. One that is long is written as its number in the table,
and told in a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]
LONG = 60


def theorem(derivations: list[Row], rows: list[Row]) -> list[str]:
    """A line for every name that is declared, then what each derivation shows.

    >>> symbol = {"head": "symbol", "args": [], "words": ["x", "1", "", "positive"]}
    >>> theorem([], [{**symbol, "sizes": ["n", 1]}])
    ['x: n by 1; 1; ; positive']
    """
    texts: list[str] = []
    for row in rows:
        texts.append(_text(row, texts))
    under = _under([at for each in derivations for at in _roots(each)], rows)
    return [
        *(_declared(row) for row in rows if row["head"] == "symbol"),
        *(f"#{at}: {texts[at]}" for at in under if len(texts[at]) >= LONG),
        *(line for each in derivations for line in _shown(each, texts)),
    ]


def _roots(derivation: Row) -> list[int]:
    """The expressions that the theorem speaks of."""
    pairs = [at for pair in derivation["definitions"] for at in pair]
    shown = [derivation[name] for name in ("target", "variable", "result")]
    return [*shown, *pairs, *(value for _, value in derivation["conditions"])]


def _under(roots: list[int], rows: list[Row]) -> list[int]:
    """The expressions that some are made of."""
    under: set[int] = set()
    while roots:
        at = roots.pop()
        if at not in under:
            under.add(at)
            roots += rows[at]["args"]
    return sorted(under)


def _declared(row: Row) -> str:
    """A name with its shape, its rank as declared, its spelling, and what is assumed of it."""
    name, *rest = row["words"]
    return "; ".join([f"{name}: {' by '.join(map(_size, row['sizes']))}", *rest])


def _shown(derivation: Row, texts: list[str]) -> Iterator[str]:
    of, by, result = (texts[derivation[name]] for name in ("target", "variable", "result"))
    yield f"{derivation['mode']} of {of} by {by}: {result}"
    for name, body in derivation["definitions"]:
        yield f"where {texts[name]} = {texts[body]}"
    for condition, value in derivation["conditions"]:
        yield f"if {condition} {texts[value]}"


def _text(row: Row, texts: list[str]) -> str:
    if row["head"] in ("symbol", "number"):
        return str(row["words"][0])
    args = [texts[at] if len(texts[at]) < LONG else f"#{at}" for at in row["args"]]
    return f"{row['head']}({', '.join([*row['words'], *map(_size, row['sizes']), *args])})"


def _size(told: int | str | list[Any]) -> str:
    if not isinstance(told, list):
        told = [[told, []]] if isinstance(told, int) else [[1, [told]]]
    terms = (names if count == 1 and names else [count, *names] for count, names in told)
    return " + ".join("*".join(map(str, term)) for term in terms)
