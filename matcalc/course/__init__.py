"""What else a course sheet asks: critical points, a Newton step, running averages, eigenvectors.

Each is a derivation and a check. SymPy solves the equations; every answer says how it is known.
"""

from matcalc.course.critical import (
    CriticalPoint,
    classify,
    critical_points,
    described,
    refuse_not_critical,
)
from matcalc.course.eigen import check_pair, check_values, row_sum, spectrum_facts
from matcalc.course.field import (
    Field,
    field_from_gradient,
    field_of,
    mended,
    why_not_a_gradient,
)
from matcalc.course.judgement import Judgement
from matcalc.course.kinds import Statement, read_kind
from matcalc.course.landscape import PointClaim, check_points
from matcalc.course.moment_claims import check_equation, check_mean, check_member
from matcalc.course.moments import (
    RunningAverage,
    average,
    average_from_members,
    closed_form,
    condition,
    expectation,
)
from matcalc.course.newton import (
    QUANTITIES,
    NewtonStep,
    check_formula,
    check_step,
    check_table,
    newton_step,
    read_quantity,
)
from matcalc.course.scalars import read_formula, read_matrix, read_number, read_point
from matcalc.course.shapes import check_constraint, constraints
from matcalc.course.shapes import told as constraints_told
from matcalc.course.signs import check_count, check_probability, probability
from matcalc.course.terms import table_written
