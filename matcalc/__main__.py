"""``python -m matcalc``: the command line."""

from matcalc.cli import run

if __name__ == "__main__":
    run()
