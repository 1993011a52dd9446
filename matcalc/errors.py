"""The one error root of matcalc, and the kinds of trouble a user can meet.

A message says what was seen, what was needed and the smallest fix, with the dimensions in it.

>>> str(ShapeError("A is 2×3 and B is 2×3: A B needs 3 = 2.", hint="Did you mean A Bᵀ?"))
'A is 2×3 and B is 2×3: A B needs 3 = 2. Did you mean A Bᵀ?'
"""

from __future__ import annotations

from typing import ClassVar

Span = tuple[int, int]
"""Half-open range of characters ``(start, end)`` in the text a message speaks of."""


class MatcalcError(Exception):
    """Anything matcalc refuses to do: a code, a message, a place in the text and a hint."""

    default_code: ClassVar[str] = "error"

    def __init__(
        self, message: str, *, code: str = "", span: Span | None = None, hint: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code or self.default_code
        self.message = message
        self.span = span
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def at(self, span: Span | None) -> MatcalcError:
        """The same error, placed at ``span`` unless it already has a place."""
        if self.span is None:
            self.span = span
        return self


class ShapeError(MatcalcError):
    """Two dimensions that must be equal are not."""

    default_code = "ill_shaped"


class ReadError(MatcalcError):
    """A text that cannot be read as a formula."""

    default_code = "unreadable"


class UnknownNameError(ReadError):
    """A name that nothing declares or defines."""

    default_code = "unknown_name"


class UnsupportedError(MatcalcError):
    """A well-formed request for something matcalc cannot do (yet)."""

    default_code = "unsupported"


class KernelError(MatcalcError):
    """A derivation step that does not follow from the one before it."""

    default_code = "step_rejected"


class DisagreementError(MatcalcError):
    """Two independent methods differ: a defect of matcalc itself, never hidden."""

    default_code = "internal_disagreement"
