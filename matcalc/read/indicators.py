"""A heavy 1 or I: ones, the unit matrix, or an indicator when it is followed by a condition."""

from __future__ import annotations

from matcalc.read.cases import COMPARED, UNEQUAL, truth
from matcalc.read.cursor import Cursor, sizes_in
from matcalc.read.names import bracketed
from matcalc.read.tex import Item


def ones_or_indicator(cursor: Cursor, item: Item) -> None:
    """A heavy 1: ones, or an indicator when a comparison follows."""
    cursor.at += 1
    kind = "ONES" if item.text == r"\ones" else "ZEROS"
    if kind == "ONES" and _equates(cursor, item):
        return
    if cursor.peek() == "_":
        cursor.at += 1
        body = cursor.braces()
        if any(each.text in COMPARED for each in body):
            cursor.push_call("INDICATOR", None, body, item.span)
            return
        cursor.out.add(kind, sizes_in(body), item.span)
    elif kind == "ONES" and cursor.peek() in ("[", "(", r"\{") and _compares(cursor):
        cursor.out.add("INDICATOR", None, item.span)
        cursor.stack.append(("RPAR", []))
        cursor.at += 1
    else:
        cursor.out.add(kind, (), item.span)


def _compares(cursor: Cursor) -> bool:
    """Whether the bracket at this place holds a comparison."""
    depth = 0
    for item in cursor.row[cursor.at :]:
        depth += (item.text in "([{" or item.text == r"\{") - (
            item.text in ")]}" or item.text == r"\}"
        )
        if depth == 0:
            return False
        if depth == 1 and item.text in COMPARED:
            return True
    return False


def _equates(cursor: Cursor, item: Item) -> bool:
    r"""1[i = j] and 1_{i \neq j} are put back as what says whether two positions are equal."""
    start = cursor.at + (cursor.peek() == "_")
    if start >= len(cursor.row) or cursor.row[start].text not in ("[", "(", r"\{", "{"):
        return False
    inside = bracketed(each.text for each in cursor.row[start:])
    end = start + len(inside)
    body = [each for each in cursor.row[start + 1 : end] if each.text not in (r"\{", r"\}")]
    if not {"=", *UNEQUAL}.intersection(each.text for each in body):
        return False
    cursor.row[cursor.at : end + 1] = truth(body, item)
    return True


def indicated(cursor: Cursor, item: Item) -> bool:
    """A light 1, or nothing, in front of a bracket with a condition in it: 1[x > 0], [i = j].

    The cursor stands on what follows the 1, or on the bracket.
    """
    if _equates(cursor, item):
        return True
    if cursor.peek() == "_":
        inside = bracketed(each.text for each in cursor.row[cursor.at + 1 :])
        if not set(COMPARED).intersection(inside):
            return False
        cursor.at += 1
        cursor.push_call("INDICATOR", None, cursor.braces(), item.span)
        return True
    if cursor.peek() not in ("[", r"\{") or not _compares(cursor):
        return False
    cursor.out.add("INDICATOR", None, item.span)
    cursor.stack.append(("RPAR", []))
    cursor.at += 1
    return True


def unit_or_indicator(cursor: Cursor, item: Item) -> None:
    """I, or 𝕀[x > 0]."""
    cursor.at += 1
    if _equates(cursor, item):
        return
    if cursor.peek() in ("(", "[", r"\{") and _compares(cursor):
        cursor.out.add("INDICATOR", None, item.span)
        cursor.stack.append(("RPAR", []))
        cursor.at += 1
        return
    sizes: tuple[str, ...] = ()
    if cursor.peek() == "_":
        cursor.at += 1
        body = cursor.braces()
        if any(each.text in COMPARED for each in body):
            cursor.push_call("INDICATOR", None, body, item.span)
            return
        sizes = sizes_in(body)
    cursor.out.add("IDENTITY", sizes[0] if sizes else "", item.span)
