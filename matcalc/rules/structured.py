"""Structured matrices and functions of the entries: triangles, Toeplitz, cross product, clip, …

What is linear in its argument has two rows: d L(A) = L(dA), and ⟨G, L(A)⟩ = ⟨L*(G), A⟩.
"""

from __future__ import annotations

from matcalc.expr import (
    Expr,
    apply,
    diag,
    dim,
    epower,
    hadamard,
    identity,
    inner,
    inverse,
    kron,
    matmul,
    number,
    ones,
    operation,
    symbol,
    triangle,
    vec,
    zeros,
)
from matcalc.expr import differential as d
from matcalc.rules.letters import A, C, E, G, L, R, S, a, constant_s, s, t
from matcalc.rules.row import Condition, Rule

_n = dim("n")
_x, _y = symbol("x", 3), symbol("y", 3)
_three = symbol("H3", 3, 3)
_entries = symbol("e", dim("m") * "n")
_band = symbol("c", _n * 2 - 1)
_half = symbol("q", triangle(_n))
_F = symbol("F", "q", "n")


def _unvec(body: Expr) -> Expr:
    return operation("unvec", body, sizes=("m", "n"))


def _unvech(body: Expr) -> Expr:
    return operation("unvech", body, sizes=("n",))


LINEAR: tuple[tuple[Expr, Expr, Expr, Expr], ...] = (
    (operation("tril", A), A, G, operation("tril", G)),
    (operation("triu", A), A, G, operation("triu", G)),
    (operation("halflower", S), S, R, operation("halflower", R)),
    (operation("hat", _x), _x, _three, operation("vee", _three)),
    (operation("vee", _three), _three, _x, operation("hat", _x)),
    (operation("toeplitz", _band), _band, R, operation("toeplitz_adjoint", R)),
    (operation("toeplitz_adjoint", S), S, _band, operation("toeplitz", _band)),
    (operation("symtoeplitz", a), a, R, operation("symtoeplitz_adjoint", R)),
    (operation("symtoeplitz_adjoint", S), S, a, operation("symtoeplitz", a)),
    (_unvec(_entries), _entries, G, vec(G)),
    (operation("vech", S), S, _half, _unvech(_half)),
    (_unvech(_half), _half, R, operation("vech", R)),
)
"""L(A), A, G, L*(G)."""


def _name(body: Expr) -> str:
    return str(body.data[0])


def _spoken(body: Expr) -> str:
    name = _name(body)
    return {"tril": "the lower triangle", "triu": "the upper triangle"}.get(
        name, name.replace("_", " ")
    )


def _moved(body: Expr) -> Expr:
    name, sizes = body.data
    return operation(name, *map(d, body.args), sizes=sizes)


_above, _below = apply("step", A - t * ones("m", "n")), apply("step", A - s * ones("m", "n"))
_clip = operation("clip", A, s, t)
_off = Condition("off_bounds", A)

DIFFERENTIALS: tuple[Rule, ...] = (
    *(Rule(f"d_{_name(of)}", d(of), _moved(of), f"{_spoken(of)} is linear") for of, *_ in LINEAR),
    Rule(
        "d_clip",
        d(_clip),
        hadamard(_below - _above, d(A)),
        "1 between the bounds, else 0",
        (constant_s, Condition("constant", t), _off),
    ),
    Rule(
        "d_clip_bounds",
        d(_clip),
        hadamard(_below - _above, d(A)) + d(s) * (ones("m", "n") - _below) + d(t) * _above,
        "1 between the bounds, else 0; outside, the bound moves",
        (_off,),
    ),
    Rule(
        "d_prod",
        d(operation("prod", A)),
        operation("prod", A) * inner(epower(A, number(-1)), d(A)),
        "dΠ/Π = Σ dAᵢⱼ/Aᵢⱼ",
        (Condition("nonzero_entries", A),),
    ),
    Rule(
        "d_max",
        d(operation("max", A)),
        inner(operation("argmax", A), d(A)),
        "the largest entry moves",
        (Condition("single_largest", A),),
    ),
    Rule(
        "d_argmax",
        d(operation("argmax", A)),
        zeros("m", "n"),
        "the place of the largest entry stays",
        (Condition("single_largest", A),),
    ),
    Rule(
        "d_power_varying",
        d(epower(A, s)),
        s * hadamard(epower(A, s - 1), d(A)) + d(s) * hadamard(epower(A, s), apply("log", A)),
        "power rule, for base and exponent",
        (Condition("positive", A),),
    ),
    Rule(
        "d_power_exponent",
        d(epower(A, s)),
        d(s) * hadamard(epower(A, s), apply("log", A)),
        "d aˢ = aˢ log(a) ds",
        (Condition("constant", A), Condition("positive", A)),
    ),
)

ADJOINTS: tuple[Rule, ...] = (
    *(
        Rule(
            f"adjoint_{_name(body)}",
            inner(across, body),
            inner(turned, arg),
            f"{_spoken(body)} moves across",
        )
        for body, arg, across, turned in LINEAR
    ),
    Rule("adjoint_vec", inner(_entries, vec(A)), inner(_unvec(_entries), A), "vec moves across"),
)

SIMPLER: tuple[Rule, ...] = (
    Rule("unvec_of_vec", _unvec(vec(A)), A, "unvec undoes vec"),
    Rule("vec_of_unvec", vec(_unvec(_entries)), _entries, "vec undoes unvec"),
    Rule("kron_times_vec", kron(A, E) @ vec(_F), vec(E @ _F @ A.T), "(A ⊗ B) vec X = vec(B X Aᵀ)"),
    Rule("hat_transposed", operation("hat", _x).T, -operation("hat", _x), "skew"),
    Rule("unvec_scale", _unvec(s * _entries), s * _unvec(_entries), "unvec is linear"),
)

CROSS = Rule(
    "cross_product_turned",
    matmul(operation("hat", _x), _y),
    -(operation("hat", _y) @ _x),
    "x × y = −y × x",
)
"""Brings a moving x to the right of a cross product."""


def _vec_of_mask(name: str, body: Expr) -> Rule:
    """vec L(A) = diag(vec L(1)) vec A, where L keeps or drops each entry by its place."""
    mask = operation(name, ones(*body.shape))
    right = diag(vec(mask)) @ vec(body)
    return Rule(f"vec_{name}", vec(operation(name, body)), right, "a mask, entry by entry")


VECS: tuple[Rule, ...] = (
    _vec_of_mask("tril", A),
    _vec_of_mask("triu", A),
    _vec_of_mask("halflower", S),
    Rule(
        "vec_sylvester",
        vec(operation("sylvester", L, S, C)),
        inverse(kron(identity("n"), L) + kron(S.T, identity("m"))) @ vec(C),
        "(I ⊗ A + Bᵀ ⊗ I) vec X = vec C where A X + X B = C",
    ),
    Rule(
        "vec_dlyap",
        vec(operation("dlyap", S, R)),
        inverse(identity(_n * _n) - kron(S, S)) @ vec(R),
        "(I − A ⊗ A) vec X = vec Q where X = A X Aᵀ + Q",
    ),
)
"""vec of an operation that is linear in its last argument, as a matrix times vec of that."""
