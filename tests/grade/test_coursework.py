"""Critical points, Newton steps and running averages in a document: right ones and slips."""

import pytest

from matcalc.grade.examine import examine

LANDSCAPE = r"""
## 1

$$\nabla f = \begin{pmatrix} 4x^3 - 4y \\ 4y^3 - 4x \end{pmatrix}$$

$$\begin{cases} f_{xx} = 12x^2, \\ f_{yy} = 12y^2, \\ f_{xy} = %s \end{cases}$$

The critical points are $(0, 0)$, $(1, 1)$ and $(%s)$.

$$\begin{cases} D < 0 & \Rightarrow (0, 0) \text{ is a saddle point} \\
D > 0 & \Rightarrow (1, 1) \text{ is a local %s} \end{cases}$$
"""
NEWTON = r"""
$$\nabla f(x) = (6x - 2y + %s, 4y - 2x - 5\cos(x)) \rightarrow
\nabla f(x)|_{(x,y)=(0,0)} = (0, -5)$$

$$H_f = \begin{pmatrix} 6 + 5y\cos(x) & 5\sin(x) - 2 \\ 5\sin(x) - 2 & 4 \end{pmatrix}_{(x,y)=(0,0)}
= \begin{pmatrix} 6 & -2 \\ -2 & 4 \end{pmatrix}$$

$$H_f^{-1} = \begin{pmatrix} \frac15 & \frac{1}{10} \\ \frac{1}{10} & %s \end{pmatrix}$$
"""
AVERAGE = r"""
$$v_1 = (1-\beta)g_1^2, \quad v_2 = \beta(1-\beta)g_1^2 + (1-\beta)g_2^2$$
$$v_t = (1-\beta)\sum_{i=%s}^t \beta^{t-i} g_i^2$$
$$E[v_t] = (1 - \beta^{%s}) E[g^2]$$
"""


def verdicts(text):
    return [each.verdict for each in examine(text, "sheet.md").findings]


def wrong(text):
    return [each for each in examine(text, "sheet.md").findings if each.verdict == "refuted"]


def test_a_right_landscape():
    found = verdicts(LANDSCAPE % ("-4", "-1, -1", "minimum"))
    assert set(found) == {"proved", "unknown"}
    assert found.count("unknown") == 1, "the function itself is not written"


@pytest.mark.parametrize(
    "parts, told",
    [
        (("4", "-1, -1", "minimum"), "f_{xy} is -4, not 4."),
        (("-4", "-1, 1", "minimum"), "(-1, 1) is not a critical point; (-1, -1) is."),
        (("-4", "-1, -1", "maximum"), "(1, 1) is a local minimum, not a local maximum."),
    ],
)
def test_slips_in_a_landscape(parts, told):
    (found,) = wrong(LANDSCAPE % parts)
    assert told in [found.text, *(each.text for each in found.links)]


def test_a_right_newton_step():
    found = verdicts(NEWTON % (r"5y\sin(x)", r"\frac{3}{10}"))
    assert "refuted" not in found
    assert found.count("proved") >= 2


def test_a_lost_factor_in_a_gradient_is_found_without_the_function():
    (found,) = wrong(NEWTON % (r"5\sin(x)", r"\frac{3}{10}"))
    assert found.text.startswith("No function has this gradient")
    assert "A missing factor y in 5 sin(x)" in found.slip


def test_a_wrong_inverse():
    (found,) = wrong(NEWTON % (r"5y\sin(x)", r"\frac{1}{10}"))
    assert found.about == "H⁻¹"
    assert found.slip.startswith("Entry (2, 2) is 3/10, not 1/10.")


def test_a_right_average():
    assert verdicts(AVERAGE % ("1", "t")) == ["proved"] * 3


@pytest.mark.parametrize(
    "parts, slip", [(("0", "t"), "The sum starts at i = 0"), (("1", "t-1"), "At t = 1")]
)
def test_slips_in_an_average(parts, slip):
    (found,) = wrong(AVERAGE % parts)
    assert found.slip.startswith(slip)


def test_points_elsewhere_are_left_alone():
    text = LANDSCAPE % ("-4", "-1, -1", "minimum") + "\n## 2\n\nStart at the point $(2, 3)$.\n"
    assert not wrong(text)


def test_a_chain_goes_on_in_the_next_display():
    text = r"""
Let $f(x) = x^\top A x$ with $A \in \mathbb{R}^{n \times n}$ and $x \in \mathbb{R}^n$.

$$\nabla f = A x + A^\top x$$

$$= 2 A x$$
"""
    *_, last = examine(text, "sheet.md").findings
    assert (last.verdict, last.first_wrong) == ("refuted", 1)


def test_entries_with_two_indices_are_no_second_derivatives():
    from matcalc.grade.coursework import is_coursework

    assert not is_coursework(r"=\sum_{s,m} G_{sm} \delta_{mj}=G_{ij}")
    assert is_coursework(r"\begin{cases} f_{xx} = 2, \\ f_{xy} = 1 \end{cases}")
    assert is_coursework(r"f_{x_1x_2} = -3")


GIVEN = r"""
## 1

Let %s.

$$\nabla f = %s$$

$$H_f = \begin{pmatrix} 2 x_2 & 2 x_1 \\ 2 x_1 & %s \end{pmatrix}$$
"""
RIGHT_SLOPES, WRONG_SLOPES = "(2 x_1 x_2, x_1^2)", "(2 x_1 x_2^2, 2 x_1^2 x_2)"


@pytest.mark.parametrize(
    "function",
    ["$x_1, x_2$ be scalars and $f = x_1^2 x_2$", "$f(x_1, x_2) = x_1^2 x_2$ and $g = x_1 x_2$"],
)
@pytest.mark.parametrize(
    "slopes, corner, expected",
    [
        (RIGHT_SLOPES, "0", ["proved", "proved"]),
        (WRONG_SLOPES, "0", ["refuted", "proved"]),
        (RIGHT_SLOPES, "1", ["proved", "refuted"]),
    ],
)
def test_the_function_of_the_question_decides_not_a_line_before(function, slopes, corner, expected):
    assert verdicts(GIVEN % (function, slopes, corner)) == expected


def test_the_function_of_a_question_gives_its_points_too():
    given = "Let $f(x, y) = x^4 + y^4 - 4xy$." + LANDSCAPE.replace("4y \\\\", "4y^3 \\\\", 1)
    found = verdicts("## 1" + given.replace("## 1", "", 1) % ("-4", "-1, -1", "minimum"))
    assert (found[0], {*found[1:]}) == ("refuted", {"proved"})


def test_a_field_that_no_edit_mends_decides_nothing():
    text = r"""
$$\nabla f = (y, -x + y^3 + x^2 y)$$

$$H_f = \begin{pmatrix} 0 & 1 \\ 1 & x^2 \end{pmatrix}$$
"""
    first, second = examine(text, "sheet.md").findings
    assert first.text.startswith("No function has this gradient")
    assert (first.verdict, second.verdict) == ("refuted", "unknown")


@pytest.mark.parametrize(
    "said, verdict",
    [
        ("not a saddle point", "refuted"),
        ("not a minimum", "proved"),
        ("neither a maximum nor a minimum", "proved"),
        ("a saddle point of f", "proved"),
    ],
)
def test_a_denial_in_a_table_is_read(said, verdict):
    text = (
        "Let $f(x, y) = x^4 + y^4 - 4xy$.\n\n$$\\begin{cases} D < 0 & \\Rightarrow (0, 0) "
        f"\\text{{ is {said}}} \\end{{cases}}$$"
    )
    assert verdicts(text) == [verdict]


@pytest.mark.parametrize(
    "line, expected",
    [
        ("\\nabla f(1, 2) = (4, 13)", ["proved"]),
        ("\\nabla f(1, 2) = (4, 12)", ["refuted"]),
        ("\\nabla f(1, 2) = (2xy, x^2 + 3y^2) = (4, 12)", ["refuted"]),
        ("\\nabla f = (2xy, x^2 + 3y^2) = 4", ["unknown"]),
    ],
)
def test_every_side_of_a_gradient_is_judged_or_left_open(line, expected):
    assert verdicts(f"Let $f(x, y) = x^2 y + y^3$.\n\n$${line}$$\n") == expected


def test_a_point_is_no_claim_where_nobody_took_a_gradient():
    assert not verdicts("Let $f(x, y) = x^2 - y^2$. Start at the point $(0, 1)$.")


def test_a_point_without_words_is_told_to_be_critical_and_no_more():
    text = "Let $f(x, y) = x^2 - y^2$.\n\n$$\\nabla f = (2x, -2y)$$\n\nIt is zero at $(0, 0)$."
    assert examine(text, "sheet.md").findings[-1].text == "(0, 0) is a critical point."
