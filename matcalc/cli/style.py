"""How formulas and verdicts look on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from matcalc.expr import Expr, shape_text

Command = TypeVar("Command", bound=Callable[..., Any])

STYLES = ("unicode", "ascii", "latex")

MARKS: Mapping[str, tuple[str, str]] = {
    "proved": ("✓", "green"),
    "holds": ("✓", "green"),
    "refuted": ("✗", "red"),
    "layout": ("↔", "yellow"),
    "ill_shaped": ("✗", "red"),
    "unreadable": ("?", "yellow"),
    "unknown": ("?", "yellow"),
}
"""The mark and the colour of each verdict."""


def style_option(command: Command) -> Command:
    """Add ``--style``."""
    return click.option(
        "--style",
        type=click.Choice(STYLES),
        default="unicode",
        show_default=True,
        help="How formulas are written.",
    )(command)


def written(expr: Expr, style: str = "unicode") -> str:
    """A formula in the style asked for."""
    from matcalc import show

    writers = {"unicode": show.to_unicode, "ascii": show.to_ascii, "latex": show.to_latex}
    return writers[style](expr)


def marked(verdict: str) -> str:
    """``✓ proved``, in its colour."""
    mark, colour = MARKS[verdict]
    return click.style(f"{mark} {verdict.replace('_', '-')}", fg=colour, bold=True)


def shapes(names: list[Expr]) -> str:
    """The declared names with their shapes and assumptions, on one line."""
    return ", ".join(_declared(name) for name in names)


def _declared(name: Expr) -> str:
    tags = sorted(tag.replace("_", " ") for tag in name.declaration.assumptions)
    text = f"{written(name)} {shape_text(name.shape)}"
    return f"{text} ({', '.join(tags)})" if tags else text


def row(label: str, text: str) -> str:
    """A labelled line, what follows it indented alike."""
    first, *rest = text.splitlines() or [""]
    return "\n".join([f"  {label:<11}{first}", *(" " * 13 + line for line in rest)])
