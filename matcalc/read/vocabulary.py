"""The words and signs of both notations, and the function each of them names."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.errors import ReadError, Span
from matcalc.expr import ELEMENTWISE_NAMES, OPERATIONS
from matcalc.read.words import listed

SUPPORTED = (
    *ELEMENTWISE_NAMES,
    *OPERATIONS,
    *listed(
        """
        sqrt tr det logdet inv expm diag diagonal sum mean norm norm1 kron vec inner
        softmax log_softmax logsumexp hcat vcat ones zeros eye unit commutation
        delta Sum table partial d max min transpose dot CE id adj cumsum normp rowsum colsum
        """
    ),
)
"""Functions that can be elaborated."""

UNSUPPORTED = frozenset(
    listed("Integral lowhalf rank arccos arcsin lim cov var svd qr eig argmax argmin")
)
"""Functions that are known by name and cannot be differentiated here."""

SAME_FUNCTION: Mapping[str, str] = {
    "Tr": "tr",
    "trace": "tr",
    "Trace": "tr",
    "ln": "log",
    "Det": "det",
    "Diag": "diag",
    "lse": "logsumexp",
    "LSE": "logsumexp",
    "ReLU": "relu",
    "Relu": "relu",
    "sigm": "sigmoid",
    "logistic": "sigmoid",
    "sgn": "sign",
    "Exp": "expm",
    "Log": "logm",
    "Sin": "sinm",
    "Cos": "cosm",
    "logsoftmax": "log_softmax",
    "LogSoftmax": "log_softmax",
    "Softmax": "softmax",
    "SoftMax": "softmax",
    "smax": "softmax",
    "vectorize": "vec",
    "rowSum": "rowsum",
    "RowSum": "rowsum",
    "row_sum": "rowsum",
    "colSum": "colsum",
    "ColSum": "colsum",
    "col_sum": "colsum",
    "Vec": "vec",
    "kronecker": "kron",
    "CrossEntropy": "CE",
    "Id": "id",
    "atan": "arctan",
    "heaviside": "step",
    "I": "eye",
}
"""Other words for a function."""

INVERSE_FUNCTION: Mapping[str, str] = {
    "sin": "arcsin",
    "cos": "arccos",
    "tan": "arctan",
    "sinh": "arcsinh",
    "cosh": "arccosh",
    "tanh": "arctanh",
    "exp": "log",
    "log": "exp",
}
"""What f^{-1} of a function of one number is; for the others it has no name here."""

LETTER_FUNCTIONS: Mapping[str, str] = {
    "sigma": "sigmoid",
    "Phi": "normcdf",
    "lambda": "eigval",
}
"""Letters that are functions where they are applied and nothing declares them."""
NORMAL = "normal"
"""How φ is meant beside Φ, the normal distribution: as its density."""


def letter_function(name: str, text: str, functions: Mapping[str, str]) -> str:
    """The function that a letter stands for; φ is the normal density only beside Φ.

    >>> letter_function("Phi", "", {}), letter_function("varphi", "", {})
    ('normcdf', '')
    >>> letter_function("varphi", "Phi(x) + x*varphi(x)", {})
    'normpdf'
    """
    if name in ("varphi", "phi") and (
        "Phi" in text or "Φ" in text or functions.get(name) == NORMAL
    ):
        return "normpdf"
    return LETTER_FUNCTIONS.get(name, "")


TEX_FUNCTIONS = frozenset(
    listed(
        r"""
        \log \ln \exp \det \tr \trace \Tr \tanh \sinh \cosh \sin \cos \tan \arctan \max \min
        \diag \vec \sgn \softmax \relu \rank \erf \sign \Gamma
        """
    )
)
"""Commands that are functions."""

OPEN_FUNCTIONS = frozenset({"tr"})
"""Functions that take a whole product when written without brackets: tr A B."""


def inverse_function(name: str, span: Span) -> str:
    r"""The function that ``\sin^{-1}`` is: the inverse, never the reciprocal.

    ``\det^{-1}(A)`` and the like, of a matrix, are reciprocals: the name is ``""`` then. Raises
    ReadError for a function of one number whose inverse has no name.

    >>> inverse_function("tan", (0, 3)), inverse_function("det", (0, 3))
    ('arctan', '')
    """
    if name not in ELEMENTWISE_NAMES or name in INVERSE_FUNCTION:
        return INVERSE_FUNCTION.get(name, "")
    raise ReadError(
        f"{name}^-1 is the inverse function of {name}, and that is not known.",
        span=span,
        hint=f"For the reciprocal, write 1/{name}(x).",
    )


def function_word(word: str) -> str:
    """The function that a word names, ``""`` if none.

    >>> function_word("Tr"), function_word("banana")
    ('tr', '')
    """
    word = SAME_FUNCTION.get(word, word)
    return word if word in SUPPORTED or word in UNSUPPORTED else ""
