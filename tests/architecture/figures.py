"""Measures the sources: `python -m tests.architecture.figures` prints what docs/architecture.md states."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("apps", "printfarm")


def sources(*folders: str) -> list[Path]:
    """Python files below these folders, migrations apart."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def code_lines(path: Path) -> int:
    """Lines that are neither blank nor a comment."""
    lines = (line.strip() for line in path.read_text().splitlines())
    return sum(bool(line) and not line.startswith("#") for line in lines)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first of the signature to the last of the body."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def report() -> str:
    """The figures as a Markdown list."""
    files = sources(*CODE)
    found = [function for path in files for function in functions(path)]
    lengths = [length(function) for function in found]
    typed = sum(function.returns is not None for function in found)
    code, tests = sum(map(code_lines, files)), sum(map(code_lines, sources("tests")))
    sizes = [len(path.read_text().splitlines()) for path in files]
    long = sum(size > 50 for size in lengths)
    return "\n".join(
        [
            f"- {len(files)} files, {code} lines of code; tests {tests}"
            f" (test:code {tests / code:.2f})",
            f"- functions: {len(lengths)}, median {statistics.median(lengths):g} lines,"
            f" {long / len(lengths):.2%} over 50 lines, {typed / len(found):.1%} with a return type",
            f"- files: median {statistics.median(sizes):g} lines, largest {max(sizes)}",
        ]
    )


if __name__ == "__main__":
    print(report())  # noqa: T201
