"""Names in a theorem that not every reader knows, each explained in a few words.

>>> from matcalc.expr import apply, symbol, unspecified
>>> from matcalc.show.sentence import in_text
>>> [in_text(each) for each in explained(apply(unspecified("h"), symbol("x", "n")))]
['h acts on each entry']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from matcalc.expr import OPERATIONS, Expr, apply, expm, operation, postorder, symbol, symbols
from matcalc.expr import head as h
from matcalc.show.sentence import Sentence

_FUNCTIONS: Mapping[str, str] = {
    "sigmoid": " = 1/(1 + exp(−x))",
    "softplus": " = log(1 + exp(x))",
    "relu": " = max(x, 0)",
    "step": " is 1 where x > 0, and 0 elsewhere",
    "normcdf": " is the distribution function of the standard normal distribution",
    "normpdf": " is the density of the standard normal distribution",
    "digamma": " is the derivative of log Γ(x)",
}
_OPERATIONS: Mapping[str, str] = {
    "logm": "the principal logarithm of a matrix",
    "sqrtm": "the principal square root of a matrix",
    "sinm": "the sine of a matrix, by its power series",
    "cosm": "the cosine of a matrix, by its power series",
    "expm_frechet": "the derivative of the matrix exponential at A along E",
    "logm_frechet": "the derivative of the matrix logarithm at A along E",
    "sinm_frechet": "the derivative of the matrix sine at A along E",
    "cosm_frechet": "the derivative of the matrix cosine at A along E",
    "pinv": "the pseudo-inverse",
    "sylvester": "the X with A X + X B = C",
    "dlyap": "the X with X = A X Aᵀ + Q",
    "chol": "the lower triangular L with L Lᵀ = S",
    "eigval": "the i-th eigenvalue, in ascending order",
    "eigvec": "the unit eigenvector of the i-th eigenvalue",
    "eigvals": "the column of eigenvalues",
    "eigvecs": "the matrix of unit eigenvectors",
    "reigvec": "the right unit eigenvector of the i-th real eigenvalue",
    "singvals": "the column of singular values σ, in descending order",
    "nuclear": "the sum of the singular values",
    "specnorm": "the largest singular value",
    "topsvd": "u vᵀ for the singular vectors u, v of the largest singular value",
    "unvec": "the matrix with vec X = x",
    "toeplitz": "the matrix with the entry of t at i − j + n in row i, column j",
    "toeplitz_adjoint": "the column of the sums along the diagonals",
}
"""What an operation is, where its own formula does not say it in a sentence."""
_PLAIN = frozenset({"power_frechet", "duplication", "clip", "prod", "max"})


def explained(*shown: Expr) -> tuple[Sentence, ...]:
    """A sentence for each such name in what is shown, in the order in which they occur."""
    taken = {name.declaration.name for name in symbols(*shown)}
    found = (told for node in postorder(*shown) for told in _about(node, taken))
    return tuple(dict.fromkeys(found))


def _about(node: Expr, taken: set[str]) -> Iterator[Sentence]:
    if node.head is h.APPLY and node.data.is_abstract:
        name = node.data.name
        yield (f"{name} acts on each entry",)
        if node.data.order in _ORDERS:
            dashes, order = _ORDERS[node.data.order]
            yield (f"{name}{dashes} is its {order}",)
    elif node.head is h.APPLY and node.data.name in _FUNCTIONS:
        if not taken & {"sigma", "Phi", "varphi", "psi"}:
            yield (apply(node.data, symbol("x")), _FUNCTIONS[node.data.name])
    elif node.head is h.EXPM:
        yield (expm(symbol("A", *node.shape)), " is the exponential of a matrix")
    elif node.head is h.COMMUTATION:
        yield (node, " takes vec Z to vec Zᵀ, for every Z of size ", node.data)
    elif node.head is h.OPERATION and node.data[0] not in _PLAIN:
        yield _operation(node)


_ORDERS = {1: ("′", "derivative"), 2: ("″", "second derivative")}


def _operation(node: Expr) -> Sentence:
    name, sizes = node.data
    row = OPERATIONS[name]
    args = (symbol(role, *arg.shape) for role, arg in zip(row.roles, node.args, strict=True))
    return (operation(name, *args, sizes=sizes), f" is {_OPERATIONS.get(name, row.formula)}")
