"""A certificate against the kernel: every step again, and the conditions it states."""

from __future__ import annotations

from matcalc.certificate.decode import derivations_of
from matcalc.certificate.fields import Fields, items
from matcalc.certificate.theorem import theorem
from matcalc.errors import KernelError
from matcalc.expr import contains, transpose, vec
from matcalc.expr.head import INNER
from matcalc.kernel import Checked, Derivation, check


def recheck(certificate: Fields) -> tuple[Derivation, ...]:
    """The derivations of a certificate, each accepted by the kernel.

    Raises KernelError for a step that does not follow or conditions that are not the ones the
    steps need, ReadError and ShapeError for what is malformed.
    """
    accepted: list[Derivation] = []
    for derivation, stated in derivations_of(certificate):
        if _checked(derivation).conditions != stated:
            raise KernelError("the conditions stated are not those that the steps need")
        if accepted:
            _check_link(accepted[-1], derivation)
        accepted.append(derivation)
    _check_theorem(certificate)
    return tuple(accepted)


def _check_theorem(certificate: Fields) -> None:
    proved = theorem(items(certificate, "derivations"), items(certificate, "expressions"))
    if items(certificate, "theorem") != proved:
        raise KernelError("the theorem stated is not the one that is proved")


def _check_link(first: Derivation, second: Derivation) -> None:
    """A second derivation differentiates what the first has shown, under all its definitions.

    What is assumed of the variable holds at the point alone, so the first may not use it.
    """
    shown = first.result
    if second.target not in (shown, transpose(shown), vec(shown)) and not _is_paired(first, second):
        raise KernelError(f"{second.target!r} is not what was shown before it")
    named = [stage.cotangent for stage in first.stages if stage.cotangent is not None]
    if any(each not in second.definitions for each in (*first.definitions, *named)):
        raise KernelError("a definition is left out of the second derivation")
    for variable in (first.variable, second.variable):
        if variable.declaration.assumptions:
            raise KernelError(f"what is assumed of {variable!r} may not be differentiated")


def _is_paired(first: Derivation, second: Derivation) -> bool:
    """Whether ⟨∇f, v⟩ is differentiated, for a v that does not depend on the variables."""
    target, shown = second.target, first.result
    if target.head is not INNER or target.args[0] is not shown:
        return False
    return not contains(target.args[1], {first.variable, second.variable})


def _checked(derivation: Derivation) -> Checked:
    try:
        return check(derivation)
    except (ValueError, LookupError, TypeError) as error:
        # An equation met a form that it does not speak of.
        raise KernelError(f"a step does not fit its equation: {error}") from error
