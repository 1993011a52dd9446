"""The calculus as tables of named rules."""
