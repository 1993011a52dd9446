"""Names of functions of one number that are applied entry by entry.

What they are worth stands in `values`, their derivatives in `rules`, their print in `show`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Elementwise:
    """f, or an unspecified h; ``order`` 1 is h′, 2 is h″. Named functions have order 0."""

    name: str
    order: int = 0
    is_abstract: bool = False

    def __str__(self) -> str:
        return self.name + "'" * self.order


ELEMENTWISE_NAMES = (
    "exp",
    "log",
    "log1p",
    "tanh",
    "sigmoid",
    "softplus",
    "relu",
    "step",
    "abs",
    "sign",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "arctan",
    "erf",
    "normcdf",
    "normpdf",
    "lgamma",
    "digamma",
)
"""The closed list of named functions. ``sqrt`` is the power 1/2."""


def named(name: str) -> Elementwise:
    """The named function, which must be in the list.

    >>> str(named("tanh"))
    'tanh'
    """
    if name not in ELEMENTWISE_NAMES:
        raise KeyError(name)
    return Elementwise(name)


def unspecified(name: str, order: int = 0) -> Elementwise:
    """An abstract function of one number, such as an activation h.

    >>> str(unspecified("h", 1))
    "h'"
    """
    return Elementwise(name, order, is_abstract=True)
