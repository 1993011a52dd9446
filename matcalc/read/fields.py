"""The fields of a request around its formulas, each refused where it says nothing usable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.errors import ReadError, ShapeError, UnsupportedError
from matcalc.expr import Expr, shape_text, size
from matcalc.read.dimensions import read_dim
from matcalc.read.names import plain_name

Request = Mapping[str, object]

_GRADIENTS = ("gradient", "gradient-symmetric", "vjp")
_CONSTRAINED = ("gradient", "gradient-symmetric", "vjp")
_LAYOUT_WORDS = ("shape", "numerator", "rows", "derivative", "listed")


def mapping(request: Request, field: str) -> Mapping[str, object]:
    """A field that maps names; an absent one is empty. Raises ReadError for anything else."""
    found = request.get(field) or {}
    if not isinstance(found, Mapping):
        raise ReadError(f'"{field}" must be a mapping from names.')
    return found


def fixed_dims(request: Request) -> dict[str, int]:
    """The dimensions that are fixed. Raises ReadError unless they are whole numbers from 1 on."""
    found: dict[str, int] = {}
    for name, value in mapping(request, "fixed_dims").items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ReadError(
                f'"fixed_dims" fixes {name} to {value!r}; a dimension is a whole number from 1 on.'
            )
        found[plain_name(name)] = value
    return found


def fixed_sizes(request: Request) -> dict[str, Expr]:
    """The fixed dimensions as the numbers they are in a formula."""
    return {name: size(read_dim(value)) for name, value in fixed_dims(request).items()}


def dim_constraints(request: Request) -> tuple[str, ...]:
    """Conditions on the dimensions, as texts. Raises ReadError for anything but texts."""
    found = request.get("dim_constraints") or ()
    listed = (found,) if isinstance(found, str) else found
    if not isinstance(listed, Sequence) or not all(isinstance(each, str) for each in listed):
        raise ReadError('"dim_constraints" must be a list of conditions.', hint='Write ["m >= n"].')
    return tuple(listed)


def constraint(request: Request, kind: str) -> str:
    """How the variable is structured: said of gradients alone."""
    found = str(request.get("constraint") or "")
    if found and kind not in _CONSTRAINED:
        raise UnsupportedError(
            f"the constraint {found!r} is known for gradients alone, and a {kind} was asked for.",
            hint='Leave "constraint" out, or ask for the gradient.',
        )
    return found


def check_variable(kind: str, wrt: Expr | None, structure: str) -> None:
    """Raises ShapeError for the derivative by a scalar where the variable is none, and for the
    structure of a square matrix where it is not square.
    """
    turned = structure.startswith(("symmetric", "skew")) or kind == "gradient-symmetric"
    if wrt is not None and turned and wrt.rows is not wrt.cols:
        raise ShapeError(
            f"the constraint {structure or 'symmetric'!r} is about a square matrix, and {wrt!r} is "
            f"{shape_text(wrt.shape)}.",
            hint='Leave "constraint" out, or declare a square matrix.',
        )
    if kind == "scalar-derivative" and wrt is not None and not wrt.is_scalar:
        raise ShapeError(
            f"a derivative by a scalar was asked for, and {wrt!r} is {shape_text(wrt.shape)}.",
            hint="Ask for the gradient or the jacobian.",
        )


def check_directions(pairs: Sequence[tuple[Expr, Expr]]) -> None:
    """Raises ShapeError for the direction of a variable that is not shaped like it."""
    for variable, direction in pairs:
        if direction.shape != variable.shape:
            raise ShapeError(
                f"the direction {direction!r} of {variable!r} is {shape_text(direction.shape)}, "
                f"and {variable!r} is {shape_text(variable.shape)}.",
                hint="A direction has the shape of its variable.",
            )


def layout_notes(request: Request, kind: str) -> tuple[str, ...]:
    """A sentence about a layout that is not known.

    Raises UnsupportedError for one that the answer does not have: gradients have the shape of
    their variable, and the rows of a Jacobian are the outputs.
    """
    found = request.get("layout") or ""
    if not isinstance(found, str):
        raise ReadError('"layout" must be a text, such as "numerator".')
    text = found.lower()
    is_gradient = kind in _GRADIENTS
    if "numerator" in text and is_gradient:
        raise UnsupportedError(
            "a gradient is answered in the shape of its variable, and not in numerator layout.",
            hint='Ask for the kind "jacobian": its rows are the outputs.',
        )
    if "denominator" in text and not is_gradient:
        raise UnsupportedError(
            f"a {kind} is answered with outputs as rows, and not in denominator layout.",
            hint="Transpose the answer.",
        )
    if not text or "denominator" in text or any(word in text for word in _LAYOUT_WORDS):
        return ()
    return (f"the layout {found!r} is not known, and not used.",)
