"""Formulas as people type them, in ASCII and LaTeX, to typed expressions and problems."""

from matcalc.read.claim import derivative_shape, read_claim
from matcalc.read.elaborate import elaborate
from matcalc.read.expression import read_expression, read_surface
from matcalc.read.problem import problem_from, read_problem
from matcalc.read.reading import Reading
from matcalc.read.scope import Scope
from matcalc.read.surface import Node
