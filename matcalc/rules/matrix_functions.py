"""Functions of a matrix: d f(S) = L(S, dS), and inside a trace d tr f(S) = tr(f′(S) dS).

L is the Fréchet derivative of f. It is linear in its second argument, and
⟨G, L(S, E)⟩ = ⟨L(Sᵀ, G), E⟩; where E commutes with S it is f′(S) E.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matcalc.expr import Expr, expm, frechet, identity, inner, inverse, operation, trace, zeros
from matcalc.expr import differential as d
from matcalc.expr.node import power
from matcalc.rules.letters import A, G, L, R, S, T, constant_S, constant_s, s
from matcalc.rules.row import Condition, Rule

_principal = Condition("principal", S)
_whole = Condition("positive_whole", s)

FUNCTIONS: Mapping[str, tuple[Callable[[Expr], Expr], Callable[[Expr], Expr]]] = {
    "expm": (expm, expm),
    "logm": (lambda x: operation("logm", x), inverse),
    "sinm": (lambda x: operation("sinm", x), lambda x: operation("cosm", x)),
    "cosm": (lambda x: operation("cosm", x), lambda x: -operation("sinm", x)),
}
"""Name → f, f′."""

_LINEAR = "a Fréchet derivative is linear in its direction"
_SPOKEN = {
    "expm": "the matrix exponential",
    "logm": "the matrix logarithm",
    "sinm": "the matrix sine",
    "cosm": "the matrix cosine",
}
_WHEN = {"logm": (_principal,)}


def _rows(name: str) -> tuple[Rule, ...]:
    function, slope = FUNCTIONS[name]
    when = _WHEN.get(name, ())
    return (
        Rule(
            f"d_{name}",
            d(function(S)),
            frechet(name, S, d(S)),
            f"differential of {_SPOKEN[name]}",
            when,
        ),
        Rule(
            f"d_trace_{name}",
            d(trace(function(S))),
            trace(slope(S) @ d(S)),
            f"differential of {_SPOKEN[name]} inside a trace",
            when,
        ),
        Rule(
            f"d_{name}_frechet",
            d(frechet(name, S, T)),
            frechet(name, S, d(T)),
            _LINEAR,
            (constant_S, *when),
        ),
    )


_root = operation("sqrtm", S)
_X = operation("sylvester", L, S, A)
_Y = operation("dlyap", S, T)

DIFFERENTIALS: tuple[Rule, ...] = (
    *(rule for name in FUNCTIONS for rule in _rows(name)),
    Rule(
        "d_sqrtm",
        d(_root),
        operation("sylvester", _root, _root, d(S)),
        "R = √S solves R dR + dR R = dS",
        (_principal,),
    ),
    Rule(
        "d_trace_sqrtm",
        d(trace(_root)),
        trace(inverse(_root) @ d(S)) / 2,
        "derivative of the square root inside a trace",
        (_principal,),
    ),
    Rule(
        "d_power_symbolic",
        d(power(S, s)),
        operation("power_frechet", S, d(S), s),
        "product rule",
        (constant_s, _whole),
    ),
    Rule(
        "d_trace_power",
        d(trace(power(S, s))),
        s * trace(power(S, s - 1) @ d(S)),
        "derivative of a power inside a trace",
        (constant_s, _whole),
    ),
    Rule(
        "d_power_frechet",
        d(operation("power_frechet", S, T, s)),
        operation("power_frechet", S, d(T), s),
        _LINEAR,
        (constant_S, constant_s, _whole),
    ),
    Rule(
        "d_sylvester",
        d(_X),
        operation("sylvester", L, S, d(A) - d(L) @ _X - _X @ d(S)),
        "differentiating L X + X S = A",
        (Condition("solvable_sum", L),),
    ),
    Rule(
        "d_dlyap",
        d(_Y),
        operation("dlyap", S, d(T) + d(S) @ _Y @ S.T + S @ _Y @ d(S).T),
        "differentiating X = S X Sᵀ + T",
        (Condition("solvable_product", S),),
    ),
)

ADJOINTS: tuple[Rule, ...] = (
    *(
        Rule(
            f"adjoint_{name}_frechet",
            inner(R, frechet(name, S, T)),
            inner(frechet(name, S.T, R), T),
            "the adjoint stands at the transpose",
        )
        for name in FUNCTIONS
    ),
    Rule(
        "adjoint_power_frechet",
        inner(R, operation("power_frechet", S, T, s)),
        inner(operation("power_frechet", S.T, R, s), T),
        "the adjoint stands at the transpose",
        (_whole,),
    ),
    Rule(
        "adjoint_sylvester",
        inner(G, operation("sylvester", L, S, A)),
        inner(operation("sylvester", L.T, S.T, G), A),
        "the adjoint solver has the transposes",
    ),
    Rule(
        "adjoint_dlyap",
        inner(R, operation("dlyap", S, T)),
        inner(operation("dlyap", S.T, R), T),
        "the adjoint solver has the transpose",
    ),
)


def _simpler(name: str) -> tuple[Rule, ...]:
    function, slope = FUNCTIONS[name]
    when = _WHEN.get(name, ())
    words = "the direction commutes with the matrix"
    turned = function(S.T)
    itself = identity("n") if name == "logm" else slope(S) @ S
    return (
        Rule(f"{name}_frechet_identity", frechet(name, S, identity("n")), slope(S), words, when),
        Rule(f"{name}_frechet_itself", frechet(name, S, S), itself, words, when),
        Rule(f"{name}_frechet_scale", frechet(name, S, s * T), s * frechet(name, S, T), _LINEAR),
        Rule(
            f"{name}_frechet_zeros",
            frechet(name, S, zeros("n", "n")),
            zeros("n", "n"),
            _LINEAR,
            when,
        ),
        Rule(
            f"{name}_of_transpose",
            turned,
            function(S).T,
            f"{_SPOKEN[name]} commutes with transposing",
        ),
    )


SIMPLER: tuple[Rule, ...] = (
    *(rule for name in FUNCTIONS for rule in _simpler(name)),
    Rule("sqrtm_of_transpose", operation("sqrtm", S.T), _root.T, "√ commutes with transposing"),
    Rule(
        "sylvester_scale",
        operation("sylvester", L, S, s * A),
        s * _X,
        "a solution is linear in the right side",
    ),
    Rule(
        "dlyap_scale",
        operation("dlyap", S, s * T),
        s * _Y,
        "a solution is linear in the right side",
    ),
)
