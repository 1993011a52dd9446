"""One or several proofs in the format that a file's ending asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcalc.show import document, equality, indices, proof, remarks, webpage
from matcalc.show.escaping import escape
from matcalc.show.index_latex import index_rows

if TYPE_CHECKING:
    from matcalc.derive import Result


@dataclass(frozen=True, slots=True)
class Told:
    """A derivative to be told with its proof; ``worked`` is the derivation in index notation.

    ``words`` is what is asked, where there is a question; ``remarks`` are made after the proof.
    """

    title: str
    result: Result
    worked: Sequence[indices.Passage] | None = None
    words: str = ""
    remarks: remarks.Remarks = remarks.NOTHING


@dataclass(frozen=True, slots=True)
class ToldEquality:
    """A plain equality to be told with its proof."""

    title: str
    equality: equality.Equality
    remarks: remarks.Remarks = remarks.NOTHING


Item = Told | ToldEquality


def to_latex(items: Sequence[Item], *, title: str = "") -> str:
    """A complete document that needs amsmath, amssymb, amsthm, geometry and hyperref."""
    parts = [_latex(each) for each in items]
    return document.whole([*parts, *document.rules_used(_proofs(items))], title=title)


def _proofs(items: Sequence[Item]) -> list[proof.Proof]:
    """The proofs in differentials: those in index notation cite no rules."""
    return [
        proof.proof_of(each.result)
        for each in items
        if isinstance(each, Told) and each.worked is None
    ]


def fragment(items: Sequence[Item]) -> str:
    """The same without a preamble, for another document."""
    return "\n".join(_latex(each) for each in items)


def _latex(told: Item) -> str:
    if isinstance(told, ToldEquality):
        head = f"\\section*{{{escape(told.title)}}}\n"
        parts = equality.to_latex_parts(told.equality)
        return "".join([head, *parts, remarks.as_latex(told.remarks)])
    shown = proof.proof_of(told.result)
    rows = [f"\\section*{{{escape(told.title)}}}\n"] if told.title else []
    rows += [f"{escape(told.words)}\n\n"] if told.words else []
    after = remarks.as_latex(told.remarks)
    rows += ["\\begin{theorem}\n", document.theorem_rows(shown), "\\end{theorem}\n"]
    if told.worked is None:
        return "".join(
            [*rows, "\\begin{proof}\n", *document.proof_rows(shown), "\\end{proof}\n", after]
        )
    lines = index_rows(told.result, told.worked)
    return "".join([*rows, "\\begin{proof}[In index notation]\n", *lines, "\\end{proof}\n", after])


def to_text(items: Sequence[Item], *, title: str = "") -> str:
    """For a terminal."""
    parts = [title] if title else []
    return "\n\n\n".join([*parts, *(_text(each) for each in items)]) + "\n"


def _text(told: Item) -> str:
    if isinstance(told, ToldEquality):
        after = "\n".join(remarks.as_text(told.remarks))
        return "\n\n".join(filter(None, [told.title, equality.to_text(told.equality), after]))
    head = [each for each in (told.title, told.words) if each]
    if told.worked is None:
        shown = proof.to_text(told.result)
    else:
        shown = indices.to_text(told.result, told.worked)
    after = "\n".join(remarks.as_text(told.remarks))
    return "\n\n".join([*head, shown, *filter(None, [after])])


def to_markdown(items: Sequence[Item], *, title: str = "") -> str:
    """For a notebook, which typesets formulas with MathJax."""
    parts = [f"# {title}"] if title else []
    return "\n\n".join([*parts, *(_markdown(each) for each in items)]) + "\n"


def _markdown(told: Item) -> str:
    if isinstance(told, ToldEquality):
        shown = equality.to_markdown(told.equality)
        return "\n\n".join([f"## {told.title}", shown, *remarks.as_markdown(told.remarks)])
    head = [f"## {told.title}"] if told.title else []
    head += [told.words] if told.words else []
    rows = None if told.worked is None else index_rows(told.result, told.worked)
    after = remarks.as_markdown(told.remarks)
    return "\n\n".join([*head, document.to_markdown(told.result, rows), *after])


def to_html(items: Sequence[Item], *, title: str = "") -> str:
    """A self-contained page with MathML."""
    return webpage.page(title or items[0].title or "Proof", _html(items, title))


def _html(items: Sequence[Item], title: str) -> Iterator[str]:
    if title:
        yield f"<h1>{webpage.words(title)}</h1>"
    for told in items:
        if told.title:
            yield f'<h2 id="{webpage.anchor(told.title)}">{webpage.words(told.title)}</h2>'
        if isinstance(told, ToldEquality):
            yield from equality.to_html(told.equality)
            yield from remarks.as_html(told.remarks)
            continue
        if told.words:
            yield f"<p>{webpage.words(told.words)}</p>"
        yield from webpage.blocks(told.result, told.worked)
        yield from remarks.as_html(told.remarks)
    yield from webpage.rules_used(_proofs(items))


Write = Callable[..., str]
FORMATS: Mapping[str, Write] = {
    ".tex": to_latex,
    ".md": to_markdown,
    ".html": to_html,
    ".txt": to_text,
}
"""By the ending of the file. A .pdf is typeset from the .tex."""
