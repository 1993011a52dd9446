"""The standalone checker as a module, and expressions as it reads them."""

import importlib.util
import json
from pathlib import Path

from matcalc.certificate.nodes import Rows

FOLDER = Path(__file__).parents[2] / "checker"


def loaded():
    spec = importlib.util.spec_from_file_location("standalone", FOLDER / "recheck.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECKER = loaded()
REFUSED = (CHECKER.Rejected, CHECKER.Malformed, *CHECKER.UNREADABLE)


def table_of(*expressions):
    """Expressions written as rows and read by the checker."""
    rows = Rows()
    numbers = [rows.number(each) for each in expressions]
    at = CHECKER.Expressions(json.loads(json.dumps(rows.rows)))
    return [at(each) for each in numbers]
