"""The closed set of nodes. Every meaning of an expression is a table over these heads.

Adding a head here without a row in each table fails the completeness test.
"""

from __future__ import annotations


class Head:
    """What a node is: its name, and the formula it stands for."""

    __slots__ = ("formula", "name")

    def __init__(self, name: str, formula: str) -> None:
        self.name = name
        self.formula = formula

    def __repr__(self) -> str:
        return self.name


# Leaves.
SYMBOL = Head("symbol", "X")
NUMBER = Head("number", "3/2")
SIZE = Head("size", "n as a number")
CONSTANT = Head("constant", "π")
IDENTITY = Head("identity", "I")
ONES = Head("ones", "1 1ᵀ")
ZEROS = Head("zeros", "0")
UNIT = Head("unit", "eᵢ")
INDEX = Head("index", "i")

# Linear algebra.
SUM = Head("sum", "A + B")
SCALE = Head("scale", "s A")
PRODUCT = Head("product", "A B")
TRANSPOSE = Head("transpose", "Aᵀ")
TRACE = Head("trace", "tr A")
INVERSE = Head("inverse", "A⁻¹")
DET = Head("det", "det A")
LOGDET = Head("logdet", "log |det A|")
POWER = Head("power", "Aᵏ")
INNER = Head("inner", "⟨A, B⟩ = tr(AᵀB)")
NORM = Head("norm", "‖A‖, Euclidean or Frobenius")
NORM1 = Head("norm1", "Σ |Aᵢⱼ|")
TOTAL = Head("total", "Σ Aᵢⱼ")
KRON = Head("kron", "A ⊗ B")
VEC = Head("vec", "vec A, columns stacked")
DIAG = Head("diag", "diag(a)")
DIAGONAL = Head("diagonal", "the diagonal of A")
BLOCK = Head("block", "a matrix written out in blocks")
EXPM = Head("expm", "e^A of a matrix")
COMMUTATION = Head("commutation", "K with K vec(A) = vec(Aᵀ)")
OPERATION = Head("operation", "a named operation, such as A⁺ or the Cholesky factor")

# Entry by entry.
HADAMARD = Head("hadamard", "A ∘ B")
EPOWER = Head("epower", "Aᵢⱼ^s")
APPLY = Head("apply", "f(A), entry by entry")
SOFTMAX = Head("softmax", "softmax of each row or column")
LOG_SOFTMAX = Head("log_softmax", "log softmax of each row or column")
LOGSUMEXP = Head("logsumexp", "log Σ exp of each row or column")

# Calculus.
DIFFERENTIAL = Head("differential", "dA")
ABSTRACT = Head("abstract", "L(Y), x(z)")
PARTIAL = Head("partial", "∂F/∂X")

# Index notation.
ENTRY = Head("entry", "Aᵢⱼ")
DELTA = Head("delta", "δᵢⱼ")
INDEX_SUM = Head("index_sum", "Σᵢ s")
TABULATE = Head("tabulate", "the matrix with entries sᵢⱼ")

HEADS: tuple[Head, ...] = tuple(value for value in globals().values() if isinstance(value, Head))
"""All heads, in the order above."""
