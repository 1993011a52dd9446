"""Expressions in print: LaTeX, Unicode, ASCII, MathML and program code."""

from matcalc.expr.text import to_ascii
from matcalc.show.code import to_code
from matcalc.show.latex import to_latex
from matcalc.show.mathml import to_mathml
from matcalc.show.unicode import to_unicode

__all__ = ["to_ascii", "to_code", "to_latex", "to_mathml", "to_unicode"]
