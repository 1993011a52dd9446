"""A claim to a verdict: proved, holds, refuted, layout, ill-shaped, unreadable or unknown."""

from matcalc.check.claim import check
from matcalc.check.verdict import Slip, Verdict
