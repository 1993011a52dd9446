"""The differential engine: derivatives with their derivations (Magnus and Neudecker)."""

from matcalc.derive.engine import Result, derive
