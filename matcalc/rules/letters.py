"""The letters that rules are written with. A rule reads like the mathematics it states."""

from __future__ import annotations

from matcalc.expr import symbol
from matcalc.rules.row import Condition

A = symbol("A", "m", "n")
A2 = symbol("A2", "m", "n")
B = symbol("B", "n", "k")
C = symbol("C", "m", "n")
D = symbol("D", "n", "k")
E = symbol("E", "p", "q")
F = symbol("F", "n", "m")
G = symbol("G", "m", "n")
H = symbol("H", "m", "k")
S = symbol("S", "n", "n")
R = symbol("R", "n", "n")
T = symbol("T", "n", "n")
L = symbol("L", "m", "m")
a = symbol("a", "n")
b = symbol("b", "n")
g = symbol("g", "n")
r = symbol("r", 1, "n")
s = symbol("s")
t = symbol("t")

constant_A2 = Condition("constant", A2)
constant_C = Condition("constant", C)
constant_D = Condition("constant", D)
constant_E = Condition("constant", E)
constant_S = Condition("constant", S)
constant_s = Condition("constant", s)
