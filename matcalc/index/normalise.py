"""Facts applied to each term until none applies, and equal terms combined."""

from __future__ import annotations

from matcalc.index.canonical import Network, canonical
from matcalc.index.facts import rewritten
from matcalc.index.network import (
    Labels,
    Term,
    Terms,
    TooLargeError,
    open_labels,
)
from matcalc.index.slots import Form
from matcalc.index.tidy import tidy

MOST_STEPS = 5000
"""Rewrites of terms before a normal form is refused."""
MOST_FACTORS = 60_000
"""Factors in all the terms looked at."""


def normalise(terms: Terms, open_labels: Labels) -> Network:
    """The normal form of terms over these open labels.

    Raises TooLargeError when it grows beyond what is sensible.
    """
    order = {label: at for at, label in enumerate(open_labels)}
    pending = list(reversed(terms))
    done: list[Term] = []
    seen = 0
    for _ in range(MOST_STEPS):
        if not pending:
            return canonical(tuple(done), open_labels)
        seen += len(pending[-1].factors)
        if seen > MOST_FACTORS:
            raise TooLargeError(f"the normal form is longer than {MOST_FACTORS} factors.")
        parts = tidy(pending.pop(), order)
        if len(parts) != 1:
            pending.extend(reversed(parts))
            continue
        made = rewritten(parts[0])
        if made is None:
            done.append(parts[0])
        else:
            pending.extend(reversed(made))
    raise TooLargeError(f"the normal form takes more than {MOST_STEPS} steps.")


def in_order(form: Form) -> Form:
    """The form with its terms in normal form."""
    own = (*form.rows, *form.cols)
    labels = (*own, *(label for label in open_labels(form.terms) if label not in own))
    return Form(form.rows, form.cols, normalise(form.terms, labels).terms)
