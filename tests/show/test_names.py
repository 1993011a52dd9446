"""Names in every notation."""

import pytest

from matcalc.expr import symbol
from matcalc.show.identifiers import identifier
from matcalc.show.names import LONGEST, latex_name, render_name, spelling
from matcalc.show.unicode import UNICODE

LATEX = [
    ("X", "X"),
    ("alpha", r"\alpha"),
    ("Sigma", r"\Sigma"),
    ("β", r"\beta"),
    ("W1", "W_{1}"),
    ("s_2", "s_{2}"),
    ("y_hat", r"\hat{y}"),
    ("y_hat_1", r"\hat{y}_{1}"),
    ("mu_tilde", r"\tilde{\mu}"),
    ("W_out", r"W_{\mathrm{out}}"),
    ("x_i_alpha", r"x_{i,\alpha}"),
    ("dX", r"\mathrm{d}X"),
    ("dx_2", r"\mathrm{d}x_{2}"),
    ("Xp", r"\mathrm{Xp}"),
    ("lambda_", r"\lambda"),
    ("x'", "x'"),
    (r"\frac{\partial L}{\partial Y}", r"\frac{\partial L}{\partial Y}"),
]


@pytest.mark.parametrize(("name", "latex"), LATEX)
def test_latex_name(name, latex):
    assert latex_name(name) == latex


RENDERED = [
    (r"\alpha", "α", "alpha"),
    ("W^{(1)}", "W⁽¹⁾", "W_1"),
    (r"w^{[l]}", "w^([l])", "w_l"),
    (r"\hat{y}_{1}", "ŷ₁", "y_hat_1"),
    (r"\tilde y", "ỹ", "y_tilde"),
    (r"\vec x", "x⃗", "x_vec"),
    (r"\mathbf{W}_1", "W₁", "W_1"),
    (r"\boldsymbol\beta", "β", "beta"),
    (r"X_{col}", "X_col", "X_col"),
    (r"\mathcal{L}_{\text{reg}}", "L_reg", "L_reg"),
    (r"\frac{\partial L}{\partial \mathbf{Y}}", "∂L/∂Y", "dL_dY"),
    (r"\triangledown_y", "▽_y", "grad_y"),
    ("x'", "x′", "x_prime"),
    ("x_1^2", "x₁²", "x_1_2"),
    ("{", "", "x"),
    ("^", "", "x"),
]


@pytest.mark.parametrize(("latex", "text", "name"), RENDERED)
def test_rendered(latex, text, name):
    assert render_name(latex, UNICODE) == text
    assert identifier(latex, latex) == name


def test_endless_names_are_left_alone():
    name = r"\hat" * (LONGEST + 1)
    assert render_name(name, UNICODE) == name


def test_the_users_spelling_wins():
    assert spelling(symbol("beta", "n", latex=r"\vec \beta").declaration) == r"\vec \beta"
