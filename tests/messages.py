"""Translations: `python -m tests.messages` checks that none is missing, `--update` collects them.

The check works on a copy of the sources, so that it changes nothing. Both need GNU gettext; without
it the check says that it was skipped, and fails where `CI` is set.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("apps", "printfarm", "templates", "static", "locale")
TOOLS = ("xgettext", "msgattrib", "msgcmp", "msgfmt", "msgmerge", "msgunfmt", "msguniq")
LANGUAGES = ("de",)
DOMAINS = ("django", "djangojs")
IGNORED = ("tests/*", "bench/*", "var/*", "static/vendor/*")


def catalogue(root: Path, language: str, domain: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def run(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def manage(folder: Path, *arguments: str) -> None:
    """Run a management command of the tree in `folder`. RuntimeError: it failed, with its words."""
    result = run([sys.executable, "manage.py", *arguments], folder)
    if result.returncode:
        raise RuntimeError(result.stdout + result.stderr)


def collect(folder: Path, language: str, domain: str, *options: str) -> None:
    """Bring the catalogue below `folder` up to date with the texts there."""
    ignored = [part for pattern in IGNORED for part in ("--ignore", pattern)]
    layout = ["--no-wrap", "--no-obsolete", "--add-location", "file"]
    manage(folder, "makemessages", "-l", language, "-d", domain, *layout, *ignored, *options)


def copy_of_sources(folder: Path) -> None:
    """Copy what can hold texts, and what it takes to collect them."""
    shutil.copy(ROOT / "manage.py", folder)
    (folder / "locale").mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=ignore, dirs_exist_ok=True)


def missing(copy: Path, language: str, domain: str) -> list[str]:
    """Texts without a finished translation, in msgcmp's words."""
    collect(copy, language, domain, "--keep-pot")
    template, ours = copy / "locale" / f"{domain}.pot", catalogue(ROOT, language, domain)
    if not template.exists():
        return []
    if not ours.exists():
        return [f"{ours.relative_to(ROOT)} is missing"]
    return run(["msgcmp", "--no-fuzzy-matching", ours, template], copy).stderr.splitlines()


def stale(copy: Path, language: str, domain: str) -> list[str]:
    """The compiled catalogue, if it does not say what its source says."""
    source = catalogue(ROOT, language, domain)
    if not source.exists():
        return []
    fresh = copy / f"{language}-{domain}.mo"
    checked = run(["msgfmt", "--check-format", "-o", fresh, source], copy)
    if checked.returncode:
        return checked.stderr.splitlines()
    said = [run(["msgunfmt", mo], copy).stdout for mo in (fresh, source.with_suffix(".mo"))]
    return [] if said[0] == said[1] else [f"{source.with_suffix('.mo').relative_to(ROOT)} is old"]


def check() -> list[str]:
    """Everything that is not in order with the translations."""
    with tempfile.TemporaryDirectory(prefix="farm-messages-") as name:
        copy = Path(name)
        copy_of_sources(copy)
        every = [(language, domain) for language in LANGUAGES for domain in DOMAINS]
        return [line for one in every for line in (*missing(copy, *one), *stale(copy, *one))]


def update() -> list[str]:
    """Collect all texts into the catalogues and compile them."""
    for language in LANGUAGES:
        for domain in DOMAINS:
            collect(ROOT, language, domain)
    manage(ROOT, "compilemessages")
    return []


def main(arguments: list[str]) -> int:
    updating = "--update" in arguments
    if absent := [tool for tool in TOOLS if shutil.which(tool) is None]:
        sys.stderr.write(f"translations: skipped, GNU gettext lacks {', '.join(absent)}\n")
        return int(updating or bool(os.environ.get("CI")))
    if wrong := update() if updating else check():
        sys.stderr.write("\n".join([*wrong, "translations: incomplete; run `make messages`\n"]))
        return 1
    sys.stdout.write("translations: complete\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
