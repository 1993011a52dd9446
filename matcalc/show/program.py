"""Straight-line programs: operations that are shared where equal, and their Python text.

An operation is a template over other operations. What is used twice, or would make a line too
long, gets a local name, so the text stays as long as the graph, however often parts are shared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

COMPARISON, SUM, TERM, UNARY, POWER, ATOM = range(6)
"""How tightly Python binds: a > b, a + b, a * b, -a, a**b, and what needs no brackets."""

WIDEST = 80
"""A longer text becomes a line of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """``template`` filled with ``args``; argument i gets brackets unless it binds at ``needs[i]``.

    A ``cheap`` operation is written again rather than named. ``helper`` is a function that the
    text calls and the program must bring along.
    """

    template: str
    args: tuple[Op, ...] = ()
    level: int = ATOM
    needs: tuple[int, ...] = ()
    helper: str = ""
    cheap: bool = False


@dataclass
class Program:
    """The operations made so far, and the names that may not be given again."""

    taken: set[str]
    ops: dict[tuple[str, tuple[Op, ...]], Op] = field(default_factory=dict)
    names: dict[Op, str] = field(default_factory=dict)
    wished: dict[Op, str] = field(default_factory=dict)
    opposites: dict[Op, Op] = field(default_factory=dict)

    def op(
        self,
        template: str,
        *args: Op,
        level: int = ATOM,
        needs: tuple[int, ...] = (),
        helper: str = "",
        cheap: bool = False,
    ) -> Op:
        """The one operation with this template and these arguments."""
        key = (template, args)
        if key not in self.ops:
            needs = needs or (COMPARISON,) * len(args)
            self.ops[key] = Op(template, args, level, needs, helper, cheap)
        return self.ops[key]

    def assign(self, op: Op, name: str) -> None:
        """Give the result of ``op`` a line and a name of its own."""
        if op.args or not op.cheap:
            self.names.setdefault(op, name)

    def wish(self, op: Op, name: str) -> None:
        """The name of ``op``, should it need one."""
        self.wished.setdefault(op, name)

    def fresh(self, name: str) -> str:
        """``name``, or ``name_``, ``name_2`` and so on when that is taken."""
        chosen, count = name, 1
        while chosen in self.taken:
            chosen = f"{name}_{count}" if count > 1 else f"{name}_"
            count += 1
        self.taken.add(chosen)
        return chosen


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of a program, its result, and the helpers it calls in order of use."""

    lines: tuple[str, ...]
    result: str
    helpers: tuple[str, ...]


def write(program: Program, root: Op) -> Text:
    """The program that computes ``root``."""
    order = _reachable(root)
    uses = _uses(order)
    written: dict[Op, tuple[str, int]] = {}
    lines: list[str] = []
    temporaries = 0
    for op in order:
        text = op.template.format(
            *(_wrapped(*written[arg], need) for arg, need in zip(op.args, op.needs, strict=True))
        )
        written[op] = text, op.level
        if op is root or not _deserves_name(program, op, uses[op], len(text)):
            continue
        name = program.names.get(op, "")
        if not name and op in program.wished:
            name = program.fresh(program.wished[op])
        while not name:
            temporaries += 1
            name = f"t{temporaries}" if f"t{temporaries}" not in program.taken else ""
        lines.append(f"{name} = {text}")
        written[op] = name, ATOM
    helpers = dict.fromkeys(op.helper for op in order if op.helper)
    return Text(tuple(lines), written[root][0], tuple(helpers))


def _deserves_name(program: Program, op: Op, uses: int, width: int) -> bool:
    if op in program.names:
        return True
    return width > WIDEST or (uses > 1 and not op.cheap)


def _wrapped(text: str, level: int, need: int) -> str:
    return text if level >= need else f"({text})"


def _reachable(root: Op) -> list[Op]:
    seen: set[Op] = set()
    order: list[Op] = []
    stack = [(root, False)]
    while stack:
        op, done = stack.pop()
        if done:
            order.append(op)
        elif op not in seen:
            seen.add(op)
            stack.append((op, True))
            stack.extend((arg, False) for arg in reversed(op.args) if arg not in seen)
    return order


def _uses(order: Iterable[Op]) -> dict[Op, int]:
    """How often each is written: what a cheap operation holds is written as often as itself."""
    operations = list(order)
    uses = dict.fromkeys(operations, 0)
    for op in reversed(operations):
        times = max(uses[op], 1) if op.cheap else 1
        for arg in op.args:
            uses[arg] += times
    return uses
