#!/usr/bin/env python3
"""Re-checks certificates of matrix derivatives. One file, the standard library, nothing else.

    python recheck.py CERTIFICATE.json ...      (rules.json stands beside this file)

A certificate holds expressions, and derivations over them. A derivation is a chain of steps;
each replaces an expression by an equal one, wherever it stands. A step is one of

* a rule of ``rules.json`` with expressions put in for its letters: instantiated here, compared;
* a definition of the problem, read in either direction;
* an equation of linear algebra whose length depends on its left side. Merging of powers and the
  three differentials are computed here. For the others no second copy of each computation is
  kept: both sides are evaluated at random points modulo the prime 2^61 - 1, in random sizes
  from 2 to 4, with everything that is not linear algebra taken as an unknown value. A false
  equation passes with a chance below 10^-15 for each size tried; that it holds at all larger
  sizes is not shown by this file. The name of such an equation is a citation: what is checked
  is that it is known, that it speaks of this kind of expression, and that the sides are equal.

Exit code: 0 all accepted, 1 a step does not follow, 2 not a certificate.
"""

from __future__ import annotations

import json
import re
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import SystemRandom

PRIME = 2**61 - 1
TRIALS = 3
RANDOM = SystemRandom()


class Rejected(Exception):
    """A step that does not follow."""


class Malformed(Exception):
    """Something that is not a certificate."""


def demand(holds, why, *parts):
    """Reject unless the first argument holds."""
    if not holds:
        raise Rejected(" ".join([why, *map(repr, parts)]))


# Dimensions: polynomials, ((names, count), ...) in a fixed order.


def polynomial(terms):
    """The dimension with these terms; equal ones are equal tuples."""
    return tuple(sorted((names, count) for names, count in terms.items() if count))


def dimension(data):
    """A dimension from a number, a name, or a list of [count, names]."""
    if type(data) is int:
        return polynomial({(): data})
    if isinstance(data, str):
        return polynomial({(data,): 1})
    terms = {}
    for count, names in data:
        if type(count) not in (int, str) or not all(isinstance(name, str) for name in names):
            raise Malformed(f"{data!r} is not a dimension")
        key = tuple(sorted(names))
        terms[key] = terms.get(key, 0) + (count if type(count) is int else Fraction(count))
    return polynomial(terms)


def plus(left, right):
    terms = dict(left)
    for names, count in right:
        terms[names] = terms.get(names, 0) + count
    return polynomial(terms)


def times(left, right):
    terms = {}
    for names, count in left:
        for more, factor in right:
            key = tuple(sorted(names + more))
            terms[key] = terms.get(key, 0) + count * factor
    return polynomial(terms)


def resized(dim, sizes):
    """A dimension with named sizes replaced."""
    total = ()
    for names, count in dim:
        part = polynomial({(): count})
        for name in names:
            part = times(part, sizes.get(name, dimension(name)))
        total = plus(total, part)
    return total


ONE = dimension(1)
SCALAR = (ONE, ONE)


# Expressions: the same expression is the same object.


class Node:
    __slots__ = ("args", "data", "head", "shape")

    def __repr__(self):
        inside = ", ".join(map(repr, self.args)) if len(self.args) < 4 else "..."
        data = self.data[0] if self.head == "symbol" else self.data
        return str(data) if not self.args and data else f"{self.head}({inside})"


TABLE = {}


def make(head, args, data, shape):
    key = (head, args, data, shape)
    if key not in TABLE:
        node = TABLE[key] = Node()
        node.head, node.args, node.data, node.shape = key
    return TABLE[key]


def number(value):
    return make("number", (), Fraction(value), SCALAR)


def literal(node):
    return node.data if node.head == "number" else None


def flat(head, args):
    return [inner for arg in args for inner in (arg.args if arg.head == head else (arg,))]


def alike(args):
    for arg in args:
        demand(arg.shape == args[0].shape, "shapes differ:", args[0], arg)


def add(*args):
    alike(args)
    terms = tuple(flat("sum", args))
    return terms[0] if len(terms) == 1 else make("sum", terms, None, args[0].shape)


def scale(*args):
    """Numbers in one coefficient, scalars, reciprocals, then what is not a scalar."""
    coefficient, before, behind, body = Fraction(1), [], [], []
    for arg in flat("scale", args):
        if arg.head == "number":
            coefficient *= arg.data
        elif arg.shape != SCALAR:
            body.append(arg)
        else:
            negative = arg.head == "epower" and (literal(arg.args[1]) or 0) < 0
            (behind if negative else before).append(arg)
    demand(len(body) <= 1, "two matrices in a scalar multiple:", *body)
    factors = before + behind + body
    if coefficient != 1 or not factors:
        factors.insert(0, number(coefficient))
    shape = body[0].shape if body else SCALAR
    return factors[0] if len(factors) == 1 else make("scale", tuple(factors), None, shape)


def product(*args):
    """Factors side by side; scalars in front, and a row cut where it has become a scalar."""
    for left, right in pairwise(args):
        demand(left.shape[1] == right.shape[0], "a product needs equal inner dimensions:", *args)
    scalars, factors = [], []
    for arg in args:
        if arg.shape == SCALAR:
            scalars.append(arg)
            continue
        if arg.head == "scale":
            scalars.extend(arg.args[:-1])
            arg = arg.args[-1]
        factors.extend(flat("product", [arg]))
    parts = []
    for at, factor in enumerate(factors):
        if at == 0 or (factors[0].shape[0] == ONE and factor.shape[0] == ONE):
            parts.append([])
        parts[-1].append(factor)
    made = [
        make("product", tuple(part), None, (part[0].shape[0], part[-1].shape[1]))
        if len(part) > 1
        else part[0]
        for part in parts
    ]
    return made[0] if len(made) == 1 and not scalars else scale(*scalars, *made)


def hadamard(*args):
    alike(args)
    if args[0].shape == SCALAR:
        return scale(*args)
    scalars, factors = [], []
    for arg in args:
        if arg.head == "scale":
            scalars.extend(arg.args[:-1])
            arg = arg.args[-1]
        factors.extend(flat("hadamard", [arg]))
    if len(factors) > 1:
        factors = [make("hadamard", tuple(factors), None, args[0].shape)]
    return scale(*scalars, factors[0]) if scalars else factors[0]


def unary(head, shape):
    """A constructor from the shape of the argument to that of the node."""

    def build(args, data):
        (body,) = args
        return make(head, args, data, shape(body))

    return build


def of_scalar(body):
    return SCALAR


def same(body):
    return body.shape


def turned(body):
    return body.shape[::-1]


def square(shape):
    def checked(body):
        demand(body.shape[0] == body.shape[1], "a square matrix is needed:", body)
        return shape(body)

    return checked


def on_diagonal(body):
    demand(ONE in body.shape, "diag needs a vector:", body)
    size = body.shape[0] if body.shape[1] == ONE else body.shape[1]
    return size, size


def leaf(head, shape, at_one=None):
    """A leaf from its data; I, 1 and 0 of one entry are numbers."""

    def build(args, data):
        dims = shape(data)
        if at_one is not None and dims == SCALAR:
            return number(at_one)
        return make(head, (), data, dims)

    return build


def built_power(args, data):
    body, exponent = args
    demand(exponent.shape == SCALAR, "an exponent is a scalar:", exponent)
    if body.shape == SCALAR:
        return make("epower", args, None, SCALAR)
    demand(body.shape[0] == body.shape[1], "a power needs a square matrix:", body)
    if literal(exponent) == -1:
        return make("inverse", (body,), None, body.shape)
    return make("power", args, None, body.shape)


def built_epower(args, data):
    demand(args[1].shape == SCALAR, "an exponent is a scalar:", args[1])
    return make("epower", args, None, args[0].shape)


def built_inner(args, data):
    alike(args)
    return make("inner", args, None, SCALAR)


def built_kron(args, data):
    dims = tuple(times(left, right) for left, right in zip(args[0].shape, args[1].shape))
    return make("kron", args, None, dims)


def built_block(args, data):
    height, width = data
    rows = [args[at * width : (at + 1) * width] for at in range(height)]
    high, wide = (), ()
    for row in rows:
        for part, above in zip(row, rows[0], strict=True):
            fits = part.shape == (row[0].shape[0], above.shape[1])
            demand(fits, "a block does not fit its place:", part)
        high = plus(high, row[0].shape[0])
    for part in rows[0]:
        wide = plus(wide, part.shape[1])
    return make("block", args, data, (high, wide))


def built_partial(args, data):
    function, by = args
    if function.shape == SCALAR:
        shape = by.shape
    elif by.shape == SCALAR:
        shape = function.shape
    else:
        demand(function.shape[1] == by.shape[1] == ONE, "more than two indices:", *args)
        shape = (function.shape[0], by.shape[0])
    return make("partial", args, None, shape)


def built_operation(args, data):
    """A named operation. Its shape is told; of a single number some are plain functions."""
    name, _, dims = data
    if name in OF_NUMBERS and args and all(arg.shape == SCALAR for arg in args):
        return OF_NUMBERS[name](*args)
    return make("operation", args, data, dims)


def applied(name):
    return lambda body: make("apply", (body,), (name, 0, False), SCALAR)


OF_NUMBERS = {
    "logm": applied("log"),
    "sinm": applied("sin"),
    "cosm": applied("cos"),
    "sqrtm": lambda body: build("epower", body, number(Fraction(1, 2))),
    "pinv": lambda body: build("epower", body, number(-1)),
    "phi": lambda body: scale(number(Fraction(1, 2)), body),
    **dict.fromkeys(("tril", "triu", "max", "prod"), lambda body: body),
}


def built_tabulate(args, data):
    demand(args[2].shape == SCALAR, "an entry is a scalar:", args[2])
    dims = tuple(at.data[1] if at.head == "index" else ONE for at in args[:2])
    return make("tabulate", args, None, dims)


BUILD = {
    "symbol": leaf("symbol", lambda data: data[1]),
    "number": leaf("number", lambda data: SCALAR),
    "size": leaf("size", lambda data: SCALAR),
    "constant": leaf("constant", lambda data: SCALAR),
    "index": leaf("index", lambda data: SCALAR),
    "identity": leaf("identity", lambda data: (data, data), 1),
    "ones": leaf("ones", lambda data: data, 1),
    "zeros": leaf("zeros", lambda data: data, 0),
    "commutation": leaf("commutation", lambda data: (times(*data), times(*data))),
    "unit": lambda args, data: make("unit", args, data, (data, ONE)),
    "abstract": lambda args, data: make("abstract", args, data, data[2]),
    "sum": lambda args, data: add(*args),
    "scale": lambda args, data: scale(*args),
    "product": lambda args, data: product(*args),
    "hadamard": lambda args, data: hadamard(*args),
    "operation": built_operation,
    "power": built_power,
    "epower": built_epower,
    "inner": built_inner,
    "kron": built_kron,
    "block": built_block,
    "partial": built_partial,
    "tabulate": built_tabulate,
    "transpose": unary("transpose", turned),
    "vec": unary("vec", lambda body: (times(*body.shape), ONE)),
    "diag": unary("diag", on_diagonal),
    "diagonal": unary("diagonal", square(lambda body: (body.shape[0], ONE))),
    "logsumexp": lambda args, data: make("logsumexp", args, data, along(args[0], data)),
    "entry": lambda args, data: make("entry", args, None, SCALAR),
    "delta": lambda args, data: make("delta", args, None, SCALAR),
    "index_sum": lambda args, data: make("index_sum", args, None, args[1].shape),
    **{name: unary(name, square(of_scalar)) for name in ("trace", "det", "logdet")},
    **{name: unary(name, square(same)) for name in ("inverse", "expm")},
    **{name: unary(name, of_scalar) for name in ("norm", "norm1", "total")},
    **{name: unary(name, same) for name in ("apply", "softmax", "log_softmax", "differential")},
}
"""Head → constructor from arguments and data."""


def along(body, axis):
    return (body.shape[0], ONE) if axis == "rows" else (ONE, body.shape[1])


def build(head, *args, data=None):
    return BUILD[head](args, data)


def transpose(body):
    return build("transpose", body)


def moved(body):
    return build("differential", body)


def zeros(shape):
    return build("zeros", data=shape)


def postorder(root):
    seen, order, stack = set(), [], [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((arg, False) for arg in node.args)
    return order


def substitute(root, changes, sizes=None):
    """An expression with parts replaced, and named sizes in its leaves."""
    done = {}
    for node in postorder(root):
        args = tuple(done[arg] for arg in node.args)
        if node in changes:
            done[node] = changes[node]
        elif sizes and (not args or node.head == "operation"):
            done[node] = at_sizes(node, sizes, args)
        else:
            done[node] = node if args == node.args else BUILD[node.head](args, node.data)
    return done[root]


def at_sizes(node, sizes, args=()):
    data = node.data
    if node.head == "symbol":
        data = (data[0], tuple(resized(dim, sizes) for dim in data[1]), *data[2:])
    elif node.head in ("size", "identity"):
        data = resized(data, sizes)
    elif node.head in ("ones", "zeros", "commutation"):
        data = tuple(resized(dim, sizes) for dim in data)
    elif node.head == "index":
        data = (data[0], resized(data[1], sizes))
    elif node.head == "operation":
        name, counts, dims = data
        counts, dims = (tuple(resized(dim, sizes) for dim in each) for each in (counts, dims))
        data = (name, counts, dims)
    return BUILD[node.head](args, data)


def contains(root, parts):
    return any(node in parts for node in postorder(root))


def has_differential(root):
    return any(node.head == "differential" for node in postorder(root))


# Reading.


def fields(told, *names):
    """The values of exactly these fields."""
    if not isinstance(told, dict) or set(told) != set(names):
        raise Malformed(f"expected the fields {', '.join(names)} in {str(told)[:60]}")
    return [told[name] for name in names]


def shape_of(data):
    rows, cols = data
    return dimension(rows), dimension(cols)


def symbol_of(data):
    names = ("name", "shape", "rank", "assumptions", "latex")
    name, dims, rank, tags, latex = fields(data, *names)
    return name, shape_of(dims), rank, tuple(sorted(tags)), latex


def operation_of(data):
    name, sizes, dims = fields(data, "name", "sizes", "shape")
    return name, tuple(map(dimension, sizes)), shape_of(dims)


DATA = {
    "symbol": symbol_of,
    "number": Fraction,
    "constant": str,
    "size": dimension,
    "identity": dimension,
    "unit": dimension,
    "ones": shape_of,
    "zeros": shape_of,
    "commutation": shape_of,
    "index": lambda data: (data[0], dimension(data[1])),
    "block": lambda data: (data[0], data[1]),
    "apply": lambda data: tuple(fields(data, "name", "order", "abstract")),
    "abstract": lambda data: (data["name"], data["latex"], shape_of(data["shape"])),
    "operation": lambda data: operation_of(data),
    **dict.fromkeys(("softmax", "log_softmax", "logsumexp"), lambda data: data),
}
"""Head → what its data says."""


def expressions(rows):
    made = []
    for row in rows:
        head, numbers = row["head"], row.get("args", [])
        if any(type(at) is not int or not 0 <= at < len(made) for at in numbers):
            raise Malformed(f"an argument of {row} is not an expression before it")
        args = tuple(made[at] for at in numbers)
        data = DATA[head](row["data"]) if head in DATA else None
        node = BUILD[head](args, data)
        if node.head != head or node.args != args:
            raise Malformed(f"{row} is not a node")
        made.append(node)
    return made


def unique(pairs):
    if len({name for name, _ in pairs}) < len(pairs):
        raise Malformed("a field stands there twice")
    return dict(pairs)


def read(path):
    return json.loads(Path(path).read_text(encoding="utf-8"), object_pairs_hook=unique)


class Expressions:
    """Expressions by number."""

    def __init__(self, rows):
        self.made = expressions(rows)

    def __call__(self, at):
        if type(at) is not int or not 0 <= at < len(self.made):
            raise Malformed(f"{at!r} is not the number of an expression")
        return self.made[at]

    def pairs(self, told):
        return [(self(left), self(right)) for left, right in told]


# Rules: the table, and those that have a number or an unspecified function in their name.


class Rules:
    def __init__(self, data):
        told, rows, *_ = fields(data, "rules", "expressions", "format", "version")
        at = Expressions(rows)
        self.rules = {}
        for row in told:
            name, left, right, when = fields(row, "name", "left", "right", "when")
            self.rules[name] = (at(left), at(right), [tuple(each) for each in when])

    def named(self, name):
        if name in self.rules:
            return self.rules[name]
        power = re.fullmatch(r"d_power_(-?\d{1,3}(?:/\d{1,3})?)", name, re.ASCII)
        if power:
            return power_rule(Fraction(power[1]))
        power = re.fullmatch(r"d_matrix_power_(\d{1,3})", name, re.ASCII)
        if power and int(power[1]) > 0:
            return matrix_power_rule(int(power[1]))
        power = re.fullmatch(r"d_trace_power_(\d{1,9})", name, re.ASCII)
        if power and int(power[1]) > 1:
            return trace_power_rule(int(power[1]))
        function = re.fullmatch(r"d_(.*?)('*)(_scalar)?", name)
        demand(function, "there is no rule", name)
        return function_rule(function[1], len(function[2]), bool(function[3]))


def letter(name, *names):
    shape = tuple(map(dimension, (*names, 1, 1)[:2]))
    return build("symbol", data=(name, shape, len(names), (), ""))


def power_rule(k):
    A = letter("A", "m", "n")
    lower = A if k == 2 else build("epower", A, number(k - 1))
    kind = "positive" if k.denominator > 1 else "" if k > 0 else "nonzero_entries"
    right = scale(number(k), hadamard(lower, moved(A)))
    return moved(build("epower", A, number(k))), right, [(kind, "A")] if kind else []


def matrix_power_rule(k):
    S = letter("S", "n", "n")
    terms = [product(*[S] * at, moved(S), *[S] * (k - 1 - at)) for at in range(k)]
    return moved(build("power", S, number(k))), add(*terms), []


def trace_power_rule(k):
    """d tr(S^k) = k tr(S^(k-1) dS)."""
    S = letter("S", "n", "n")
    lower = S if k == 2 else build("power", S, number(k - 1))
    right = scale(number(k), build("trace", product(lower, moved(S))))
    return moved(build("trace", build("power", S, number(k)))), right, []


def function_rule(name, order, is_scalar):
    """d h(A) = h'(A) o dA for an unspecified h."""
    body = letter("t") if is_scalar else letter("A", "m", "n")
    before, after = (build("apply", body, data=(name, order + at, True)) for at in (0, 1))
    return moved(before), hadamard(after, moved(body)), []


# Conditions that must follow from what is declared.

SYMMETRIC = {"symmetric", "positive_definite", "diagonal", "positive_diagonal"}
STOCHASTIC = {"rows_sum_to_one", "row_stochastic", "one_hot_rows"}


def flipped(node):
    return node.args[0] if node.head == "transpose" else transpose(node)


def is_symmetric(root):
    known = {}
    for node in postorder(root):
        known[node] = node.shape[0] == node.shape[1] and (
            node.shape == SCALAR or symmetric_by_form(node, [known[arg] for arg in node.args])
        )
    return known[root]


KEEP_SYMMETRY = {"logm", "sqrtm", "sinm", "cosm", "pinv"}


def symmetric_by_form(node, args):
    if node.head == "symbol":
        return not SYMMETRIC.isdisjoint(node.data[3])
    if node.head == "product":
        facing = zip(node.args, reversed(node.args), args)
        return all(
            known if left is right else left is flipped(right) for left, right, known in facing
        )
    if node.head == "sum":
        left = [term for term, known in zip(node.args, args) if not known]
        return all(left.count(term) == left.count(flipped(term)) for term in left)
    if node.head in ("identity", "ones", "zeros", "diag"):
        return True
    if node.head == "operation":
        name = node.data[0]
        return name == "symtoeplitz" or (name in KEEP_SYMMETRY and args[0])
    if node.head in ("scale", "power", "epower"):
        return args[-1 if node.head == "scale" else 0]
    return node.head in ("transpose", "inverse", "expm", "hadamard", "apply") and all(args)


def rows_sum_to_one(node):
    if node.head == "softmax":
        return node.data == "rows"
    return node.head == "symbol" and not STOCHASTIC.isdisjoint(node.data[3])


PROVEN = {"symmetric": is_symmetric, "rows_sum_to_one": rows_sum_to_one}
ASSUMED = {
    "invertible",
    "nonzero",
    "nonzero_entries",
    "positive",
    "off_kink",
    "power_defined",
    "principal",
    "positive_whole",
    "solvable_sum",
    "solvable_product",
    "constant_rank",
    "full_rank",
    "independent_columns",
    "positive_definite",
    "symmetric_point",
    "distinct_eigenvalues",
    "simple_real_eigenvalue",
    "distinct_singular_values",
    "no_wider_than_high",
    "largest_singular_value_simple",
    "off_bounds",
    "single_largest",
    "above_minus_one",
    "cosine_nonzero",
}


# Equations.

EQUATIONS = {
    "d_abstract": "differential",
    "d_block": "differential",
    "d_entry": "differential",
    "merge_scalar_powers": "scale",
    "merge_entry_powers": "hadamard",
    "transpose_block": "transpose",
    "collect_like_terms": "sum",
    "positive_first": "sum",
    "distribute": "scale hadamard",
    "scalar_behind": "scale",
    "hadamard_as_diag": "hadamard",
    "diag_swap": "product",
    "diagonal_of_diag": "diagonal",
    "diagonal_of_sum": "diagonal",
    "column_as_vec": "product",
    "distribute_moving": "product",
    "scalar_transposed": "product",
    "transpose_inward": "transpose",
    "inner_of_columns": "inner",
    "total_of_column": "total",
    "vec_inward": "vec",
    "inner_as_vec": "inner",
    "trace_as_vec": "trace",
    "total_as_vec": "total",
    "collect_differential": "sum scale differential vec product",
    "block_as_sum": "block",
    "cross_turned": "product",
    "adjoint_entry": "inner",
    "adjoint_block": "inner",
}
"""Name of the equation → what its left side may be."""


def d_abstract(left):
    (function,) = left.args
    demand(function.head == "abstract", "not an unspecified function:", function)
    return add(*(total_part(function, by) for by in function.args))


def total_part(function, by):
    slope = build("partial", function, by)
    if by.shape == SCALAR:
        return scale(moved(by), slope)
    return (
        build("inner", slope, moved(by)) if function.shape == SCALAR else product(slope, moved(by))
    )


def d_block(left):
    (body,) = left.args
    demand(body.head == "block", "not written out in blocks:", body)
    fixed = ("number", "zeros", "ones", "identity")
    parts = [zeros(part.shape) if part.head in fixed else moved(part) for part in body.args]
    return build("block", *parts, data=body.data)


def d_entry(left):
    (single,) = left.args
    demand(single.head == "entry", "not an entry:", single)
    return build("entry", moved(single.args[0]), *single.args[1:])


def base(factor):
    exponent = literal(factor.args[1]) if factor.head == "epower" else None
    return (factor, Fraction(1)) if exponent is None else (factor.args[0], exponent)


def merged(left):
    """The powers of each base among scalars, or entry by entry, added."""
    if left.head == "scale" and literal(left.args[0]) == 0:
        return zeros(left.shape)
    ends = left.head == "scale" and left.shape != SCALAR
    factors, body = (left.args[:-1], left.args[-1:]) if ends else (left.args, ())
    exponents = {}
    for factor in factors:
        of, exponent = base(factor)
        exponents[of] = exponents.get(of, 0) + exponent
    powers = [
        of if exponent == 1 else build("epower", of, number(exponent))
        for of, exponent in exponents.items()
        if exponent
    ]
    if left.head == "scale":
        return scale(*powers, *body)
    return hadamard(*powers) if powers else build("ones", data=left.shape)


def cancelled(left):
    """The bases that stood in a denominator and met themselves again."""
    bases = [base(factor) for factor in left.args]
    all_bases = [of for of, _ in bases]
    return [of for of, exponent in bases if exponent < 0 and all_bases.count(of) > 1]


COMPUTED = {
    "d_abstract": d_abstract,
    "d_block": d_block,
    "d_entry": d_entry,
    "merge_scalar_powers": merged,
    "merge_entry_powers": merged,
}


# Both sides at a random point.


class Point:
    """Random sizes, and a random value for all that is not linear algebra."""

    def __init__(self):
        self.sizes, self.values = {}, {}

    def size(self, dim):
        total = 0
        for names, count in dim:
            for name in names:
                count *= self.sizes.setdefault(name, RANDOM.randint(2, 4))
            total += count
        demand(total > 0 and total == int(total), "no such size:", dim)
        return int(total)

    def at(self, root):
        for node in postorder(root):
            if node not in self.values:
                evaluate = MEANING.get(node.head)
                args = [self.values[arg] for arg in node.args]
                self.values[node] = evaluate(self, node, *args) if evaluate else self.any(node)
        return self.values[root]

    def any(self, node):
        rows, cols = map(self.size, node.shape)
        return [[RANDOM.randrange(PRIME) for _ in range(cols)] for _ in range(rows)]

    def table(self, shape, entry):
        rows, cols = map(self.size, shape)
        return [[entry(i, j) % PRIME for j in range(cols)] for i in range(rows)]


def at_scalar(point, node, *args):
    scalar = 1
    for arg, value in zip(node.args, args):
        if arg.shape == SCALAR:
            scalar = scalar * value[0][0] % PRIME
    body = args[-1] if node.shape != SCALAR else [[1]]
    return [[scalar * each % PRIME for each in row] for row in body]


def at_product(point, node, *args):
    result = args[0]
    for right in args[1:]:
        columns = list(zip(*right))
        result = [[sum(map(int.__mul__, row, col)) % PRIME for col in columns] for row in result]
    return result


def at_each(combine):
    def evaluate(point, node, *args):
        result = args[0]
        for more in args[1:]:
            result = [[combine(*pair) % PRIME for pair in zip(*rows)] for rows in zip(result, more)]
        return result

    return evaluate


def at_diag(point, node, body):
    entries = [each for row in body for each in row]
    return point.table(node.shape, lambda i, j: entries[i] if i == j else 0)


def at_kron(point, node, left, right):
    rows, cols = len(right), len(right[0])
    return point.table(
        node.shape, lambda i, j: left[i // rows][j // cols] * right[i % rows][j % cols]
    )


def at_commutation(point, node):
    rows, cols = map(point.size, node.data)
    return point.table(node.shape, lambda at, to: (at % cols) * rows + at // cols == to)


def at_block(point, node, *args):
    height, width = node.data
    rows = []
    for at in range(height):
        parts = args[at * width : (at + 1) * width]
        rows += [[each for part in row for each in part] for row in zip(*parts)]
    return rows


def position(value, size):
    at = value[0][0]
    demand(1 <= at <= size, "a position outside the matrix:", at)
    return at - 1


def at_index(point, node):
    return [[RANDOM.randint(1, point.size(node.data[1]))]]


def at_entry(point, node, body, row, column):
    return [[body[position(row, len(body))][position(column, len(body[0]))]]]


def sum_of(rows):
    return [[sum(map(sum, rows)) % PRIME]]


def at_hat(body):
    (x,), (y,), (z,) = body
    return [[0, -z, y], [z, 0, -x], [-y, x, 0]]


def masked(keep):
    return lambda body: [
        [each * keep(i, j) % PRIME for j, each in enumerate(row)] for i, row in enumerate(body)
    ]


def times_table(left, right):
    columns = list(zip(*right))
    return [[sum(a * b for a, b in zip(row, column)) % PRIME for column in columns] for row in left]


def eliminated(rows):
    """[A | B] as [I | A^-1 B]; rejected where A is singular."""
    for at in range(len(rows)):
        pivot = next((row for row in rows[at:] if row[at]), None)
        demand(pivot is not None, "a singular matrix")
        rows.remove(pivot)
        reciprocal = pow(pivot[at], -1, PRIME)
        rows.insert(at, [each * reciprocal % PRIME for each in pivot])
        for other, row in enumerate(rows):
            if other != at and row[at]:
                rows[other] = [(a - row[at] * b) % PRIME for a, b in zip(row, rows[at])]
    return rows


def at_inverse(point, node, body):
    size = len(body)
    try:
        unit = [[int(i == j) for j in range(size)] for i in range(size)]
        rows = eliminated([[*row, *more] for row, more in zip(body, unit)])
    except Rejected:
        return point.any(node)
    return [row[size:] for row in rows]


def solved(image, whole):
    """The table X with image(X) = whole, where image is linear."""
    high, wide = len(whole), len(whole[0])
    places = [(i, j) for i in range(high) for j in range(wide)]
    units = [[[int((i, j) == at) for j in range(wide)] for i in range(high)] for at in places]
    columns = [[each for row in table for each in row] for table in (*map(image, units), whole)]
    rows = eliminated([list(row) for row in zip(*columns)])
    found = [row[-1] for row in rows]
    return [found[at * wide : (at + 1) * wide] for at in range(high)]


def at_sylvester(left, right, whole):
    """X with A X + X B = C."""
    plus_both = at_each(int.__add__)
    return solved(
        lambda X: plus_both(None, None, times_table(left, X), times_table(X, right)), whole
    )


def at_dlyap(factor, whole):
    """X with X - A X A' = Q."""
    turned_back = [list(row) for row in zip(*factor)]

    def image(X):
        inside = times_table(times_table(factor, X), turned_back)
        return [[(a - b) % PRIME for a, b in zip(*rows)] for rows in zip(X, inside)]

    return solved(image, whole)


OPERATION = {
    "hat": at_hat,
    "tril": masked(lambda i, j: i >= j),
    "triu": masked(lambda i, j: i <= j),
    "phi": masked(lambda i, j: (i > j) + (i == j) * pow(2, -1, PRIME)),
    "sylvester": at_sylvester,
    "dlyap": at_dlyap,
}
"""The operations that are linear in what moves; the value of any other is an unknown."""


def at_operation(point, node, *args):
    evaluate = OPERATION.get(node.data[0])
    return evaluate(*args) if evaluate else point.any(node)


MEANING = {
    "operation": at_operation,
    "inverse": at_inverse,
    "number": lambda p, n: [[n.data.numerator * pow(n.data.denominator, -1, PRIME) % PRIME]],
    "size": lambda p, n: [[p.size(n.data)]],
    "identity": lambda p, n: p.table(n.shape, lambda i, j: i == j),
    "ones": lambda p, n: p.table(n.shape, lambda i, j: 1),
    "zeros": lambda p, n: p.table(n.shape, lambda i, j: 0),
    "unit": lambda p, n, at: p.table(n.shape, lambda i, j: i == position(at, p.size(n.shape[0]))),
    "index": at_index,
    "entry": at_entry,
    "sum": at_each(int.__add__),
    "hadamard": at_each(int.__mul__),
    "scale": at_scalar,
    "product": at_product,
    "transpose": lambda p, n, body: [list(row) for row in zip(*body)],
    "trace": lambda p, n, body: [[sum(row[at] for at, row in enumerate(body)) % PRIME]],
    "inner": lambda p, n, left, right: sum_of(at_each(int.__mul__)(p, n, left, right)),
    "total": lambda p, n, body: sum_of(body),
    "kron": at_kron,
    "vec": lambda p, n, body: [[each] for column in zip(*body) for each in column],
    "diag": at_diag,
    "diagonal": lambda p, n, body: [[row[at]] for at, row in enumerate(body)],
    "block": at_block,
    "commutation": at_commutation,
}
"""The value of linear algebra; all else is an unknown."""


def check_equal(left, right):
    demand(left.shape == right.shape, "the shapes differ:", left, right)
    for _ in range(TRIALS):
        point = Point()
        demand(
            point.at(left) == point.at(right), "the sides differ at a random point:", left, right
        )


# Derivations.

JOIN = {"sum": add, "hadamard": hadamard, "product": product, "scale": scale}
READINGS = {
    "": lambda g: g,
    "row": lambda g: g if g.shape[0] == ONE else transpose(build("vec", g)),
    "symmetric:independent": lambda g: add(
        g, transpose(g), scale(number(-1), hadamard(g, build("identity", data=g.shape[0])))
    ),
    "symmetric:projected": lambda g: scale(number(Fraction(1, 2)), add(g, transpose(g))),
    "skew:projected": lambda g: scale(
        number(Fraction(1, 2)), add(g, scale(number(-1), transpose(g)))
    ),
    "diagonal": lambda g: hadamard(g, build("identity", data=g.shape[0])),
    "lower_triangular": lambda g: build("operation", g, data=("tril", (), g.shape)),
    "upper_triangular": lambda g: build("operation", g, data=("triu", (), g.shape)),
}


class Derivation:
    """One derivation under check; ``shown`` is what its steps have shown in the end."""

    def __init__(self, told, at, rules):
        names = "mode target variable definitions stages closing result conditions"
        self.mode, target, variable, definitions, stages, closing, result, stated = fields(
            told, *names.split()
        )
        self.at, self.rules, self.needed = at, rules, {}
        self.target, self.variable = at(target), at(variable)
        self.definitions = at.pairs(definitions)
        self.cotangents = []
        self.check_definitions()
        demand(self.mode == "gradient" or len(stages) == 1, "one stage is needed, not", len(stages))
        gradient = self.mode == "gradient"
        shown = self.pull_back(stages) if gradient else self.forward(stages[0])
        self.shown = shown if closing is None else self.closed(shown, closing)
        demand(self.shown is at(result), "the steps show", self.shown, "not", at(result))
        stated = [(kind, at(value)) for kind, value in stated]
        demand(stated == list(self.needed), "these are not the conditions needed")

    def check_definitions(self):
        demand(self.variable.head == "symbol", "not a name:", self.variable)
        self.varying = {self.variable}
        later = {name for name, _ in self.definitions}
        demand(len(later) == len(self.definitions), "a name is defined twice")
        for name, body in self.definitions:
            fits = name.head == "symbol" and name.shape == body.shape
            demand(fits and name is not self.variable, "not a definition:", name, body)
            demand(not contains(body, later), "uses a name defined after it:", name)
            later.discard(name)
            if contains(body, self.varying):
                self.varying.add(name)

    def pull_back(self, stages):
        """Reverse accumulation: every cotangent is spent once, after all that feeds it."""
        demand(self.target.shape == SCALAR, "a gradient is of a scalar, not", self.target)
        waiting, spent, end, subject = {}, set(), None, None
        for position, stage in enumerate(stages):
            subject = self.at(stage["subject"])
            if position == 0:
                demand(subject is self.target and stage["cotangent"] is None, "the first stage")
                expected = moved(self.target)
            else:
                demand(subject in waiting, "nothing has reached", subject)
                arrived = add(*waiting.pop(subject))
                if stage["cotangent"] is not None:
                    arrived = self.named_cotangent(arrived, stage["cotangent"])
                expected = build("inner", arrived, moved(subject))
                spent.add(subject)
            end = self.stage(stage, expected)
            if position == 0 or subject is not self.variable:
                for cotangent, reached in paired(end):
                    demand(reached not in spent, "passed on too early:", reached)
                    waiting.setdefault(reached, []).append(cotangent)
        if not waiting and literal(end) == 0:
            return zeros(self.variable.shape)
        demand(not waiting and subject is self.variable, "the last stage is not of the variable")
        pairs = paired(end)
        demand(len(pairs) == 1 and pairs[0][1] is self.variable, "nothing to read off", end)
        return pairs[0][0]

    def named_cotangent(self, arrived, told):
        name, body = map(self.at, told)
        parts = [self.target, self.variable, *(part for pair in self.definitions for part in pair)]
        parts += [each for each, _ in self.cotangents]
        fresh = name.head == "symbol" and not any(contains(part, {name}) for part in parts)
        plain = fresh and name.shape == body.shape and not name.data[3]
        demand(plain and body is arrived, "not a name for what arrived:", name)
        self.cotangents.append((name, body))
        return name

    def forward(self, stage):
        target = self.target
        demand(
            self.at(stage["subject"]) is target and stage["cotangent"] is None, "the first stage"
        )
        if self.mode == "jacobian" and target.shape[1] != ONE:
            target = build("vec", target)
        end = self.stage(stage, moved(target))
        change = moved(self.variable)
        if self.mode == "differential":
            return end
        if self.mode == "scalar":
            demand(self.variable.shape == SCALAR, "not a scalar:", self.variable)
            return substitute(end, {change: number(1)})
        demand(self.mode == "jacobian", "no mode", self.mode)
        return jacobian(end, change if self.variable.shape[1] == ONE else build("vec", change))

    def closed(self, shown, told):
        found, renaming, reading, steps = fields(told, "found", "renaming", "reading", "steps")
        demand(self.at(found) is shown, "the stages show", shown)
        changes = self.at.pairs(renaming)
        for old, new in changes:
            demand(self.may_call(old, new), "cannot be called:", old, new)
        demand(reading in READINGS, "no reading", reading)
        return self.steps(READINGS[reading](substitute(shown, dict(changes))), steps)

    def may_call(self, old, new):
        """dX by a name, a symbol with its assumptions, or the row that a column stands for."""
        if old.shape != new.shape:
            return False
        if old is moved(self.variable) and self.mode == "differential":
            return new.head == "symbol"
        if new.head == "transpose" and (new.args[0], transpose(old)) in self.definitions:
            return True
        names = old.head == new.head == "symbol" and old.data[0] == new.data[0]
        return names and not old.data[3]

    def stage(self, told, expected):
        _, _, start, steps, end = fields(told, "subject", "cotangent", "start", "steps", "end")
        demand(self.at(start) is expected, "a stage must start from", expected)
        state = self.steps(expected, steps)
        demand(self.at(end) is state, "the steps lead to", state)
        return state

    def steps(self, state, steps):
        for step in steps:
            old, new = self.at(step["old"]), self.at(step["new"])
            if "definition" in step:
                self.check_definition(step, old, new)
            elif "equation" in step:
                self.check_equation(step, old, new)
            else:
                self.check_rule(step, old, new, state)
            demand(contains(state, {old}), "does not stand there:", old)
            state = substitute(state, {old: new})
        return state

    def check_definition(self, step, old, new):
        name, body = map(self.at, fields(step, "definition", "old", "new")[0])
        demand((name, body) in self.definitions, "not a definition:", name, body)
        fits = (old, new) in ((name, body), (body, name), (moved(name), moved(body)))
        demand(fits, "the definition does not give", new)

    def check_equation(self, step, old, new):
        name, told, _, _ = fields(step, "equation", "window", "old", "new")
        part = self.part(told, old)
        demand(part.head in EQUATIONS.get(name, "").split(), "no such equation:", name, part)
        if name in COMPUTED:
            demand(self.placed(told, COMPUTED[name](part), old) is new, name, "does not give", new)
        else:
            check_equal(old, new)
        if name.startswith("merge_"):
            self.needed.update(dict.fromkeys(("nonzero_entries", of) for of in cancelled(part)))

    def check_rule(self, step, old, new, state):
        names = ("rule", "bindings", "sizes", "window", "old", "new")
        name, bindings, sizes, told, _, _ = fields(step, *names)
        left, right, when = self.rules.named(name)
        sizes = {letter: dimension(size) for letter, size in sizes.items()}
        letters = {
            node.data[0]: node
            for side in (left, right)
            for node in postorder(side)
            if node.head == "symbol"
        }
        demand(letters.keys() == bindings.keys(), name, "does not bind", bindings)
        values = {letters[key]: self.at(value) for key, value in bindings.items()}
        for pattern, value in values.items():
            fits = at_sizes(pattern, sizes).shape == value.shape
            demand(fits, name, "does not take", value)
        demand(substitute(left, values, sizes) is self.part(told, old), name, "is not about", old)
        shown = self.placed(told, substitute(right, values, sizes), old)
        demand(shown is new, name, "gives", shown, "not", new)
        for kind, key in when:
            self.check_condition(kind, values[letters[key]], old, state)

    def check_condition(self, kind, value, old, state):
        if kind == "constant":
            fixed = not contains(value, self.varying) and not has_differential(value)
            demand(fixed, "not constant:", value)
        elif kind in PROVEN:
            demand(PROVEN[kind](value), "not known to be", kind, value)
            inside = any(
                node.head == "differential" and contains(node.args[0], {old})
                for node in postorder(state)
            )
            demand(not inside, "an assumption about a point was differentiated:", value)
        else:
            demand(kind in ASSUMED, "no condition", kind)
            self.needed[kind, value] = None

    def part(self, told, old):
        """What a rule rewrites: all of ``old``, or the arguments that the window picks."""
        if told is None:
            return old
        node, picks = fields(told, "node", "picks")
        demand(self.at(node) is old and old.head in JOIN, "the window is not about", old)
        known = all(type(pick) is int and 0 <= pick < len(old.args) for pick in picks)
        demand(picks and known and picks == sorted(set(picks)), "no window", picks)
        side_by_side = picks == list(range(picks[0], picks[-1] + 1))
        demand(side_by_side or old.head != "product", "not side by side:", picks)
        return JOIN[old.head](*(old.args[pick] for pick in picks))

    def placed(self, told, new, old):
        """``old`` with ``new`` for the part that is rewritten."""
        if told is None:
            return new
        first, *rest = told["picks"]
        args = [new if at == first else arg for at, arg in enumerate(old.args) if at not in rest]
        return JOIN[old.head](*args)


def paired(end):
    """The pairs (G, Z) of a line of terms <G, dZ>."""
    pairs = []
    for term in end.args if end.head == "sum" else (end,):
        if literal(term) == 0:
            continue
        fits = term.head == "inner" and term.args[1].head == "differential"
        demand(fits and not has_differential(term.args[0]), "not of the form <G, dZ>:", term)
        pairs.append((term.args[0], term.args[1].args[0]))
    return pairs


def jacobian(end, change):
    """J of a line J dx, with scalars in front."""
    if end.head == "zeros" or literal(end) == 0:
        return zeros((end.shape[0], change.shape[0]))
    demand(end is not change, "nothing stands before dx")
    scalars, body = [], end
    if end.head == "scale":
        moving = [arg for arg in end.args if has_differential(arg)]
        demand(len(moving) == 1, "not of the form J dx:", end)
        (body,) = moving
        scalars = [arg for arg in end.args if arg is not body]
    factors = body.args if body.head == "product" else (body,)
    demand(factors[-1] is change, "not of the form J dx:", end)
    before = product(*factors[:-1]) if factors[:-1] else build("identity", data=change.shape[0])
    found = scale(*scalars, before)
    demand(not has_differential(found), "not linear in dx:", end)
    return found


def check_link(first, second):
    """A second derivation goes on from what the first has shown, under all its definitions."""
    shown = first.shown
    goes_on = second.target in (shown, transpose(shown), build("vec", shown))
    if second.target.head == "inner" and second.target.args[0] is shown:
        goes_on = not contains(second.target.args[1], {first.variable, second.variable})
    demand(goes_on, "not what was shown before:", second.target)
    told = first.definitions + first.cotangents
    demand(all(each in second.definitions for each in told), "a definition is left out")
    free = not first.variable.data[3] and not second.variable.data[3]
    demand(free, "what is assumed of the variable may not be differentiated")


def recheck(certificate, rules):
    """Accept a certificate, or raise Rejected or Malformed."""
    names = ("format", "version", "derivations", "expressions")
    kind, version, told, rows = fields(certificate, *names)
    if kind != "matcalc certificate" or version != 1 or not told:
        raise Malformed("not a certificate of version 1")
    at = Expressions(rows)
    accepted = [Derivation(each, at, rules) for each in told]
    for first, second in pairwise(accepted):
        check_link(first, second)


UNREADABLE = (
    Malformed,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    OSError,
)


def main(paths):
    """Re-check files; the exit code."""
    rules = Rules(read(Path(__file__).with_name("rules.json")))
    code = 0
    for path in paths:
        try:
            recheck(read(path), rules)
            print(f"accepted  {path}")
        except Rejected as error:
            code = max(code, 1)
            print(f"rejected  {path}: {error}")
        except UNREADABLE as error:
            code = 2
            print(f"unreadable  {path}: {error}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
