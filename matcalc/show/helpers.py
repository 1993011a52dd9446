"""Source text of the functions that a library lacks; emitted with the code that calls them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from matcalc.show.operation_helpers import SOURCES


class Helper(NamedTuple):
    """A definition, the imports and the other helpers it needs. Some are imports alone."""

    source: str
    imports: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def _imported(line: str) -> Helper:
    return Helper("", (line,))


def _operations(module: str) -> dict[str, Helper]:
    """The named operations, written for a library."""
    return {
        name: Helper(source.text.replace("np.", f"{module}."), needs=source.needs)
        for name, source in SOURCES.items()
    }


def with_needs(names: Iterable[str], helpers: Mapping[str, Helper]) -> list[Helper]:
    """The helpers named and those they call, each once and before its users."""
    found: dict[str, Helper] = {}
    stack = [(name, False) for name in reversed(list(names))]
    while stack:
        name, ready = stack.pop()
        if ready:
            found[name] = helpers[name]
        elif name not in found and name in helpers:
            stack.append((name, True))
            stack.extend((each, False) for each in helpers[name].needs)
    return list(found.values())


_MATH = ("import math",)

NUMPY_HELPERS: Mapping[str, Helper] = {
    **_operations("np"),
    "sigmoid": Helper("""\
def sigmoid(x):
    return np.exp(-np.logaddexp(0.0, -x))
"""),
    "softplus": Helper("""\
def softplus(x):
    return np.logaddexp(0.0, x)
"""),
    "relu": Helper("""\
def relu(x):
    return np.maximum(x, 0.0)
"""),
    "erf": Helper(
        """\
erf = np.vectorize(math.erf, otypes=[float])
""",
        _MATH,
    ),
    "normcdf": Helper(
        """\
erfc = np.vectorize(math.erfc, otypes=[float])


def normcdf(x):
    return 0.5 * erfc(-x / math.sqrt(2.0))
""",
        _MATH,
    ),
    "normpdf": Helper("""\
def normpdf(x):
    return np.exp(-0.5 * x**2) / np.sqrt(2.0 * np.pi)
"""),
    "lgamma": Helper(
        """\
lgamma = np.vectorize(math.lgamma, otypes=[float])
""",
        _MATH,
    ),
    "digamma": Helper('''\
def digamma(x):
    """Reflection and recurrence to x >= 8, then the asymptotic series."""
    x = np.asarray(x, dtype=float)
    small = x < 0.5
    y = np.where(small, 1.0 - x, x)
    total = np.zeros_like(y)
    for _ in range(8):
        total -= np.where(y < 8.0, 1.0 / y, 0.0)
        y = np.where(y < 8.0, y + 1.0, y)
    z = 1.0 / y**2
    series = z * (1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z * (
        5 / 660 - z * (691 / 32760 - z / 12))))))
    total += np.log(y) - 0.5 / y - series
    with np.errstate(divide="ignore"):
        return np.where(small, total - np.pi / np.tan(np.pi * x), total)
'''),
    "softmax": Helper("""\
def softmax(x, axis):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)
"""),
    "log_softmax": Helper("""\
def log_softmax(x, axis):
    shifted = x - np.max(x, axis=axis, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))
"""),
    "logsumexp": Helper("""\
def logsumexp(x, axis):
    top = np.max(x, axis=axis, keepdims=True)
    total = np.sum(np.exp(x - top), axis=axis, keepdims=True)
    return np.squeeze(top + np.log(total), axis=axis)
"""),
    "expm": Helper('''\
def expm(A):
    """Scaling and squaring with the [13/13] Padé approximant."""
    size = np.linalg.norm(A, 1)
    squarings = max(0, int(np.ceil(np.log2(size / 5.37)))) if size > 0 else 0
    A = A / 2.0**squarings
    power = above = below = np.eye(len(A))
    weight = 1.0
    for k in range(1, 14):
        weight *= (14 - k) / (k * (27 - k))
        power = A @ power
        above = above + weight * power
        below = below + (-1) ** k * weight * power
    result = np.linalg.solve(below, above)
    for _ in range(squarings):
        result = result @ result
    return result
'''),
    "commutation": Helper('''\
def commutation(m, n):
    """K with K vec(A) = vec(A.T) for every m-by-n A."""
    return np.eye(m * n)[np.arange(m * n).reshape(n, m).T.reshape(-1)]
'''),
}

JAX_HELPERS: Mapping[str, Helper] = {
    **_operations("jnp"),
    "erf": _imported("from jax.scipy.special import erf"),
    "ndtr": _imported("from jax.scipy.special import ndtr"),
    "gammaln": _imported("from jax.scipy.special import gammaln"),
    "digamma": _imported("from jax.scipy.special import digamma"),
    "logsumexp": _imported("from jax.scipy.special import logsumexp"),
    "expm": _imported("from jax.scipy.linalg import expm"),
    "normpdf": Helper("""\
def normpdf(x):
    return jnp.exp(-0.5 * x**2) / jnp.sqrt(2.0 * jnp.pi)
"""),
    "commutation": Helper('''\
def commutation(m, n):
    """K with K vec(A) = vec(A.T) for every m-by-n A."""
    return jnp.eye(m * n)[jnp.arange(m * n).reshape(n, m).T.reshape(-1)]
'''),
}

TORCH_HELPERS: Mapping[str, Helper] = {
    "softplus": Helper("""\
def softplus(x):
    return torch.logaddexp(torch.zeros_like(x), x)
"""),
    "normpdf": Helper("""\
def normpdf(x):
    return torch.exp(-0.5 * x**2) / (2.0 * torch.pi) ** 0.5
"""),
    "commutation": Helper('''\
def commutation(m, n, like):
    """K with K vec(A) = vec(A.T) for every m-by-n A."""
    order = torch.arange(m * n, device=like.device).reshape(n, m).T.reshape(-1)
    return torch.eye(m * n, dtype=like.dtype, device=like.device)[order]
'''),
    "block": Helper("""\
def block(rows):
    return torch.cat([torch.cat(row, dim=1) for row in rows], dim=0)
"""),
}
