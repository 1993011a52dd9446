"""Names that the tests of the index engine share."""

from matcalc.expr import apply, entry, index, index_sum, inverse, number, ones, scale, symbol

n = "n"
A, B, C, X = (symbol(name, n, n) for name in "ABCX")
S = symbol("S", n, n, assume=["symmetric"])
P, Q = symbol("P", "m", n), symbol("Q", n, "m")
R, G = symbol("R", "m", n), symbol("G", "m", n)
U, V, K = symbol("U", n, "k"), symbol("V", "k", n), symbol("K", "k", "k")
a, x, y = (symbol(name, n) for name in "axy")
t, p = symbol("t"), symbol("p")
inv = inverse
one = ones(n)
_1 = number(1)


def f(name, body):
    return apply(name, body)


def sigmoid(body):
    return apply("sigmoid", body)


i, j, k = index("i", "m"), index("j", n), index("k", n)


def closed(line, places):
    """A line with its open indices summed against weights that may be anything."""
    for count, place in enumerate(places):
        weight = entry(symbol(f"weight_{count}", place.data[1]), place, number(1))
        line = index_sum(place, scale(weight, line))
    return line
