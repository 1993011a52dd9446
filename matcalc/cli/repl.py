"""``matcalc repl``: state a problem, then try formulas; a verdict after each."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from matcalc.cli.session import HELP, WORDS, Session
from matcalc.expr import ELEMENTWISE_NAMES

FUNCTIONS = (
    "tr",
    "det",
    "logdet",
    "inv",
    "diag",
    "diagonal",
    "sum",
    "norm",
    "norm1",
    "kron",
    "vec",
    "softmax",
    "log_softmax",
    "logsumexp",
    "expm",
    "ones",
    "zeros",
    "eye",
)
"""Functions offered for completion, beside those that act entry by entry."""

PROMPT = "∂ "


@click.command("repl")
def command() -> None:
    """State a problem, then try formulas for its derivative."""
    session = Session()
    interactive = sys.stdin.isatty()
    if interactive:
        click.echo(f"{HELP}\n")
    for line in _prompted(session) if interactive else sys.stdin:
        if line.strip() in ("quit", "exit"):
            break
        answer = session.answer(line)
        if answer:
            click.echo(answer)


def _prompted(session: Session) -> Iterator[str]:
    """Lines typed at a prompt, with history and completion."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.history import InMemoryHistory

    def words() -> list[str]:
        return [*session.names(), *FUNCTIONS, *sorted(ELEMENTWISE_NAMES), *WORDS]

    prompt: PromptSession[str] = PromptSession(
        history=InMemoryHistory(), completer=WordCompleter(words), complete_while_typing=False
    )
    while True:
        try:
            yield prompt.prompt(PROMPT)
        except EOFError:
            return
        except KeyboardInterrupt:
            continue
