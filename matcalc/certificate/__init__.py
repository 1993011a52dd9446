"""Certificates: a derivation as JSON that anyone can keep, read back and re-check."""

from matcalc.certificate.decode import from_certificate, parse
from matcalc.certificate.encode import to_certificate, to_json
from matcalc.certificate.recheck import recheck
