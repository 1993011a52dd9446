"""Networks of L layers: how the time of a derivation grows with the depth."""

from __future__ import annotations

from benchmarks.clock import timed
from matcalc.expr import Problem
from matcalc.read import read_problem

DEPTHS = (1, 2, 4, 8, 16, 32, 64)


def network(layers: int, *, residual: bool) -> Problem:
    """L = sum(h_L), where each layer is tanh(W h), with h added when it is residual."""
    names = range(1, layers + 1)
    skip = "h{0} + " if residual else ""
    lines = [f"L = sum(h{layers})"]
    lines += [f"h{k} = {skip.format(k - 1)}tanh(W{k}*h{k - 1})" for k in names]
    declared: dict[str, list[str]] = {f"W{k}": ["n", "n"] for k in names}
    request = {"declare": {"h0": ["n"], **declared}, "function": "\n".join(lines), "wrt": "W1"}
    return read_problem(request)[0]


def run(deepest: int = 64) -> list[str]:
    """The lines of the report."""
    from matcalc.derive import derive
    from matcalc.index.differentiate import gradient

    lines = [f"{'layers':>8}{'with proof':>14}{'without':>12}{'residual':>12}"]
    for layers in DEPTHS:
        if layers > deepest:
            break
        plain = network(layers, residual=False)
        residual = network(layers, residual=True)
        proof, _ = timed(lambda p=plain: derive(p))  # type: ignore[misc]
        skipping, _ = timed(lambda p=residual: derive(p))  # type: ignore[misc]
        bare, _ = timed(lambda p=plain: gradient(p))  # type: ignore[misc]
        lines.append(f"{layers:8}{proof:12.1f}ms{bare:10.1f}ms{skipping:10.1f}ms")
    return lines
