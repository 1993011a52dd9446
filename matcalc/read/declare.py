"""Declared names with their dimensions and assumptions, as symbols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from matcalc.errors import ReadError, ShapeError, UnsupportedError
from matcalc.expr import ONE, Dim, Expr, declared, dim
from matcalc.expr.node import Declaration
from matcalc.expr.tags import chosen
from matcalc.read.dimensions import read_dim
from matcalc.read.names import plain_name
from matcalc.read.words import SQUARE_ONLY, TAGS, is_relation, known_words, tag, tags


def declare(
    names: Mapping[str, object],
    assumptions: Mapping[str, object] | None = None,
    sizes: Mapping[str, object] | None = None,
) -> dict[str, Expr]:
    r"""Plain name → symbol, for names as they are written in the text.

    ``sizes`` fixes dimensions to numbers. Raises ReadError for dimensions that cannot be read.

    >>> declare({r"\hat{y}": ["n"], "W": ["n", "m"]})["y_hat"].shape
    (n, 1)
    """
    fixed = {plain_name(name): read_dim(value) for name, value in (sizes or {}).items()}
    words = _tags(assumptions or {})
    found: dict[str, Expr] = {}
    for written, dims in names.items():
        name = _new(plain_name(written), found)
        latex = written if written != name else ""
        shape, rank = _shape(written, dims, fixed)
        assume = frozenset(words.get(plain_name(written), ()))
        _check_square(written, shape, assume)
        assume |= _together(written, assume)
        found[name] = declared(Declaration(name, shape, rank, assume, latex))
    unknown = [name for name in words if name not in found]
    if unknown:
        raise ReadError(
            f"an assumption is made about {unknown[0]}, which is not declared.",
            code="unknown_name",
        )
    return found


def _check_square(written: str, shape: tuple[Dim, Dim], assume: frozenset[str]) -> None:
    """Symmetric and the like is said of square matrices only."""
    rows, cols = shape
    found = sorted(assume & SQUARE_ONLY)
    if found and rows is not cols:
        hint = 'Say "full column rank" or "full row rank".' if found == ["invertible"] else ""
        raise ShapeError(
            f"{written} is {rows}×{cols} and cannot be {found[0].replace('_', ' ')}: "
            f"that needs a square matrix, {rows} = {cols}.",
            hint=hint,
        )


def _together(written: str, assume: frozenset[str]) -> frozenset[str]:
    """What two assumptions say together; two that no value satisfies are refused."""
    try:
        form, _ = chosen(assume)
    except UnsupportedError as error:
        raise UnsupportedError(f"about {written}: {error.message}", hint=error.hint) from error
    return frozenset({"diagonal"} if form.endswith("diagonal") else ())


def _new(name: str, taken: Mapping[str, Expr]) -> str:
    """A name that is still free: two spellings may have one plain form."""
    count, made = 1, name
    while made in taken:
        count += 1
        made = f"{name}_{count}"
    return made


def _tags(assumptions: Mapping[str, object]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for written, words in assumptions.items():
        listed = [words] if isinstance(words, str) else words
        if not isinstance(listed, Sequence):
            raise ReadError(f"the assumptions about {written} must be a list of words.")
        found = [each for word in listed for each in _meaning(written, str(word))]
        made[plain_name(written)] = [each for each in found if each in TAGS]
    return made


def _meaning(written: str, word: str) -> tuple[str, ...]:
    """The tags of a word. A relation that is not known is refused: the values would break it."""
    said = word.strip().removeprefix(written)
    found = tags(said if is_relation(said) else word)
    if not TAGS.issuperset(found) and is_relation(word):
        raise ReadError(
            f"the assumption {word!r} about {written} is not known: no values are drawn so.",
            hint=known_words(),
        )
    return found


def unused_assumptions(assumptions: Mapping[str, object]) -> tuple[str, ...]:
    """A sentence for each assumption whose words are not known: nothing is concluded from it.

    >>> unused_assumptions({"X": ["symmetric", "nice"]})
    ("the assumption 'nice' about X is not known, and not used.",)
    """
    return tuple(
        f"the assumption {word!r} about {written} is not known, and not used.{_nearest(word)}"
        for written, words in assumptions.items()
        for word in ([words] if isinstance(words, str) else words)  # type: ignore[attr-defined]
        if not TAGS.issuperset(_meaning(written, str(word)))
    )


def _nearest(word: object) -> str:
    close = get_close_matches(tag(str(word)), sorted(TAGS), n=1)
    return f" Did you mean {close[0].replace('_', ' ')}?" if close else ""


def _shape(written: str, dims: object, fixed: Mapping[str, Dim]) -> tuple[tuple[Dim, Dim], int]:
    if isinstance(dims, str | int):
        dims = [dims]
    if not isinstance(dims, Sequence) or len(dims) > 2:
        raise ReadError(
            f"{written} is declared with {dims!r}: a name has at most two dimensions.",
            hint='Write [] for a scalar, ["n"] for a vector, ["n", "m"] for a matrix.',
        )
    read = [read_dim(each).substitute(fixed) for each in dims]
    for each in read:
        if each.value is not None and each.value < 1:
            raise ReadError(f"{written} has a dimension {each}; it must be at least 1.")
    rows = read[0] if read else dim(1)
    return (rows, read[1] if len(read) > 1 else ONE), len(read)
