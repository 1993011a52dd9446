"""The index engine: networks of labelled factors, their normal form, and the way back."""

from matcalc.index.canonical import Network
from matcalc.index.network import TooLargeError
from matcalc.index.normal import equal, normal_form
from matcalc.index.notation import to_matrix
