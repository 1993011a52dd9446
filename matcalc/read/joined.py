"""Names that are rather a product or a function of the variable: ``lnx``, ``WX``, ``ax``."""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.errors import UnknownNameError
from matcalc.read.names import GREEK
from matcalc.read.vocabulary import function_word

SHORTEST = 2


def refuse_joined(names: Iterable[str], wrt: str) -> None:
    """Refuse names that nothing declares and that have the variable in them.

    Taken for constants they would make a wrong derivative right.

    >>> refuse_joined(["c", "xi", "cost"], "x")
    >>> refuse_joined(["lnx"], "x")
    Traceback (most recent call last):
    matcalc.errors.UnknownNameError: the name lnx is not declared, and x is the variable. Write ...
    """
    for name in names:
        cut = _function_in_front(name)
        is_letters = name.isalpha() and len(name) >= SHORTEST and name not in GREEK
        if not is_letters or (wrt not in name if len(wrt) == 1 else not cut):
            continue
        if len(name) > SHORTEST and not cut:
            continue
        written = f"{name[:cut]}({name[cut:]})" if cut else "*".join(name)
        raise UnknownNameError(
            f"the name {name} is not declared, and {wrt} is the variable.",
            hint=f"Write {written}, or declare {name}.",
        )


def _function_in_front(name: str) -> int:
    """Where the argument of ln x begins in lnx; 0 where no function stands in front."""
    for cut in range(len(name) - 1, 1, -1):
        if function_word(name[:cut]):
            return cut
    return 0
