"""A claim to a verdict: proved, holds, refuted, layout, ill-shaped, unreadable or unknown.

`text` checks what is written; it is imported by name, since it needs the reader.
"""

from matcalc.check.claim import check
from matcalc.check.verdict import Slip, Verdict
