"""Grading: a student's whole document, every formula in it judged.

`findings` says what is found; `examine` finds it in one document.
"""

from matcalc.grade.findings import Finding, Place, Report, Score, as_json
