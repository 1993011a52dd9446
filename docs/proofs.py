"""Writes docs/proofs.md: six derivatives that every course proves, in both styles.

python docs/proofs.py
"""

from __future__ import annotations

from pathlib import Path

from matcalc.identities import find

from matcalc.derive import derive
from matcalc.index.worked import worked_out
from matcalc.show import indices, proof

PAGE = Path(__file__).with_suffix(".md")
EXAMPLES = (
    "quadratic-form",
    "trace-triple-product",
    "euclidean-norm",
    "linear-layer-weights",
    "softmax-backward-rows",
    "softmax-cross-entropy",
)
OPENING = """# Six proofs

Each derivative is proved twice: with differentials, and with entries and Kronecker deltas. What is
printed is the derivation itself; the kernel has re-checked every step, and each line was compared
with the next at random points. `matcalc prove NAME` prints the first kind, and
`matcalc prove NAME --style index` the second.
"""


def page() -> str:
    """The page, made anew."""
    return "\n".join([OPENING, *(section(name) for name in EXAMPLES)])


def section(name: str) -> str:
    """One identity: why it holds, both proofs, and what people write instead."""
    identity = find(name)
    problem = identity.problem()
    result = derive(problem)
    told = proof.to_text(result), indices.to_text(result, worked_out(problem))
    slips = "\n".join(f"- {mistake}: `{formula!r}`" for mistake, formula in identity.wrong())
    parts = [f"## {identity.title}", f"`{name}`. {identity.insight}"]
    parts += [f"```text\n{each}\n```" for each in told]
    return "\n\n".join([*parts, "Not right, though often written:", slips]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
