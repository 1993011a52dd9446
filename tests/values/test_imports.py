import subprocess
import sys


def test_the_exact_tier_needs_the_standard_library_alone():
    code = "import sys, matcalc.values; print({'numpy', 'jax', 'sympy'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
