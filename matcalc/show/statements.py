r"""The rules that a proof cites, stated: the reason of a line leads to the equation behind it.

A reason is the words of a rule. `Statement` gives them the rule's name and both its sides; rules
that are computed for any number of arguments have words only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcalc.expr import Expr
from matcalc.rules.table import has_rule, rule_named
from matcalc.show.lines import Line
from matcalc.show.reasons import COMPUTED_WORDS, other_words

if TYPE_CHECKING:
    from matcalc.show.proof import Proof


@dataclass(frozen=True, slots=True)
class Statement:
    """A rule by name: how proofs cite it, its two sides, and what must hold."""

    name: str
    words: str
    sides: tuple[Expr, Expr] | None
    conditions: tuple[str, ...]


def statements(proofs: Iterable[Proof]) -> list[Statement]:
    """Every rule that the proofs cite, once each, by name.

    >>> from matcalc.derive import derive
    >>> from matcalc.expr import Problem, symbol, trace
    >>> from matcalc.show.proof import proof_of
    >>> S = symbol("S", "n", "n")
    >>> [each.name for each in statements([proof_of(derive(Problem(trace(S), S)))])]
    ['d_trace']
    """
    names = {name for proof in proofs for line in _lines(proof) for name in line.rules}
    return [_stated(name) for name in sorted(names) if _is_rule(name)]


def _lines(proof: Proof) -> Iterator[Line]:
    for part in proof.parts:
        closing = () if part.closing is None else (part.closing,)
        for passage in (*part.passages, *closing):
            yield from passage.lines


def _is_rule(name: str) -> bool:
    return name in COMPUTED_WORDS or has_rule(name)


def _stated(name: str) -> Statement:
    if name in COMPUTED_WORDS:
        return Statement(name, COMPUTED_WORDS[name], None, ())
    rule = rule_named(name)
    conditions = tuple(f"{each.letter!r} {each.kind.replace('_', ' ')}" for each in rule.when)
    return Statement(name, rule.words.replace("∘", "⊙"), (rule.left, rule.right), conditions)


def named(reason: str, rules: Sequence[str]) -> str:
    """Which of the rules of a line a reason speaks of, ``""`` if none."""
    for name in rules:
        if _is_rule(name) and reason in (_stated(name).words, *other_words(name)):
            return name
    return ""
