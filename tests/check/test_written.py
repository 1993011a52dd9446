"""Ways of writing that people use, each with a right formula and a wrong one."""

from __future__ import annotations

from typing import Any

import pytest

from matcalc.check.text import check_request

LOGISTIC: dict[str, Any] = {
    "declare": {"X": ["n", "p"], r"\beta": ["p"], "y": ["n"]},
    "function": r"\sum_{i=1}^n y_i \log \pi_i + (1-y_i)\log(1-\pi_i),"
    r"\ \pi_i=\frac{1}{1+\exp(-\boldsymbol{x}_i^T\boldsymbol{\beta})}",
    "wrt": r"\beta",
}
REGRESSION: dict[str, Any] = {
    "declare": {"X": ["m", "n"], r"\theta": ["n"], "y": ["m"]},
    "function": r"\frac12 \sum_{i=1}^m (h_\theta(x^{(i)})-y^{(i)})^2, h_\theta(x)=\theta^Tx",
    "wrt": r"\theta",
}
SLICES: dict[str, Any] = {
    "declare": {"X": ["n", "d"], "w": ["d"], "y": ["n"]},
    "function": r"\frac12\sum_{i=1}^n (X_{i,:} w - y_i)^2",
    "wrt": "w",
}
NEURONS: dict[str, Any] = {
    "declare": {"x": ["n"], "W": ["m", "n"], "b": ["m"], "t": ["m"]},
    "function": r"E=\frac12\sum_k (o_k-t_k)^2, o_k=\sigma(net_k), net_k=\sum_j w_{kj}x_j+b_k",
    "wrt": "W",
}
ATTENTION: dict[str, Any] = {
    "declare": {"Q": ["n", "d"], "K": ["n", "d"], "V": ["n", "d"], "dO": ["n", "d"]},
    "function": r"S=\frac{QK^\top}{\sqrt d},\ P=\mathrm{softmax}(S),\ O=PV",
    "wrt": "Q",
    "upstream": {"symbol": "dO", "of": "O"},
}
DIVERGENCE: dict[str, Any] = {
    "declare": {"p": ["n"], "q": ["n"]},
    "function": r"KL(p\|q)=\sum_i p_i\log\frac{p_i}{q_i}",
    "wrt": "q",
}
HINGE: dict[str, Any] = {
    "declare": {"X": ["n", "d"], "w": ["d"], "y": ["n"], "C": []},
    "function": r"\frac12\|w\|^2+C\sum_{i=1}^n\max(0,1-y_iw^Tx_i)",
    "wrt": "w",
}
ENTROPY: dict[str, Any] = {
    "declare": {"z": ["n"], "y": ["n"]},
    "assume": {"y": ["sums to one"]},
    "function": r"-\sum_k y_k\log p_k,\ p=softmax(z)",
    "wrt": "z",
}


@pytest.mark.parametrize(
    ("request_", "right", "wrong"),
    [
        (LOGISTIC, r"\textbf{X}^T(\textbf{y}-\boldsymbol{\pi})", r"X^T(\boldsymbol{\pi}-y)"),
        (
            {**LOGISTIC, "kind": "hessian"},
            r"-X^\top W X, \quad W = \operatorname{diag}(\pi_i (1-\pi_i))",
            r"X^\top W X, \quad W = \operatorname{diag}(\pi_i (1-\pi_i))",
        ),
        (
            REGRESSION,
            r"\sum_{i=1}^{m}(h_\theta(x^{(i)})-y^{(i)})x^{(i)}_j",
            r"\sum_{i=1}^{m}(h_\theta(x^{(i)})+y^{(i)})x^{(i)}_j",
        ),
        (SLICES, r"\sum_i (X_{i,:}w-y_i) X_{i,:}^T", r"\sum_i (X_{i,:}w+y_i) X_{i,:}^T"),
        (SLICES, r"\frac{\partial}{\partial w_j} = X_{:,j}^T (Xw-y)", r"X_{\cdot j}^T (Xw+y)"),
        (
            NEURONS,
            r"\frac{\partial E}{\partial w_{kj}} = \frac{\partial E}{\partial o_k}"
            r"\frac{\partial o_k}{\partial net_k}\frac{\partial net_k}{\partial w_{kj}}",
            r"\frac{\partial E}{\partial w_{kj}} = (t_k-o_k)o_k(1-o_k)x_j",
        ),
        (
            ATTENTION,
            r"dQ = \frac{1}{\sqrt d} dS K, dS = P\circ(dP - \mathrm{rowsum}(dP\circ P)),"
            r" dP = dO V^\top",
            r"dQ = \frac{1}{\sqrt d} dS K, dS = P\circ(dP - \mathrm{rowsum}(dP)), dP = dO V^\top",
        ),
        ({**ATTENTION, "wrt": "V"}, r"dV = P^\top dO", "dV = P dO"),
        (DIVERGENCE, r"-\frac{p_i}{q_i}", r"\frac{p_i}{q_i}"),
        (HINGE, r"w-C\sum_{i:\,y_iw^Tx_i<1}y_ix_i", r"w-C\sum_{i:\,y_iw^Tx_i>1}y_ix_i"),
        (
            ENTROPY,
            r"-y_i(1-p_i)+\sum_{k\neq i}y_k p_i",
            r"-y_i(1-p_i)-\sum_{k\neq i}y_k p_i",
        ),
        (ENTROPY, r"p_i(y_i+\sum_{k=1, k\ne i}^n y_k)-y_i", r"p_i\sum_{k\ne i} y_k-y_i"),
    ],
)
def test_both_are_read(request_: dict[str, Any], right: str, wrong: str) -> None:
    assert check_request({**request_, "claim": right}).verdict in ("proved", "holds")
    assert check_request({**request_, "claim": wrong}).verdict in ("refuted", "ill_shaped")


def test_sums_of_columns_stand_in_a_row() -> None:
    given = {"declare": {"X": ["n", "d"], "b": ["1", "d"], "G": ["n", "d"]}, "wrt": "b"}
    layer = {**given, "function": "Y = X + b", "upstream": {"symbol": "G", "of": "Y"}}
    assert check_request({**layer, "claim": r"\operatorname{colsum}(G)"}).verdict == "proved"


def test_an_equation_that_names_nothing_is_refused_beside_others() -> None:
    told = check_request({"function": "a^2 = x'*x, f = x'*x, x + x = 2*x", "claim": "2x"})
    assert told.error is not None and "names nothing" in told.error.message


CONVOLUTION: dict[str, Any] = {
    "declare": {"a": ["H", "W"], "w": ["2", "2"], "G": ["P", "Q"]},
    "function": r"z_{i,j} = \sum_m \sum_n a_{i+m,j+n} w_{m,n}",
    "wrt": "w",
    "upstream": {"symbol": "G", "of": "z"},
    "fixed_dims": {"H": 4, "W": 5, "P": 3, "Q": 4},
}


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\sum_i \sum_j G_{i,j} a_{i+m,j+n}", "holds"),
        (r"2\sum_i \sum_j G_{i,j} a_{i+m,j+n}", "refuted"),
    ],
)
def test_shifted_positions_are_counted_from_zero(claim: str, verdict: str) -> None:
    told = check_request({**CONVOLUTION, "claim": claim})
    assert told.verdict == verdict
    assert "the indices are counted from 0, so that every position exists." in told.notes


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({}, "arithmetic in a subscript needs sizes that are numbers."),
        ({"H": 3, "W": 5, "P": 3, "Q": 4}, "the position i + m runs from 2 to 5, and there are 3."),
    ],
)
def test_positions_that_do_not_exist_are_refused(sizes: dict[str, int], message: str) -> None:
    told = check_request({**CONVOLUTION, "fixed_dims": sizes, "claim": "G"})
    assert told.error is not None and told.error.message == message


POISSON: dict[str, Any] = {
    "declare": {"x": ["n", "k"], r"\beta": ["k"], "y": ["n"]},
    "function": r"\ln L = \sum_{i=1}^{n} -\lambda_i+y_i x_i\beta,\ \ln\lambda_i=x_i\beta",
    "wrt": r"\beta",
}
COUNTED: dict[str, Any] = {
    "declare": {"x": ["n", "p+1"], r"\beta": ["p+1"]},
    "function": r"\sum_{i=1}^n e^{\sum_{j=0}^p \beta_j x_{ij}}",
    "wrt": r"\beta",
}
CELL: dict[str, Any] = {
    "declare": {
        "o_t": ["n"],
        "f_t": ["n"],
        "i_t": ["n"],
        r"\tilde{c}_t": ["n"],
        "c_{t-1}": ["n"],
        r"\delta h_t": ["n"],
    },
    "function": r"h_t = o_t \odot \tanh(c_t), c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t",
    "wrt": "f_t",
    "upstream": {"symbol": r"\delta h_t", "of": "h_t"},
}
LAYERS: dict[str, Any] = {
    "declare": {"H^1": ["N", "D"], "W^2": ["D", "M"], "G": ["N", "M"]},
    "function": r"Y = H^1 W^2",
    "wrt": "W^2",
    "upstream": {"symbol": "G", "of": "Y"},
}
WORDS: dict[str, Any] = {
    "declare": {"u_x": ["V", "d"], "u_o": ["d"], "v": ["d"]},
    "function": r"-u_o^T v + \log(\sum_{x=1}^{V} e^{u_x^T v})",
    "wrt": "v",
}
WEIGHTED: dict[str, Any] = {
    "declare": {"X": ["m", "n"], "y": ["m"], "w": ["m"], r"\theta": ["n"]},
    "function": r"\sum_{i=1}^m w(i) y^{(i)} \log h_\theta(x^{(i)}), h_\theta(x) = g(\theta^T x),"
    r" g(z) = \frac{1}{1+e^{-z}}",
    "wrt": r"\theta",
}
QUADRATIC: dict[str, Any] = {
    "declare": {"A": ["n", "n"], "x": ["n"], "b": ["n"]},
    "assume": {"A": ["symmetric"]},
    "function": r"f = \frac{1}{2} A_{ij} x_i x_j - b_i x_i",
    "wrt": "x",
}
TOTAL: dict[str, Any] = {
    "declare": {"z": ["n"], "y": ["n"]},
    "assume": {"y": ["sums to one"]},
    "function": r"-y:\log(s),\ s = \frac{e^z}{\sum e^z}",
    "wrt": "z",
}
RECTIFIED: dict[str, Any] = {
    "declare": {"X": ["m", "n"], "W": ["n", "k"], "G": ["m", "k"]},
    "function": r"Y = \mathrm{ReLU}(XW)",
    "wrt": "W",
    "upstream": {"symbol": "G", "of": "Y"},
}


@pytest.mark.parametrize(
    ("request_", "right", "wrong"),
    [
        (POISSON, r"\sum_{i=1}^{n}(y_i-\lambda_i)x_i", r"\sum_{i=1}^{n}(y_i+\lambda_i)x_i"),
        (
            COUNTED,
            r"\sum_{i=1}^n e^{\sum_{j=0}^p \beta_j x_{ij}} x_{ia}",
            r"\sum_{i=1}^n e^{\sum_{j=0}^p \beta_j} x_{ia}",
        ),
        (
            CELL,
            r"\delta c_t \odot c_{t-1},\ \delta c_t = \delta h_t \odot o_t \odot (1-\tanh^2(c_t))",
            r"\delta c_t \odot c_{t-1},\ \delta c_t = \delta h_t \odot o_t \odot (1-c_t^2)",
        ),
        (LAYERS, r"\sum_m {H^1}^T_{im} G_{mj}", r"2\sum_m {H^1}^T_{im} G_{mj}"),
        (LAYERS, r"\sum_m H^1_{mi} G_{mj}", r"-\sum_m H^1_{mi} G_{mj}"),
        (
            WORDS,
            r"-u_o + \sum_{x=1}^V p_x u_x, p_x = \frac{e^{u_x^T v}}{\sum_{w=1}^V e^{u_w^T v}}",
            r"-u_o + \sum_{x=1}^V p_x u_x, p_x = \frac{e^{u_x^T v}}{\sum_{w=1}^V u_w^T v}",
        ),
        (
            WEIGHTED,
            r"X^T z, z_i = w(i) y^{(i)} (1 - h_\theta(x^{(i)}))",
            r"X^T z, z_i = w(i) (1 - h_\theta(x^{(i)}))",
        ),
        (
            {**WEIGHTED, "kind": "hessian"},
            r"X^T D X, D_{ii} = -w(i) y^{(i)} h_\theta(x^{(i)})(1 - h_\theta(x^{(i)}))",
            r"X^T D X, D_{ii} = w(i) y^{(i)} h_\theta(x^{(i)})(1 - h_\theta(x^{(i)}))",
        ),
        (QUADRATIC, r"A_{ij} x_j - b_i", r"A_{ij} x_j + b_i"),
        (TOTAL, "s - y", "s + y"),
        (RECTIFIED, r"X^T(G \circ (XW > 0))", r"X^T(G \circ (XW < 0))"),
        (RECTIFIED, r"X^T(G \circ \mathrm{1}\{XW > 0\})", r"X^T(G \circ \mathrm{1}\{XW < 0\})"),
    ],
)
def test_these_are_read_too(request_: dict[str, Any], right: str, wrong: str) -> None:
    assert check_request({**request_, "claim": right}).verdict in ("proved", "holds")
    assert check_request({**request_, "claim": wrong}).verdict in ("refuted", "ill_shaped")


@pytest.mark.parametrize(
    ("claim", "read"),
    [("A^T_{ij}", "A'[i, j]"), (r"\mathrm{A}_{ij}^T", "A'[i, j]"), ("A_{ji}", "A[j, i]")],
)
def test_an_entry_of_a_transpose(claim: str, read: str) -> None:
    given = {"declare": {"A": ["n", "n"], "X": ["n", "n"]}, "wrt": "X", "function": r"\tr(AX)"}
    told = check_request({**given, "claim": claim})
    assert told.verdict == "proved" and read in repr(told.claim)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"claim": "x > 0"}, "a comparison is no formula."),
        (
            {"function": "q'*q"},
            "the function does not contain x; it has q, which nothing declares.",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(fields: dict[str, str], message: str) -> None:
    given = {"declare": {"x": ["n"]}, "function": "x'*x", "wrt": "x", "claim": "2x"}
    told = check_request({**given, **fields})
    assert told.error is not None and told.error.message == message
