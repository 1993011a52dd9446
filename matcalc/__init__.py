"""matcalc derives matrix-calculus identities, proves them, and checks other people's."""
