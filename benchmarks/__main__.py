"""``python -m benchmarks [--quick] [--only NAME] [CORPUS …]``."""

from __future__ import annotations

import argparse

from benchmarks import checks, depth, peers, throughput


def main() -> None:
    """Run the measurements one after the other and print what they found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few problems of each")
    parser.add_argument("--only", choices=("peers", "depth", "checks", "throughput"))
    parser.add_argument("corpora", nargs="*", help="files of requests to be checked")
    given = parser.parse_args()
    count = 3 if given.quick else None
    parts = {
        "peers": lambda: peers.run(count),
        "depth": lambda: depth.run(4 if given.quick else 64),
        "checks": lambda: checks.run(count, given.corpora),
        "throughput": lambda: throughput.run(count),
    }
    for name, part in parts.items():
        if given.only in (None, name):
            print(f"\n{name}", *part(), sep="\n")


if __name__ == "__main__":
    main()
