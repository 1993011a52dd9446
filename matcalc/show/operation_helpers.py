"""Source text of the named operations that the libraries lack, for NumPy and for JAX."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Source(NamedTuple):
    """A definition, and the helpers that it calls."""

    text: str
    needs: tuple[str, ...] = ()


_FRECHET = '''\
def frechet(f, A, E):
    """The derivative of a matrix function f at A along E."""
    n = len(A)
    return f(np.block([[A, E], [np.zeros_like(A), A]]))[:n, n:]
'''

_SQRTM = '''\
def sqrtm(A):
    """The principal square root, by the iteration of Denman and Beavers."""
    root, other = A, np.eye(len(A))
    for _ in range(30):
        root, other = (root + np.linalg.inv(other)) / 2, (other + np.linalg.inv(root)) / 2
    return root
'''

_LOGM = '''\
def logm(A):
    """The principal logarithm: six square roots, then an 8-point Gauss rule."""
    for _ in range(6):
        A = sqrtm(A)
    unit, total = np.eye(len(A)), 0.0
    for node, weight in (
        (0.019855071751231856, 0.05061426814518813),
        (0.10166676129318664, 0.11119051722668724),
        (0.2372337950418355, 0.15685332293894363),
        (0.4082826787521751, 0.18134189168918100),
    ):
        for s in (node, 1.0 - node):
            total = total + weight * np.linalg.inv(s * (A - unit) + unit)
    return 64.0 * (A - unit) @ total
'''

_TURNING = '''\
def turning(A):
    """[[cos A, -sin A], [sin A, cos A]]."""
    zeros = np.zeros_like(A)
    return expm(np.block([[zeros, -A], [A, zeros]]))
'''

_SINM = """\
def sinm(A):
    return turning(A)[len(A):, :len(A)]
"""

_COSM = """\
def cosm(A):
    return turning(A)[:len(A), :len(A)]
"""

_POWER_FRECHET = '''\
def power_frechet(A, E, k):
    """The sum of A^r E A^(k-1-r) over r < k."""
    n = len(A)
    whole = np.block([[A, E], [np.zeros_like(A), A]])
    return np.linalg.matrix_power(whole, int(k))[:n, n:]
'''

_SYLVESTER = '''\
def sylvester(A, B, C):
    """X with A X + X B = C."""
    m, n = C.shape
    system = np.kron(A, np.eye(n)) + np.kron(np.eye(m), B.T)
    return np.linalg.solve(system, C.reshape(-1)).reshape(m, n)
'''

_DLYAP = '''\
def dlyap(A, Q):
    """X with X = A X A.T + Q."""
    n = len(A)
    system = np.eye(n * n) - np.kron(A, A)
    return np.linalg.solve(system, Q.reshape(-1)).reshape(n, n)
'''

_HALFLOWER = """\
def halflower(A):
    return np.tril(A) - np.diag(np.diagonal(A)) / 2
"""

_SIGNED = '''\
def signed(V):
    """The columns, the entry of largest size in each positive."""
    return V * np.sign(V[np.argmax(np.abs(V), axis=0), np.arange(V.shape[1])])
'''

_QR = """\
def qr(A):
    Q, R = np.linalg.qr(A)
    signs = np.sign(np.diagonal(R))
    return Q * signs, R * signs[:, None]
"""

_EIGH = """\
def eigh(S):
    values, V = np.linalg.eigh((S + S.T) / 2)
    return values, signed(V)
"""

_REAL = '''\
def real_eigen(A):
    """The real eigenvalues, ascending, and their vectors."""
    values, V = np.linalg.eig(A)
    order = np.argsort(np.where(np.abs(values.imag) < 1e-9, values.real, np.inf))
    return values.real[order], signed(V.real[:, order])
'''

_SVD = '''\
def svd(A):
    """The thin decomposition; the signs are told by the smaller side."""
    U, sizes, Vt = np.linalg.svd(A, full_matrices=False)
    told = Vt.T if len(A) >= A.shape[1] else U
    signs = np.sign(np.sum(told * signed(told), axis=0))
    return U * signs, sizes, Vt.T * signs
'''

_HAT = """\
def hat(x):
    zero = 0.0 * x[0]
    return np.stack([zero, -x[2], x[1], x[2], zero, -x[0], -x[1], x[0], zero]).reshape(3, 3)
"""

_VEE = """\
def vee(A):
    return np.stack([A[2, 1] - A[1, 2], A[0, 2] - A[2, 0], A[1, 0] - A[0, 1]])
"""

_TOEPLITZ = """\
def toeplitz(t):
    n = (len(t) + 1) // 2
    return t[np.arange(n)[:, None] - np.arange(n) + n - 1]
"""

_TOEPLITZ_ADJOINT = """\
def toeplitz_adjoint(A):
    return np.stack([np.trace(A, offset=-k) for k in range(1 - len(A), len(A))])
"""

_SYMTOEPLITZ = """\
def symtoeplitz(t):
    return t[np.abs(np.arange(len(t))[:, None] - np.arange(len(t)))]
"""

_SYMTOEPLITZ_ADJOINT = """\
def symtoeplitz_adjoint(A):
    both = [np.trace(A, offset=k) + np.trace(A, offset=-k) for k in range(1, len(A))]
    return np.stack([np.trace(A), *both])
"""

_UNVEC = """\
def unvec(x, m, n):
    return x.reshape(n, m).T
"""

_TRIANGLE = '''\
def triangle(n):
    """Rows and columns of the lower triangle, column by column."""
    columns, rows = np.triu_indices(n)
    return rows, columns
'''

_VECH = """\
def vech(A):
    return A[triangle(len(A))]
"""

_DUPLICATION = '''\
def duplication(n):
    """D with D vech(S) = vec(S)."""
    rows, columns = triangle(n)
    units = np.eye(len(rows))
    return np.stack([
        units[np.flatnonzero((rows == max(i, j)) & (columns == min(i, j)))[0]]
        for j in range(n) for i in range(n)
    ])
'''

_UNVECH = """\
def unvech(x, n):
    rows, columns = triangle(n)
    hits = (np.arange(n)[:, None, None] == rows) & (np.arange(n)[None, :, None] == columns)
    return hits @ x
"""

_ARGMAX = """\
def argmax(A):
    return 1.0 * (A == np.max(A))
"""


def _of(signature: str, call: str, *needs: str) -> Source:
    return Source(f"def {signature}:\n    return {call}\n", needs)


SOURCES: Mapping[str, Source] = {
    "frechet": Source(_FRECHET),
    "sqrtm": Source(_SQRTM),
    "logm": Source(_LOGM, ("sqrtm",)),
    "turning": Source(_TURNING, ("expm",)),
    "sinm": Source(_SINM, ("turning",)),
    "cosm": Source(_COSM, ("turning",)),
    **{
        f"{name}_frechet": Source("", (name, "frechet"))
        for name in ("expm", "logm", "sinm", "cosm")
    },
    "power_frechet": Source(_POWER_FRECHET),
    "sylvester": Source(_SYLVESTER),
    "dlyap": Source(_DLYAP),
    "halflower": Source(_HALFLOWER),
    "signed": Source(_SIGNED),
    "qr": Source(_QR),
    "qrr": _of("qrr(A)", "qr(A)[1]", "qr"),
    "qrq": _of("qrq(A)", "qr(A)[0]", "qr"),
    "eigh": Source(_EIGH, ("signed",)),
    "eigval": _of("eigval(S, i)", "eigh(S)[0][int(i) - 1]", "eigh"),
    "eigvec": _of("eigvec(S, i)", "eigh(S)[1][:, int(i) - 1]", "eigh"),
    "eigvals": _of("eigvals(S)", "eigh(S)[0]", "eigh"),
    "eigvecs": _of("eigvecs(S)", "eigh(S)[1]", "eigh"),
    "real_eigen": Source(_REAL, ("signed",)),
    "eigreal": _of("eigreal(A, i)", "real_eigen(A)[0][int(i) - 1]", "real_eigen"),
    "reigvec": _of("reigvec(A, i)", "real_eigen(A)[1][:, int(i) - 1]", "real_eigen"),
    "svd": Source(_SVD, ("signed",)),
    "singvals": _of("singvals(A)", "svd(A)[1]", "svd"),
    "svdu": _of("svdu(A)", "svd(A)[0]", "svd"),
    "svdv": _of("svdv(A)", "svd(A)[2]", "svd"),
    "nuclear": _of("nuclear(A)", 'np.linalg.norm(A, "nuc")'),
    "specnorm": _of("specnorm(A)", "np.linalg.norm(A, 2)"),
    "polar": _of("polar(A)", "svd(A)[0] @ svd(A)[2].T", "svd"),
    "topsvd": _of("topsvd(A)", "np.outer(svd(A)[0][:, 0], svd(A)[2][:, 0])", "svd"),
    "argmax": Source(_ARGMAX),
    "hat": Source(_HAT),
    "vee": Source(_VEE),
    "toeplitz": Source(_TOEPLITZ),
    "toeplitz_adjoint": Source(_TOEPLITZ_ADJOINT),
    "symtoeplitz": Source(_SYMTOEPLITZ),
    "symtoeplitz_adjoint": Source(_SYMTOEPLITZ_ADJOINT),
    "unvec": Source(_UNVEC),
    "triangle": Source(_TRIANGLE),
    "vech": Source(_VECH, ("triangle",)),
    "unvech": Source(_UNVECH, ("triangle",)),
    "duplication": Source(_DUPLICATION, ("triangle",)),
}
"""Name → definition, where ``np`` stands for the library."""
