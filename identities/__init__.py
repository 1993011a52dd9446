"""Identities of matrix calculus, one record each, grouped by subject.

To add one, add a record to the tuple of its subject. SymPy is imported when they are asked for.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from matcalc.errors import UnknownNameError

if TYPE_CHECKING:
    from matcalc.interop import Identity


@cache
def all_identities() -> tuple[Identity, ...]:
    """Every identity, by subject and then in the order of its file.

    >>> all_identities()[0].name
    'linear-form'
    """
    from matcalc.identities import (
        activations,
        attention,
        chain_rules,
        determinants,
        factorisations,
        forms,
        inverses,
        jacobians,
        layers,
        linear_layer,
        losses,
        matrix_equations,
        matrix_functions,
        matrix_hessians,
        networks,
        normalisation,
        norms,
        residual,
        scalar_parameter,
        second_order,
        sequences,
        softmax,
        spectral,
        statistics,
        structured,
        traces,
    )

    subjects = (
        forms,
        chain_rules,
        traces,
        norms,
        determinants,
        inverses,
        scalar_parameter,
        jacobians,
        second_order,
        matrix_hessians,
        linear_layer,
        activations,
        softmax,
        losses,
        residual,
        attention,
        normalisation,
        layers,
        networks,
        statistics,
        matrix_functions,
        matrix_equations,
        factorisations,
        spectral,
        structured,
        sequences,
    )
    return tuple(identity for subject in subjects for identity in subject.IDENTITIES)


def find(name: str) -> Identity:
    """The identity with this name.

    >>> find("quadratic-form").title
    'Quadratic form'

    Raises UnknownNameError, which offers the names that look alike.
    """
    for identity in all_identities():
        if identity.name.lower() == name.lower():
            return identity
    from difflib import get_close_matches

    close = get_close_matches(name, [identity.name for identity in all_identities()], n=3)
    raise UnknownNameError(
        f"there is no identity {name!r}.",
        hint=f"Did you mean {' or '.join(close)}?" if close else "search() finds one by a word.",
    )


def search(text: str) -> tuple[Identity, ...]:
    """The identities in whose name, subject, title or insight every word of ``text`` occurs.

    >>> [identity.name for identity in search("rayleigh quotient")]
    ['rayleigh-quotient']
    """
    words = text.lower().split()
    return tuple(
        identity
        for identity in all_identities()
        if all(
            word
            in f"{identity.name} {identity.subject} {identity.title} {identity.insight}".lower()
            for word in words
        )
    )
