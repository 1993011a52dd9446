"""docs/proofs.md is made from the proofs themselves; run this file to write it anew."""

from pathlib import Path

import pytest
from matcalc.identities import find

from matcalc.derive import derive
from matcalc.index.worked import worked_out
from matcalc.rules.table import all_rules
from matcalc.show import indices, proof, to_unicode
from matcalc.show.lines import COMPUTED_WORDS

PAGE = Path(__file__).parent.parent / "docs" / "proofs.md"
SHORT = ("quadratic-form", "trace-triple-product", "euclidean-norm")
NAMES = (*SHORT, "linear-layer-weights", "softmax-backward-rows", "softmax-cross-entropy")
HEAD = """# Proofs

Each formula is proved twice: in differentials, and with indices. The kernel has checked every step
of the first. The rules that the proofs in differentials use are listed at the end.
"""


def cited(result):
    """The names of the rules behind the lines of a proof."""
    for part in proof.proof_of(result).parts:
        for passage in (*part.passages, *filter(None, [part.closing])):
            for line in passage.lines:
                yield from line.rules


def linked(result):
    names = sorted({name for name in cited(result) if name != "definition"})
    return ", ".join(f"[{name}](#{name})" for name in names)


def section(name):
    identity = find(name)
    result = derive(identity.problem())
    differential = proof.to_text(result)
    with_indices = indices.to_text(result, worked_out(result.problem))
    with_indices = with_indices[with_indices.index("In index notation.") :]
    return (
        f"## {identity.title}\n\n```text\n{differential}\n\n{with_indices}\n```\n\n"
        f"Rules: {linked(result)}.\n\n{identity.insight}".rstrip()
    )


def statement(name):
    rules = {rule.name: rule for rule in all_rules()}
    if name not in rules:
        return f'- <a id="{name}"></a>**{name}**: {COMPUTED_WORDS[name]} (computed)'
    rule = rules[name]
    sides = f"{to_unicode(rule.left)} = {to_unicode(rule.right)}"
    return f'- <a id="{name}"></a>**{name}**: {rule.words}: `{sides}`'


def page():
    used = {name for each in NAMES for name in cited(derive(find(each).problem()))}
    rules = [statement(name) for name in sorted(used - {"definition"})]
    parts = [HEAD.rstrip(), *map(section, NAMES), "## Rules used", "\n".join(rules)]
    return "\n\n".join(parts) + "\n"


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("name", SHORT)
def test_short_proofs_are_short(name):
    text = proof.to_text(derive(find(name).problem()))
    assert len(text.partition("Proof.\n")[2].splitlines()) <= 6


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
