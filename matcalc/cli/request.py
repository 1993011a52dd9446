"""The options that state a problem, and the request they make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
Request = dict[str, Any]

_OPTIONS = (
    click.option("--wrt", metavar="NAME", help="The variable to differentiate by."),
    click.option(
        "--declare",
        "-d",
        multiple=True,
        metavar="'X: m,p'",
        help="A name and its dimensions: none for a scalar, one for a vector. Repeatable.",
    ),
    click.option(
        "--assume",
        "-a",
        multiple=True,
        metavar="'B: symmetric'",
        help="What is assumed of a name. Repeatable.",
    ),
    click.option(
        "--given",
        "-g",
        multiple=True,
        metavar="'Y = X*W'''",
        help="A definition that the function uses. Repeatable.",
    ),
    click.option("--kind", metavar="KIND", help="gradient (default), jacobian, hessian, value, …"),
)


def problem_options(command: Command) -> Command:
    """Add the options that state a problem."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def make_request(
    function: str,
    *,
    wrt: str | None,
    declare: Iterable[str],
    assume: Iterable[str],
    given: Iterable[str],
    kind: str | None,
) -> Request:
    """The request that the options state.

    >>> make_request("x' y", wrt="x", declare=["x: n"], assume=[], given=["y = 2*x"], kind=None)
    {'function': "x' y\\ny = 2*x", 'declare': {'x': ['n']}, 'assume': {}, 'wrt': 'x'}
    """
    request: Request = {
        "function": "\n".join([function, *given]),
        "declare": dict(map(declaration, declare)),
        "assume": _grouped(map(assumption, assume)),
    }
    if wrt is not None:
        request["wrt"] = wrt
    if kind is not None:
        request["kind"] = kind
    return request


def declaration(text: str) -> tuple[str, list[str]]:
    """``X: m,p`` or ``X=m,p`` as a name and its dimensions.

    >>> declaration("X: m, p"), declaration("alpha:"), declaration("x=n")
    (('X', ['m', 'p']), ('alpha', []), ('x', ['n']))
    """
    name, dims = _split(text, "--declare 'X: m,p', or 'alpha:' for a scalar")
    return name, [part for part in re.split(r"[\s,×]+", dims) if part]


def assumption(text: str) -> tuple[str, list[str]]:
    """``B: symmetric, invertible`` as a name and words.

    >>> assumption("B: positive definite, nonzero")
    ('B', ['positive definite', 'nonzero'])
    """
    name, words = _split(text, "--assume 'B: symmetric'")
    return name, [part.strip() for part in words.split(",") if part.strip()]


def _split(text: str, wanted: str) -> tuple[str, str]:
    found = re.fullmatch(r"\s*([^:=]+?)\s*[:=]\s*(.*?)\s*", text)
    if found is None:
        raise click.UsageError(f"{text!r} has no colon. Write it as {wanted}.")
    return found[1], found[2]


def _grouped(pairs: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for name, more in pairs:
        words.setdefault(name, []).extend(more)
    return words
