r"""A product that is written out as a column, A x = (e_1, e_2, ⋮, e_n): each entry is judged.

The rows of A are a_1ᵀ, a_2ᵀ, … there, and their norms and products are read entry by entry.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from matcalc.grade.dotted import at_index, repeated
from matcalc.grade.findings import Finding
from matcalc.grade.judge import shown
from matcalc.service import check_response

if TYPE_CHECKING:
    from matcalc.grade.judge import Said

_PRODUCT = re.compile(
    r"^(?:\\mathbf\s*\{\s*)?(?P<matrix>[A-Z])\s*\}?\s*(?:\\cdot\s*)?"
    r"(?P<vector>\\mathbf\s*\{\s*1\s*\}|\\mathbf\s*\{\s*[a-z]\s*\}|[a-z])$"
)
_COLUMN = re.compile(
    r"^\\begin\{(?P<env>[pbB]?matrix)\}(?P<rows>.*\\vdots.*)\\end\{(?P=env)\}$", re.DOTALL
)
_CONSTANT = re.compile(r"^(?P<value>\S+)\s*\\mathbf\s*\{\s*1\s*\}$")
_ROW = r"(?<![A-Za-z\\]){0}_\{{i\}}(?:\s*\^\s*(?:\{{\s*)?(?:\\top|T|\\intercal)\s*\}}?)?"
_ONES = r"\\mathbf\s*\{\s*1\s*\}"
_SUM = (
    "Entry i of {product} is the sum of row i, with its signs and without a square; the 1-norm of "
    "a row is the sum of the absolute values, the same only where no entry is negative."
)


def judge_columns(said: Said, seed: int) -> Finding | None:
    """The finding on A x = a column with dots; None for any other equation."""
    for at, side in enumerate(said.sides):
        product = _PRODUCT.match(side.strip())
        if product is None:
            continue
        others = [
            (other, place)
            for k, (other, place) in enumerate(zip(said.sides, said.places, strict=True))
            if k != at
        ]
        entries = [entry_of(other, product["matrix"]) for other, _ in others]
        if any(entries):
            links = [
                _link(product, other, entry, place, seed)
                for (other, place), entry in zip(others, entries, strict=True)
            ]
            return _together(said, links)
    return None


def entry_of(side: str, matrix: str = "A") -> str:
    r"""Entry i of a column with dots, the rows of a matrix written out; "" for anything else.

    >>> entry_of(r"\begin{pmatrix} \|a_1\|_1 \\ \vdots \\ \|a_n\|_1 \end{pmatrix}")
    '\\left( \\sum_{j} |A_{ij}| \\right)'
    """
    found = _COLUMN.match(side.strip())
    rows = [row.strip() for row in re.split(r"\\\\", found["rows"])] if found else []
    rows = [row for row in rows if row]
    if len(rows) < 3 or rows[-2] != r"\vdots" or not repeated(rows[0], rows[1:-2], rows[-1]):
        return ""
    entry = at_index(rows[0], "i")
    row = _ROW.format(matrix.lower())
    for pattern, text in (
        (rf"\\(?:\||[lr]?Vert)\s*{row}\s*\\(?:\||[lr]?Vert)\s*_\{{?1\}}?", r"\sum_{j} |%s_{ij}|"),
        (rf"\\(?:\||[lr]?Vert)\s*{row}\s*\\(?:\||[lr]?Vert)(?:\s*_\{{?2\}}?)?\s*\^\{{?2\}}?",
         r"\sum_{j} %s_{ij}^2"),
        (rf"{row}\s*{_ONES}", r"\sum_{j} %s_{ij}"),
        (rf"{row}\s*(?P<x>[a-z])(?![A-Za-z_])", r"\sum_{j} %s_{ij} \g<x>_{j}"),
    ):  # fmt: skip
        put = text.replace("\\sum", "\\\\sum") % matrix
        entry = re.sub(pattern, rf"\\left( {put} \\right)", entry)
    return entry


def _link(product: re.Match[str], side: str, entry: str, place: Any, seed: int) -> Finding:
    constant = _CONSTANT.match(side.strip())
    if not entry:
        what = f"the sum of every row is {constant['value']}" if constant else "it is so"
        return Finding(place, side, "unknown", f"Taken as given: {what}.")
    response = check_response(_request(product, entry, seed))
    told = (response.get("links") or [response])[0]
    is_wrong = response["verdict"] == "refuted"
    is_norm = "1" in product["vector"] and "|" in entry
    slip = _SUM.format(product=f"{product['matrix']} 1") if is_wrong and is_norm else ""
    text = str(told.get("text") or (told.get("error") or {}).get("message") or "")
    return Finding(
        place,
        side,
        response["verdict"],
        f"{product.group().strip()} is not this column." if is_wrong else text,
        about=f"entry i of {product.group().strip()}",
        reading=(response.get("reading") or {}).get("ascii", ""),
        slip=slip,
        counterexample=shown(response.get("counterexample")),
        notes=_rows_told(product["matrix"], side),
    )


def _rows_told(matrix: str, side: str) -> tuple[str, ...]:
    row = matrix.lower()
    is_used = re.search(rf"(?<![A-Za-z\\]){row}_\{{?1(?!\d)", side) is not None
    return (f"{row}_i is read as row i of {matrix}.",) if is_used else ()


def _request(product: re.Match[str], entry: str, seed: int) -> dict[str, Any]:
    vector = re.sub(r"[^a-z]", "", product["vector"].replace("mathbf", ""))
    declare = {product["matrix"]: ["m", "n"], **({vector: ["n"]} if vector else {})}
    function = f"{product['matrix']} {product['vector']}"
    claim = f"Q_i = {entry}"
    return {"function": function, "declare": declare, "kind": "value", "claim": claim, "seed": seed}


def _together(said: Said, links: Sequence[Finding]) -> Finding:
    """The first wrong entry, or that all are right."""
    wrong = next(
        (k for k, each in enumerate(links) if each.verdict in ("refuted", "ill_shaped")), None
    )
    judged = [each for each in links if each.about]
    told = links[wrong] if wrong is not None else judged[-1]
    return replace(
        told,
        place=said.place,
        source=said.source,
        links=tuple(links) if len(links) > 1 else (),
        first_wrong=wrong if len(links) > 1 else None,
        question=said.label,
    )
