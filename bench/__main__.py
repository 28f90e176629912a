"""`python -m bench [NAME …]`: runs the benchmarks, prints a table each, writes JSON."""

import importlib
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

import django

RESULTS = Path(__file__).parent / "results"
NAMES = ("reading", "matching")


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; the exit code is 2 for an unknown name."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        sys.stderr.write(f"no benchmark {', '.join(unknown)}; there are: {', '.join(NAMES)}\n")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "printfarm.settings")
    django.setup()
    RESULTS.mkdir(exist_ok=True)
    for name in names or NAMES:
        rows = importlib.import_module(f"bench.{name}").rows()
        print(f"\n{name}")
        for row in rows:
            print(
                f"  {row.what}: {row.seconds * 1000:.1f} ms CPU, {row.ratio:.2f} x {row.yardstick}"
            )
        found = {"python": platform.python_version(), "rows": [asdict(row) for row in rows]}
        (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
