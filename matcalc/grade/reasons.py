"""Why a formula stays undecided: what is missing, and the smallest addition that helps."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcalc.errors import MatcalcError
from matcalc.grade.context import Context, Defined
from matcalc.grade.derivative import Asked, named, open_indices
from matcalc.grade.inferred import written
from matcalc.grade.names import names_in
from matcalc.read import read_problem

_SUMMED = re.compile(r"\\sum(?:\\limits)?\s*_\s*\{?\s*([a-z])")
NO_VECTORS = (
    "Nothing says which letters are vectors, and read as vectors the formula is not right. Say "
    "what {by} is, as in {by} \\in \\mathbb{{R}}^n."
)


def undefined(wanted: Asked, last: str, context: Context, question: int, at: int) -> str:
    """Why there is no problem to compare a derivative with."""
    of, by = wanted.quantity, wanted.variable or "its variable"
    name = named(of)
    if not name:
        return _unread(of, by, context, question)
    found = context.definitions(name, question, at)
    if not found:
        return (
            f"{of} is not defined: no equation of the document says what {of} is. Write {of} = … "
            f"with {by} in it.{_suggested(of, by, last)}"
        )
    rest = context.needed(sorted(names_in(found[0].body)), question, at, [name])
    if any(named(by) in names_in(each.body) for each in (found[0], *rest)):
        return _unread(" and ".join(each.text for each in (found[0], *rest)), by, context, question)
    return _unreached(found[0], rest, by)


def _suggested(of: str, by: str, last: str) -> str:
    """What would make a Jacobian right that is a product of matrices."""
    names = names_in(last)
    is_matrix = bool(names) and all(name[0].isupper() for name in names)
    if not is_matrix or not named(by).islower() or not named(of).islower():
        return ""
    claimed = f"({last})" if re.search(r"[-+]", last) else last
    return f" For {of} = {claimed} {by} this line would be right."


def _unreached(first: Defined, rest: Sequence[Defined], by: str) -> str:
    """A definition without the variable: the letters that may depend on it."""
    known = {each.name for each in (first, *rest)}
    leaves = sorted(set().union(*(names_in(each.body) for each in (first, *rest))) - known)
    bound = {index for each in (first, *rest) for index in _SUMMED.findall(each.body)}
    leaves = [each for each in leaves if each.isidentifier() and each not in bound]
    depend = " or ".join(leaves) or first.bare
    chain = ", ".join(each.text for each in (first, *rest))
    return (
        f"The document has {chain}, and {by} does not occur there. Say how {depend} depends on "
        f"{by}: write for example {leaves[0] if leaves else first.bare} = … with {by} in it."
    )


def _unread(text: str, by: str, context: Context, question: int) -> str:
    """The problem is there, and cannot be read: what the reader says of it."""
    declare = {n: d for n, d in context.shapes(question).items() if n in names_in(text)}
    lines = "\n".join(text.split(" and "))
    try:
        read_problem({"function": written(lines), "kind": "value", "declare": declare})
    except MatcalcError as error:
        return f"{text} was not understood: {_sentence(str(error))}"
    return f"{text} is understood, but not as something that can be differentiated by {by}."


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def many_indices(wanted: Asked) -> str:
    """∂Y/∂W of matrices as one matrix."""
    of, by = wanted.quantity, wanted.variable
    entries = ""
    if named(of) and named(by):
        entries = rf", \frac{{\partial {of}_{{ij}}}}{{\partial {by}_{{kl}}}} = …"
    return (
        "The derivative of a matrix by a matrix has four indices, and no matrix is equal to it. "
        f"Write its entries{entries}, or the derivative of the loss by {by}."
    )


def some_entries(wanted: Asked) -> str:
    r"""∂Y_ni/∂W_nm is only about entries with the same n."""
    shared = [each for each in open_indices(wanted.of) if each in open_indices(wanted.by)]
    if not shared:
        return (
            "Only some entries of the derivative are written here, not a formula for all of them."
        )
    both = " and ".join(shared)
    return (
        f"The index {both} stands above and below, so only entries with equal indices are claimed, "
        "and a sum over all of them is needed later. Use a new letter below."
    )
