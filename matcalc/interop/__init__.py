"""To and from SymPy, and the record of an identity stated in SymPy."""

from matcalc.interop.identity import Identity, Slip
from matcalc.interop.inward import from_sympy
from matcalc.interop.outward import to_sympy
