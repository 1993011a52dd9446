"""What expressions are worth: exactly, in floating point, in NumPy and in JAX.

`numpy_`, `finite` and `jax_` are imported by name where they are used.
"""

from matcalc.values.arithmetic import InexactError, PointError, Rational
from matcalc.values.counterexample import Counterexample, counterexample
from matcalc.values.evaluate import Evaluation
from matcalc.values.exactly import (
    Comparison,
    Probe,
    agrees,
    agrees_floating,
    derivative_at,
    directional,
    same,
    same_floating,
)
from matcalc.values.floating import Floating
from matcalc.values.modular import Modular
from matcalc.values.point import Point
from matcalc.values.sizes import SizeRules, draw_sizes
