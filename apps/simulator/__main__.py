"""`python -m apps.simulator`: simulated printers without Django."""

import argparse
import sys

from apps.simulator.server import add_arguments, options_from, run


def main() -> int:
    parser = argparse.ArgumentParser(prog="simulate_printers", description=__doc__)
    add_arguments(parser)
    return run(options_from(vars(parser.parse_args())))


if __name__ == "__main__":
    sys.exit(main())
