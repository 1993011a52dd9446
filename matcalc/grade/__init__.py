"""Grading: a student's whole document, every formula in it judged.

`findings` says what is found; `examine` finds it in one document, `worker` within limits.

`matcalc.grade(document)` is the report on a document, a path or a text: the module is callable,
since the function and the package share their name.
"""

import sys
from types import ModuleType
from typing import Any

from matcalc.grade.findings import Finding, Place, Report, Score, as_json


class _Grading(ModuleType):
    """This package, which grades when it is called."""

    def __call__(self, *arguments: Any, **options: Any) -> Report:
        from matcalc.grade.document import grade

        return grade(*arguments, **options)


sys.modules[__name__].__class__ = _Grading
