"""The program of every identity, run in each library, against finite differences."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from matcalc.identities import all_identities

from matcalc.derive import derive
from matcalc.errors import UnsupportedError
from matcalc.expr import Expr, Problem, postorder, symbol
from matcalc.expr import head as h
from matcalc.service import code_of
from matcalc.values.arithmetic import PointError
from matcalc.values.finite import finite_check_at
from matcalc.values.floating import Floating
from matcalc.values.point import Point, Scene, points

LENGTHS = (4, 3, 2, 5, 6, 7)
"""One size for each name, the same throughout."""


def is_concrete(identity) -> bool:
    """Whether its formulas are made of functions that a program can call."""
    problem = identity.problem()
    nodes = postorder(problem.target, *(each.body for each in problem.definitions))
    heads = {node.head for node in nodes}
    abstract = any(node.head is h.APPLY and node.data.is_abstract for node in nodes)
    return problem.wrt is not None and h.ABSTRACT not in heads and not abstract


def has_operation(*roots: Expr) -> bool:
    return any(node.head is h.OPERATION for node in postorder(*roots))


CONCRETE = [each for each in all_identities() if is_concrete(each)]


def drawn(problem: Problem, answer: Expr):
    scene = Scene.of(problem, answer)
    for lengths in (LENGTHS, sorted(LENGTHS)):
        sizes = dict(zip(scene.names, lengths, strict=False))
        with suppress(PointError, UnsupportedError):
            yield from points(scene, Floating, 5, sizes=sizes)


def argument(name: Expr, rows, backend: str):
    """A value as a program takes it: with as many axes as were declared."""
    rank = name.declaration.rank
    array = np.array(rows)
    made = array if rank == 2 else array[:, 0] if rank == 1 else array[0, 0]
    if backend == "numpy":
        return made
    if backend == "jax":
        return pytest.importorskip("jax.numpy").asarray(made)
    return pytest.importorskip("torch").tensor(made, dtype=pytest.importorskip("torch").float64)


def ran(source: str, inputs, point: Point, backend: str):
    space = {}
    exec(source, space)
    return np.asarray(space["derivative"](*(argument(x, point.values[x], backend) for x in inputs)))


@pytest.mark.parametrize("backend", ["numpy", "jax", "torch"])
@pytest.mark.parametrize("identity", CONCRETE, ids=lambda each: each.name)
def test_the_program_computes_the_derivative(identity, backend):
    library = pytest.importorskip(backend)
    if backend == "jax":
        library.config.update("jax_enable_x64", True)
    result = derive(identity.problem())
    problem = result.problem
    if backend == "torch" and has_operation(result.expr, *(e.body for e in result.definitions)):
        with suppress(UnsupportedError):
            code_of(result, backend)
            return
        with pytest.raises(UnsupportedError, match="in torch is not written"):
            code_of(result, backend)
        return
    source = code_of(result, backend)
    named = {each.name for each in result.definitions}
    inputs = [name for name in problem.inputs(result.expr) if name not in named]
    answer = symbol("the_answer", *result.expr.shape)
    for point in drawn(problem, result.expr):
        try:
            rows = np.reshape(ran(source, inputs, point, backend), _lengths(result.expr, point))
            given = replace(point, values={**point.values, answer: rows.tolist()})
            assert finite_check_at(problem, answer, given).equal, source
        except PointError:
            continue
        return
    pytest.fail("no point in the domain")


def _lengths(expr: Expr, point: Point) -> list[int]:
    return [dim.at(point.sizes) for dim in expr.shape]
