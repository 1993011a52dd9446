"""matcalc derives matrix-calculus identities, proves them, and checks other people's.

>>> from matcalc import problem
>>> problem("tr(V X W)", wrt="X").derive().ascii
"V'*W'"
"""

from __future__ import annotations

from os.path import dirname, exists, join
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matcalc.grade.document import grade
    from matcalc.notebook import identity, problem

__all__ = ["grade", "identity", "problem"]

_checkout = dirname(dirname(__file__))
if exists(join(_checkout, "identities", "forms.py")):
    # In a checkout the identities stand beside this package; installed, inside it.
    __path__.append(_checkout)


def __getattr__(name: str) -> Any:
    """The public functions, imported when they are first used."""
    if name not in __all__:
        raise AttributeError(f"module 'matcalc' has no attribute {name!r}")
    from importlib import import_module

    if name == "grade":
        return import_module("matcalc.grade")
    return getattr(import_module("matcalc.notebook"), name)
