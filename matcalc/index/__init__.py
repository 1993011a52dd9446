"""The index engine: networks of labelled factors, their normal form, and a second derivation."""

from matcalc.index.agree import agrees_with
from matcalc.index.canonical import Network
from matcalc.index.differentiate import Derivative, gradient
from matcalc.index.linear import hessian, jacobian
from matcalc.index.network import TooLargeError
from matcalc.index.normal import equal, normal_form
from matcalc.index.notation import to_matrix
