#!/usr/bin/env python3
"""Re-checks certificates of matrix derivatives. One file, the standard library, nothing else.

    python recheck.py CERTIFICATE.json ...      (rules.json stands beside this file)

A certificate states a theorem, and holds derivations over one table of expressions. A derivation
is a chain of steps; each replaces an expression by an equal one, wherever it stands. A step is

* a rule of ``rules.json`` with expressions put in for its letters: instantiated here, compared;
* a definition of the problem, read in either direction;
* an equation of linear algebra whose length depends on its left side. Merging of powers and two
  differentials are computed here. For the others no second copy of each computation is kept:
  their two sides must have the form that ``rules.json`` tells, and are evaluated at random
  points modulo the prime 2^61 - 1, in random sizes from 2 to 4, with all that is not linear
  algebra taken as an unknown value. A false equation passes with a chance below 10^-15 for each
  size tried; that it holds at all larger sizes is not shown by this file.

``rules.json`` is to be read as the axioms: the shape of every kind of expression, the rules, and
the conditions that a theorem may state. A dimension, such as 2n - 1, is kept as its values at
random points; two that are not equal pass as equal with a chance below 10^-15.

Exit code: 0 all accepted, 1 a step does not follow, 2 not a certificate.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from fractions import Fraction
from functools import reduce
from itertools import chain, pairwise
from math import prod
from pathlib import Path
from random import SystemRandom

VERSION = 3
PRIME = 2**61 - 1
TRIALS = 3
LONG = 60
RANDOM = SystemRandom()


class Rejected(Exception):
    """A step that does not follow."""


class Malformed(Exception):
    """Something that is not a certificate."""


def demand(holds, why, *parts):
    """Reject unless the first argument holds."""
    if not holds:
        raise Rejected(" ".join([why, *map(str, parts)]))


def read(path):
    return json.loads(Path(path).read_text(encoding="utf-8"), object_pairs_hook=unique)


def unique(pairs):
    if len(dict(pairs)) < len(pairs):
        raise Malformed("a field stands there twice")
    return dict(pairs)


def fields(told, names):
    """The values of exactly these fields."""
    if not isinstance(told, dict) or set(told) != set(names.split()):
        raise Malformed(f"expected the fields {names} in {str(told)[:60]}")
    return [told[name] for name in names.split()]


# Dimensions: the values at a point of large random sizes, and at TRIALS points of small ones.

POINTS = range(1 + TRIALS)
SIZES = defaultdict(
    lambda: (RANDOM.getrandbits(64), *(RANDOM.randint(2, 4) for _ in range(TRIALS)))
)
ONE = (1,) * len(POINTS)
SCALAR = (ONE, ONE)


def terms_of(data):
    """A dimension is told as a number, a name, or a list of [count, names] in their order."""
    if type(data) is not list:
        return [[data, []] if type(data) is int else [1, [data]]]
    ordered = sorted(([n, sorted(names)] for n, names in data), key=lambda t: (-len(t[1]), t[1]))
    demand(data == ordered, "a dimension out of order:", data)
    return data


def dimension(data, named):
    """The values of a dimension, from those of its names."""
    if type(data) in (int, str):
        return named[data] if type(data) is str else (data,) * len(POINTS)
    terms = [(Fraction(count), names) for count, names in terms_of(data)]
    values = (
        sum(n * prod(named[name][at] for name in names) for n, names in terms) for at in POINTS
    )
    return tuple(int(value) if value == int(value) else value for value in values)


def spelled(data):
    terms = (names if n == 1 and names else [n, *names] for n, names in terms_of(data))
    return " + ".join("*".join(map(str, term)) for term in terms)


# Expressions. The same expression is the same object; words and sizes are what a node says
# besides its arguments: a symbol its name and its shape, a number its value.


class Node:
    __slots__ = ("args", "head", "shape", "sizes", "words")

    def __str__(self):
        return f"{self.head}({', '.join([*self.words, *(arg.head for arg in self.args)])})"


TABLE = {}


def intern(head, args, shape, words=(), sizes=()):
    key = (head, tuple(args), shape, words, sizes)
    if key not in TABLE:
        node = TABLE[key] = Node()
        node.head, node.args, node.shape, node.words, node.sizes = key
    return TABLE[key]


def number(value):
    return intern("number", (), SCALAR, (str(Fraction(value)),))


def literal(node):
    return Fraction(node.words[0]) if node.head == "number" else None


def flat(head, args):
    return [inner for arg in args for inner in (arg.args if arg.head == head else (arg,))]


def joined(head, args):
    """One factor, or several as a node from the rows of the first to the columns of the last."""
    shape = args[0].shape[0], args[-1].shape[1]
    return args[0] if len(args) == 1 else intern(head, args, shape)


def alike(args):
    for arg in args:
        demand(arg.shape == args[0].shape, "shapes differ:", args[0], arg)


def add(*args):
    alike(args)
    return joined("sum", flat("sum", args))


def scale(*args):
    """Numbers in one coefficient, scalars, reciprocals, then what is not a scalar."""
    factors = flat("scale", args)
    numbers = [literal(arg) for arg in factors if arg.head == "number"]
    others = [arg for arg in factors if arg.head != "number"]
    others.sort(key=lambda arg: 2 if arg.shape != SCALAR else base(arg)[1] < 0)
    demand(all(arg.shape == SCALAR for arg in others[:-1]), "two matrices multiplied:", *others)
    if prod(numbers) != 1 or not others:
        others.insert(0, number(prod(numbers)))
    return others[0] if len(others) == 1 else intern("scale", others, others[-1].shape)


def base(factor):
    """A power as what is raised, and a literal exponent."""
    exponent = literal(factor.args[1]) if factor.head == "epower" else None
    return (factor, Fraction(1)) if exponent is None else (factor.args[0], exponent)


def apart(head, args):
    """The scalars among and before factors, and the factors that are not scalars."""
    parts = flat("scale", args)
    scalars = [part for part in parts if part.shape == SCALAR]
    return scalars, flat(head, [part for part in parts if part.shape != SCALAR])


def product(*args):
    """Factors side by side; scalars in front, and a row cut where it has become a scalar."""
    for left, right in pairwise(args):
        demand(left.shape[1] == right.shape[0], "a product needs equal inner sizes:", left, right)
    scalars, factors = apart("product", args)
    parts = []
    for factor in factors:
        if not parts or factors[0].shape[0] == factor.shape[0] == ONE:
            parts.append([])
        parts[-1].append(factor)
    return scale(*scalars, *(joined("product", part) for part in parts))


def hadamard(*args):
    alike(args)
    scalars, factors = apart("hadamard", args)
    return scale(*scalars, *([joined("hadamard", factors)] if factors else []))


JOIN = {"sum": add, "hadamard": hadamard, "product": product, "scale": scale}


def kind(head, words):
    """The head, and for some the name that it carries: softmax rows, operation hat."""
    named = " ".join([head, *words])
    return named if named in AXIOMS["shapes"] else head


def build(head, *args, words=(), sizes=()):
    """A node as every reader makes it: flat, its shape computed, plain where it is a number."""
    if head in JOIN:
        return JOIN[head](*args)
    named = kind(head, words)
    shape = block_shape(words, args) if head == "block" else shape_of(named, args, sizes)
    if named in AXIOMS["plain"] and {SCALAR} == {shape, *(arg.shape for arg in args)}:
        letters, plain = AXIOMS["plain"][named]
        return instantiate(plain, dict(zip(letters, args, strict=True)), {})
    if head == "power" and literal(args[1]) == -1:
        return build("inverse", args[0])
    return intern(head, args, shape, tuple(words), tuple(sizes))


def shape_of(named, args, sizes):
    """The shape by the first row of the axioms, for this kind of node, that fits."""
    seen = [*sizes, *chain(*(arg.shape for arg in args))]
    for own, taken, shape in AXIOMS["shapes"][named]:
        wanted, known = [*own, *chain(*taken or ())], {}
        counts = len(own) == len(sizes) and (taken is None or len(taken) == len(args))
        if counts and all(fits(known, *pair) for pair in zip(wanted, seen)):
            return tuple(dimension(each, known) for each in shape)
    raise Rejected(f"{named} does not take {', '.join(map(str, args))}")


def fits(known, wanted, seen):
    """Whether a dimension is the one wanted; a letter stands for what it meets first."""
    if isinstance(wanted, str):
        known.setdefault(wanted, seen)
    return dimension(wanted, known) == seen


def block_shape(words, args):
    height, width = map(int, words)
    demand(height * width == len(args) > 0, "not so many blocks:", height, width)
    for at, part in enumerate(args):
        fit = args[at - at % width].shape[0], args[at % width].shape[1]
        demand(part.shape == fit, "a block does not fit its place:", part)
    return total_size(args[::width], 0), total_size(args[:width], 1)


def total_size(parts, side):
    return tuple(map(sum, zip(*(part.shape[side] for part in parts))))


def transpose(body):
    return build("transpose", body)


def moved(body):
    return build("differential", body)


def zeros(shape):
    return build("zeros", sizes=shape)


def raised(head, body, exponent):
    return body if exponent == 1 else build(head, body, number(exponent))


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


def substitute(root, changes):
    """An expression with parts replaced."""
    done = {}
    for node in postorder(root):
        args = tuple(done[arg] for arg in node.args)
        same = node if args == node.args else None
        done[node] = (
            changes.get(node) or same or build(node.head, *args, words=node.words, sizes=node.sizes)
        )
    return done[root]


def contains(root, parts):
    return any(node in parts for node in postorder(root))


def has_differential(root):
    return any(node.head == "differential" for node in postorder(root))


# Tables of expressions: rows that name their arguments by the numbers of rows before them.


def node_of(row, args, named):
    head, _, words, sizes = fields(row, "head args words sizes")
    return build(head, *args, words=tuple(words), sizes=[dimension(size, named) for size in sizes])


def spoken(node):
    """Whether the words of a node are as many and as they must be."""
    name, *rest = node.words or [""]
    if kind(node.head, node.words) != node.head:
        return True
    if node.head == "symbol":
        return len(rest) > 1 and rest[2:] == sorted(set(rest[2:])) and rest[0].isdecimal()
    plain = node.head != "number" or str(literal(node)) == name
    count = AXIOMS["words"].get(node.head, 0)
    return plain and len(node.words) == count and (node.head != "apply" or rest[0].isdecimal())


def rows_under(rows, roots):
    """The numbers of the rows that some expressions are made of, in order."""
    under, waiting = set(), list(roots)
    while waiting:
        at = waiting.pop()
        if at not in under:
            under.add(at)
            waiting += rows[at]["args"]
    return sorted(under)


class Expressions:
    """The table of a certificate; ``text`` is what each expression is, in words."""

    def __init__(self, rows):
        self.rows, self.made, self.text, seen = rows, [], [], set()
        for row in rows:
            args, words = [self(at) for at in row["args"]], row["words"]
            node = node_of(row, args, SIZES)
            same = (node.head, *node.args, *node.words) == (row["head"], *args, *words)
            if not same or not spoken(node) or node in seen:
                raise Malformed(f"{row} is not a node, or stands there twice")
            seen.add(node)
            self.made.append(node)
            self.text.append(self.written(row))

    def __call__(self, at):
        if type(at) is not int or not 0 <= at < len(self.made):
            raise Malformed(f"{at!r} is not the number of an expression")
        return self.made[at]

    def written(self, row):
        """The text of a row; a long argument is told by its number."""
        words, sizes = row["words"], map(spelled, row["sizes"])
        if row["head"] in ("symbol", "number"):
            return words[0]
        parts = (self.text[at] if len(self.text[at]) < LONG else f"#{at}" for at in row["args"])
        return f"{row['head']}({', '.join([*words, *sizes, *parts])})"

    def explained(self, roots):
        """A line for every name: shape, rank, spelling, tags; and for what is told by number."""
        for row in self.rows:
            if row["head"] == "symbol":
                shape = " by ".join(map(spelled, row["sizes"]))
                yield "; ".join([f"{row['words'][0]}: {shape}", *row["words"][1:]])
        under = rows_under(self.rows, roots)
        yield from (f"#{at}: {self.text[at]}" for at in under if len(self.text[at]) >= LONG)

    def pairs(self, told):
        return [(self(left), self(right)) for left, right in told]


# Rules: the table, and those that have a number or an unspecified function in their name.

AXIOMS = read(Path(__file__).with_name("rules.json"))


def instantiate(side, letters, sizes):
    """A side of a rule with expressions put in for its letters, dimensions for their sizes."""
    made = {}
    for at in rows_under(AXIOMS["expressions"], [side]):
        row = AXIOMS["expressions"][at]
        if row["head"] == "symbol":
            made[at] = value = letters[row["words"][0]]
            fit = tuple(dimension(size, sizes) for size in row["sizes"])
            demand(value.shape == fit, "does not fit", row["words"][0], value)
        else:
            made[at] = node_of(row, [made[arg] for arg in row["args"]], sizes)
    return made[side]


def speaks_of(sides):
    """The letters of a rule, and the names in its dimensions."""
    table = AXIOMS["expressions"]
    rows = [table[at] for at in rows_under(table, sides)]
    letters = {row["words"][0] for row in rows if row["head"] == "symbol"}
    terms = chain(*(terms_of(size) for row in rows for size in row["sizes"]))
    return letters, {name for _, names in terms for name in names}


def matrix_power_rule(k, S):
    """d S^k = the sum of S^r dS S^(k-1-r): the one rule whose length depends on its name."""
    demand(k.denominator == 1 and 1 < k < 100, "no such power:", k)
    terms = [product(*[S] * at, moved(S), *[S] * (int(k) - 1 - at)) for at in range(int(k))]
    return moved(build("power", S, number(k))), add(*terms), []


def power_rule(family, k, letters, sizes):
    """A rule with an exponent k in its name; j is k - 1."""
    if family == "d_matrix_power":
        demand(letters.keys() == {"S"} and sizes == {"n": letters["S"].shape[0]}, family)
        return matrix_power_rule(k, letters["S"])
    sort = "fraction" if k.denominator > 1 else "whole" if k > 0 else "negative"
    known = sort in AXIOMS["powers"][family] and (k > 1 or family == "d_power")
    demand(known and letters.keys().isdisjoint("jk"), "no such power:", k)
    exponents = {"k": number(k), "j": number(k - 1)}
    return told_rule(family, AXIOMS["powers"][family][sort], letters | exponents, sizes)


def function_rule(name, letters, sizes):
    """d h(A) = h'(A) o dA for an unspecified h, whose name and order are in that of the rule."""
    h, primes, scalar = re.fullmatch(r"d_(.+?)('*)(_scalar)?", name).groups()
    (A,) = fields(letters, "t" if scalar else "A")
    fit = A.shape == SCALAR and not sizes if scalar else sizes == dict(zip("mn", A.shape))
    demand(fit and len(name) < 99, "there is no rule", name)
    before, after = (build("apply", A, words=(h, str(len(primes) + at))) for at in (0, 1))
    return moved(before), hadamard(after, moved(A)), []


def told_rule(name, told, letters, sizes):
    """The sides of a row of the axioms, and its conditions with the letters they are about."""
    left, right, when = told
    spoken_of = letters.keys(), sizes.keys()
    demand(speaks_of((left, right)) == spoken_of, name, "does not bind these")
    return *(instantiate(side, letters, sizes) for side in (left, right)), when


def rule_named(name, letters, sizes):
    """Both sides of a rule, and its conditions."""
    if name in AXIOMS["rules"]:
        return told_rule(name, AXIOMS["rules"][name], letters, sizes)
    family, _, exponent = name.rpartition("_")
    if family in (*AXIOMS["powers"], "d_matrix_power"):
        demand(exponent == str(Fraction(exponent)), "not in lowest terms:", name)
        return power_rule(family, Fraction(exponent), letters, sizes)
    return function_rule(name, letters, sizes)


# Conditions that must follow from what is declared.


def flipped(node):
    return node.args[0] if node.head == "transpose" else transpose(node)


def has_tag(node, condition):
    return node.head == "symbol" and any(tag in AXIOMS["tags"][condition] for tag in node.words[3:])


def is_symmetric(root):
    known = {}
    for node in postorder(root):
        by_form = node.shape == SCALAR or symmetric_by_form(node, [known[arg] for arg in node.args])
        known[node] = node.shape[0] == node.shape[1] and by_form
    return known[root]


def symmetric_by_form(node, args):
    if node.head == "product":
        facing = zip(node.args, reversed(node.args), args)
        return all(
            sure if left is right else left is flipped(right) for left, right, sure in facing
        )
    if node.head == "sum":
        left = [term for term, known in zip(node.args, args) if not known]
        return all(left.count(term) == left.count(flipped(term)) for term in left)
    keeps = kind(node.head, node.words) in AXIOMS["keep_symmetry"] and all(args)
    return keeps or node.head == "diag" or has_tag(node, "symmetric")


def rows_sum_to_one(node):
    return kind(node.head, node.words) == "softmax rows" or has_tag(node, "rows_sum_to_one")


PROVEN = {"symmetric": is_symmetric, "rows_sum_to_one": rows_sum_to_one}


# Equations that are computed.


def d_abstract(left):
    """d F(X, ...) = the sum of dF/dX dX, for an unspecified F of independent arguments."""
    (function,) = left.args
    names = [{n for n in postorder(by) if n.head == "symbol"} for by in function.args]
    demand(sum(map(len, names)) == len(set().union(*names)), "not independent:", function)
    slopes = [(build("partial", function, by), by) for by in function.args]
    inner = function.shape == SCALAR
    return add(
        *(
            scale(moved(by), slope)
            if by.shape == SCALAR
            else build("inner", slope, moved(by))
            if inner
            else product(slope, moved(by))
            for slope, by in slopes
        )
    )


def d_block(left):
    """d of each block; what is written with numbers alone does not move."""
    (body,) = left.args
    fixed = ("number", "zeros", "ones", "identity")
    parts = [zeros(part.shape) if part.head in fixed else moved(part) for part in body.args]
    return build("block", *parts, words=body.words)


def d_entry(left):
    """d A_ij = (dA)_ij."""
    body, row, column = left.args[0].args
    return build("entry", moved(body), row, column)


def totals(pairs):
    """What is added up for each body, in the order in which they are met."""
    added = defaultdict(Fraction)
    for body, count in pairs:
        added[body] += count
    return [(body, count) for body, count in added.items() if count]


def merged(left):
    """The powers of each base among scalars, or entry by entry, added."""
    if literal(left.args[0]) == 0:
        return zeros(left.shape)
    ends = left.head == "scale" and left.shape != SCALAR
    factors, body = (left.args[:-1], left.args[-1:]) if ends else (left.args, ())
    powers = [raised("epower", of, k) for of, k in totals(map(base, factors))]
    if left.head == "scale":
        return scale(*powers, *body)
    return hadamard(*powers) if powers else build("ones", sizes=left.shape)


def cancelled(left):
    """The bases that stood in a denominator and met themselves again."""
    bases = [base(factor) for factor in left.args]
    met = [of for of, _ in bases]
    return [of for of, exponent in bases if exponent < 0 and met.count(of) > 1]


def counted(term):
    """A term as what it is a multiple of, and the literal number before it."""
    first, *rest = term.args if term.head == "scale" else [term]
    count = literal(first)
    return (term, Fraction(1)) if count is None else (scale(*rest), count)


def like_terms(left):
    """a A + b A as (a + b) A."""
    terms = [scale(number(count), body) for body, count in totals(map(counted, left.args))]
    return add(*terms) if terms else zeros(left.shape)


def positive_first(left):
    """The first term without a minus, then the others."""
    at = next((at for at, term in enumerate(left.args) if counted(term)[1] > 0), 0)
    return add(left.args[at], *left.args[:at], *left.args[at + 1 :])


COMPUTED = {
    "collect_like_terms": like_terms,
    "positive_first": positive_first,
    "d_abstract": d_abstract,
    "d_block": d_block,
    "d_entry": d_entry,
    "merge_scalar_powers": merged,
    "merge_entry_powers": merged,
}


# The other equations: both sides at random points. A value is a list of rows.

VALUES = {}


def value(root, at):
    """The value of an expression at one of the points."""
    for node in postorder(root):
        if (node, at) not in VALUES:
            args = [VALUES[arg, at] for arg in node.args]
            entry = MEANING.get(kind(node.head, node.words), unknown)(node, at, *args)
            VALUES[node, at] = [
                [entry(i, j) % PRIME for j in range(size(node.shape[1], at))]
                for i in range(size(node.shape[0], at))
            ]
    return VALUES[root, at]


def size(dim, at):
    demand(type(dim[at]) is int and dim[at] > 0, "no such size:", dim[at])
    return dim[at]


def unknown(node, at, *args):
    return lambda i, j: RANDOM.randrange(PRIME)


def entries(rows):
    return lambda i, j: rows[i][j]


def multiplied(left, right):
    columns = list(zip(*right))
    return [[sum(a * b for a, b in zip(row, col)) % PRIME for col in columns] for row in left]


def at_block(node, at, *args):
    width = int(node.words[1])
    rows = (args[at : at + width] for at in range(0, len(args), width))
    return entries([list(chain(*parts)) for row in rows for parts in zip(*row)])


def at_entry(node, at, A, row, column):
    i, j = row[0][0], column[0][0]
    inside = 1 <= i <= len(A) and 1 <= j <= len(A[0])
    return (lambda *_: A[i - 1][j - 1]) if inside else unknown(node, at)


def at_commutation(node, at):
    m, n = (size(dim, at) for dim in node.sizes)
    return lambda i, j: (i % n) * m + i // n == j


def at_number(node, at):
    numerator, denominator = literal(node).as_integer_ratio()
    return lambda i, j: numerator * pow(denominator, -1, PRIME)


MEANING = {
    "number": at_number,
    "size": lambda n, at: lambda i, j: size(n.sizes[0], at),
    "identity": lambda n, at: lambda i, j: i == j,
    "ones": lambda n, at: lambda i, j: 1,
    "zeros": lambda n, at: lambda i, j: 0,
    "unit": lambda n, at, k: lambda i, j: i == k[0][0] - 1,
    "entry": at_entry,
    "sum": lambda n, at, *args: lambda i, j: sum(A[i][j] for A in args),
    "hadamard": lambda n, at, *args: lambda i, j: prod(A[i][j] for A in args),
    "scale": lambda n, at, *s: lambda i, j: prod(each[0][0] for each in s[:-1]) * s[-1][i][j],
    "product": lambda n, at, *args: entries(reduce(multiplied, args)),
    "transpose": lambda n, at, A: lambda i, j: A[j][i],
    "trace": lambda n, at, A: lambda i, j: sum(A[k][k] for k in range(len(A))),
    "inner": lambda n, at, A, B: lambda i, j: sum(a * b for a, b in zip(chain(*A), chain(*B))),
    "total": lambda n, at, A: lambda i, j: sum(chain(*A)),
    "kron": lambda n, at, A, B: (
        lambda i, j: A[i // len(B)][j // len(B[0])] * B[i % len(B)][j % len(B[0])]
    ),
    "vec": lambda n, at, A: lambda i, j: A[i % len(A)][i // len(A)],
    "diag": lambda n, at, A: lambda i, j: (i == j) * list(chain(*A))[i],
    "diagonal": lambda n, at, A: lambda i, j: A[i][i],
    "block": at_block,
    "commutation": at_commutation,
}
"""The value of linear algebra; all else is an unknown."""


def check_equal(left, right):
    demand(left.shape == right.shape, "the shapes differ:", left, right)
    for at in POINTS[1:]:
        demand(value(left, at) == value(right, at), "the sides differ at a point:", left, right)


# Derivations.


class Derivation:
    """One derivation under check; ``shown`` is what its steps have shown in the end."""

    def __init__(self, told, at):
        names = "mode target variable definitions stages closing result conditions"
        mode, target, variable, definitions, stages, closing, result, stated = fields(told, names)
        self.told, self.at, self.needed, self.cotangents = told, at, {}, []
        self.mode, self.target, self.variable = mode, at(target), at(variable)
        self.definitions = at.pairs(definitions)
        self.check_definitions()
        self.shown = at(result if closing is None else closing["found"])
        (self.pull_back if mode == "gradient" else self.forward)(*stages)
        if closing is not None:
            self.shown = self.closed(closing)
        demand(self.shown is at(result), "the steps show", self.shown, "not", at(result))
        told_conditions = [(condition, at(of)) for condition, of in stated]
        demand(told_conditions == list(self.needed), "these are not the conditions needed")

    def stated(self):
        """The theorem in lines, and the numbers of the expressions in it."""
        text, told = self.at.text, self.told
        shown = [told[name] for name in ("target", "variable", "result")]
        pairs, conditions = told["definitions"], told["conditions"]
        lines = ["{} of {} by {}: {}".format(self.mode, *(text[at] for at in shown))]
        lines += [f"where {text[name]} = {text[body]}" for name, body in pairs]
        lines += [f"if {condition} {text[of]}" for condition, of in conditions]
        return lines, [*shown, *chain(*pairs), *(of for _, of in conditions)]

    def check_definitions(self):
        demand(self.variable.head == "symbol", "not a name:", self.variable)
        self.varying = {self.variable}
        later = {self.variable, *(name for name, _ in self.definitions)}
        demand(len(later) == 1 + len(self.definitions), "a name is defined twice")
        later.discard(self.variable)
        for name, body in self.definitions:
            fit = name.head == "symbol" and name.shape == body.shape
            demand(fit and not contains(body, later), "not a definition:", name, body)
            later.discard(name)
            if contains(body, self.varying):
                self.varying.add(name)

    def pull_back(self, first, *stages):
        """Reverse accumulation: every cotangent is spent once, after all that feeds it."""
        demand(self.target.shape == SCALAR, "a gradient is of a scalar, not", self.target)
        subject, waiting, spent = None, {}, set()
        end = self.opening(first, self.target)
        for stage in stages:
            self.pass_on(end, waiting, spent)
            subject = self.at(stage["subject"])
            demand(subject in waiting, "nothing has reached", subject)
            arrived = self.called(add(*waiting.pop(subject)), stage["cotangent"])
            spent.add(subject)
            end = self.stage(stage, build("inner", arrived, moved(subject)))
        demand(not waiting, "something is left over:", *waiting)
        none = literal(end) == 0 and self.shown is zeros(self.variable.shape)
        read = subject is self.variable and end is build("inner", self.shown, moved(subject))
        demand(none or (read and not has_differential(self.shown)), "cannot be read off:", end)

    def pass_on(self, end, waiting, spent):
        """Note the pairs (G, Z) of a line of terms <G, dZ>."""
        for term in end.args if end.head == "sum" else (end,):
            if literal(term) == 0:
                continue
            fit = term.head == "inner" and term.args[1].head == "differential"
            demand(fit and not has_differential(term.args[0]), "not of the form <G, dZ>:", term)
            reached = term.args[1].args[0]
            demand(reached not in spent, "passed on too early:", reached)
            waiting.setdefault(reached, []).append(term.args[0])

    def called(self, arrived, told):
        """What has arrived, or the new name that is told for it."""
        if told is None:
            return arrived
        name, body = map(self.at, told)
        parts = [self.target, self.variable, *chain(*self.definitions)]
        parts += [each for each, _ in self.cotangents]
        fresh = name.head == "symbol" and not any(contains(part, {name}) for part in parts)
        plain = fresh and name.shape == body.shape and not name.words[3:]
        demand(plain and body is arrived, "not a name for what arrived:", name)
        self.cotangents.append((name, body))
        return name

    def forward(self, stage):
        """The differential as it stands, with 1 for that of a scalar variable, or J of J dx."""
        target, change, mode = self.target, moved(self.variable), self.mode
        demand(mode in ("jacobian", "scalar", "differential"), "no mode", mode)
        if mode == "jacobian":
            target, change = map(stacked, (target, change))
        end = self.opening(stage, target)
        if mode == "scalar":
            demand(self.variable.shape == SCALAR, "not a scalar:", self.variable)
            end = substitute(end, {change: number(1)})
        fixed = mode == "differential" or not has_differential(self.shown)
        read = applied(self.shown, change) if mode == "jacobian" else [self.shown]
        demand(fixed and end in read, "cannot be read off:", end)

    def opening(self, stage, target):
        first = self.at(stage["subject"]) is self.target and stage["cotangent"] is None
        demand(first, "the first stage is not about the function")
        return self.stage(stage, moved(target))

    def stage(self, told, expected):
        _, _, start, steps, end = fields(told, "subject cotangent start steps end")
        demand(self.at(start) is expected, "a stage must start from", expected)
        state = self.steps(expected, steps)
        demand(self.at(end) is state, "the steps lead to", state)
        return state

    def closed(self, told):
        _, renaming, reading, steps = fields(told, "found renaming reading steps")
        changes = self.at.pairs(renaming)
        demand(len(dict(changes)) == len(changes), "called by two names")
        for old, new in changes:
            demand(self.may_call(old, new), "cannot be called:", old, new)
        start = substitute(self.shown, dict(changes))
        demand(reading in ("", *AXIOMS["readings"]), "no reading", reading)
        if reading and not (reading == "row" and start.shape[0] == ONE):
            m, n = start.shape
            start = instantiate(AXIOMS["readings"][reading], {"G": start}, {"m": m, "n": n})
        return self.steps(start, steps)

    def may_call(self, old, new):
        """dX by a name, a symbol with its assumptions, or the row that a column stands for."""
        if old.shape != new.shape:
            return False
        if old is moved(self.variable) and self.mode == "differential":
            return new.head == "symbol"
        if new.head == "transpose" and (new.args[0], transpose(old)) in self.definitions:
            return True
        names = old.head == new.head == "symbol" and old.words[0] == new.words[0]
        return names and not old.words[3:]

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
        name = self.at(fields(step, "definition old new")[0])
        body = dict(self.definitions).get(name)
        demand(body, "not defined:", name)
        ways = ((name, body), (body, name), (moved(name), moved(body)))
        demand((old, new) in ways, "the definition does not give", new)

    def check_equation(self, step, old, new):
        name, _, _ = fields(step, "equation old new")
        ways = AXIOMS["equations"][name]
        fits = (is_of(left, old) and is_of(right, new) for left, right in ways)
        demand(any(fits), name, "is not about", old, "and", new)
        if name in COMPUTED:
            demand(COMPUTED[name](old) is new, name, "does not give", new)
        else:
            check_equal(old, new)
        if name.startswith("merge_"):
            self.needed.update(dict.fromkeys(("nonzero_entries", of) for of in cancelled(old)))

    def check_rule(self, step, old, new, state):
        name, bindings, sizes, picks, _, _ = fields(step, "rule bindings sizes picks old new")
        bindings = {letter: self.at(to) for letter, to in bindings.items()}
        sizes = {letter: dimension(to, SIZES) for letter, to in sizes.items()}
        left, right, when = rule_named(name, bindings, sizes)
        demand(left is picked(picks, old), name, "is not about", old)
        demand(placed(picks, right, old) is new, name, "does not give", new)
        for condition, letter in when:
            self.check_condition(condition, bindings[letter], old, state)

    def check_condition(self, condition, of, old, state):
        if condition == "constant":
            demand(not contains(of, self.varying) and not has_differential(of), "varies:", of)
        elif condition in PROVEN:
            demand(PROVEN[condition](of), "not known to be", condition, of)
            moving = [node for node in postorder(state) if node.head == "differential"]
            inside = any(contains(node.args[0], {old}) for node in moving)
            demand(not inside, "an assumption about a point was differentiated:", of)
        else:
            demand(condition in AXIOMS["conditions"], "no condition", condition)
            self.needed[condition, of] = None


def is_of(forms, node):
    """Whether a node has one of some forms: a head, or a head and what is so of it."""
    if not forms:
        return True
    seen = {arg.head for arg in node.args}
    seen |= {"column" if arg.shape[1] == ONE else "matrix" for arg in node.args}
    seen |= {"row" for arg in node.args if arg.shape[0] == ONE}
    seen |= {"is_scalar"} if node.shape == (ONE, ONE) else set()
    seen |= {"unit_product" for arg in node.args if {"identity"} & {each.head for each in arg.args}}
    terms = node.args if node.head == "sum" else (node,)
    seen |= {"moves"} if all(map(ends_in_differential, terms)) else set()
    return not {*forms}.isdisjoint({node.head, *(f"{node.head} {word}" for word in seen)})


def ends_in_differential(node):
    """Whether a term is J dx, or J vec(dX), with scalars in front."""
    if node.head == "scale":
        return any(map(ends_in_differential, node.args))
    if node.head in ("product", "vec"):
        return ends_in_differential(node.args[-1])
    return node.head == "differential"


def picked(picks, old):
    """What a step rewrites: all of ``old``, or the arguments that are picked."""
    if picks is None:
        return old
    known = all(type(pick) is int and 0 <= pick < len(old.args) for pick in picks)
    some = 0 < len(picks) < len(old.args)
    demand(old.head in JOIN and some and known, "nothing to pick in", old)
    demand(picks == sorted(set(picks)), "not in order:", picks)
    side_by_side = picks[-1] - picks[0] == len(picks) - 1
    demand(side_by_side or old.head != "product", "not side by side:", picks)
    return JOIN[old.head](*(old.args[pick] for pick in picks))


def placed(picks, new, old):
    """``old`` with ``new`` for the part that is rewritten."""
    if picks is None:
        return new
    args = dict(enumerate(old.args)) | {picks[0]: new}
    return JOIN[old.head](*(arg for at, arg in args.items() if at not in picks[1:]))


def stacked(body):
    return body if body.shape[1] == ONE else build("vec", body)


def applied(jacobian, change):
    """J dx; where J is 0 or a multiple of I, without it as well."""
    yield product(jacobian, change)
    *scalars, body = jacobian.args if jacobian.head == "scale" else [jacobian]
    if body.head == "identity":
        yield scale(*scalars, change)
    if jacobian is zeros(jacobian.shape):
        yield zeros((jacobian.shape[0], ONE))


def check_link(first, second):
    """A second derivation goes on from what the first has shown, under all its definitions."""
    shown = first.shown
    goes_on = second.target in (shown, transpose(shown), build("vec", shown))
    if second.target.head == "inner" and second.target.args[0] is shown:
        goes_on = not contains(second.target.args[1], {first.variable, second.variable})
    demand(goes_on, "not what was shown before:", second.target)
    told = first.definitions + first.cotangents
    demand(all(each in second.definitions for each in told), "a definition is left out")
    free = not first.variable.words[3:] and not second.variable.words[3:]
    demand(free, "what is assumed of the variable may not be differentiated")


def recheck(certificate):
    """The lines of the theorem that a certificate proves; Rejected or Malformed if it does not."""
    form, version, *parts = fields(certificate, "format version theorem derivations expressions")
    theorem, told, rows = parts
    if form != "matcalc certificate" or type(version) is bool or version != VERSION or not told:
        raise Malformed(f"not a certificate of version {VERSION}")
    at = Expressions(rows)
    accepted = [Derivation(each, at) for each in told]
    for first, second in pairwise(accepted):
        check_link(first, second)
    lines, roots = (list(chain(*each)) for each in zip(*(each.stated() for each in accepted)))
    proved = [*at.explained(roots), *lines]
    demand(theorem == proved, "the theorem is not what is proved:", *proved)
    return proved


UNREADABLE = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)


def main(paths):
    """Re-check files; the exit code."""
    code = 0
    for path in paths:
        try:
            print("\n    ".join([f"accepted  {path}", *recheck(read(path))]))
        except Rejected as error:
            code = max(code, 1)
            print(f"rejected  {path}: {error}")
        except (Malformed, RecursionError, *UNREADABLE) as error:
            code = 2
            print(f"unreadable  {path}: {error}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
