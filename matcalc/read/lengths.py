r"""Where ``|x|`` of a vector can only be its length: as the base of a power, and below a line.

Entry by entry, |x|² would be x² and x/|x| the sign of x: nobody writes these so.
"""

from __future__ import annotations

from dataclasses import replace

from matcalc.read.surface import Node

LENGTH = "length"
"""The value of bars that are the norm where a vector stands between them."""


def with_lengths(node: Node) -> Node:
    """The base of a power, or what is divided by, with its bars marked as lengths."""
    if node.kind == "bars":
        return replace(node, value=LENGTH)
    if node.kind in ("product", "power", "negate"):
        first, *others = node.children
        kept = others if node.kind == "power" else [with_lengths(each) for each in others]
        return node.with_children(with_lengths(first), *kept)
    return node
