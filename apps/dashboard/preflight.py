"""A stored preflight report as the page lists it: what did not pass first."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from apps.core.speaking import rendered
from apps.dispatch.models import PrintRun

_ORDER = ("fail", "unknown", "overridden", "pass")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, its answer (`fail`, `unknown`, `overridden`, `pass`), what was found."""

    code: str
    title: str
    result: str
    found: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Checks:
    """All checks of a report."""

    rows: list[Check]

    @property
    def tally(self) -> list[tuple[str, int]]:
        """How many there are of each answer that there is."""
        counts = Counter(row.result for row in self.rows)
        return [(result, counts[result]) for result in _ORDER if counts[result]]


def checks(run: PrintRun) -> Checks:
    """The checks of the run's last report; none before it was checked."""
    findings = run.report.findings if run.report else []
    rows = [_check(finding) for finding in findings]
    return Checks(sorted(rows, key=lambda row: _ORDER.index(row.result)))


def _check(finding: Mapping[str, Any]) -> Check:
    params = finding.get("params") or {}
    result = finding.get("result", "unknown")
    return Check(
        code=str(finding.get("code", "")),
        title=_said(finding.get("title") or finding.get("name", ""), {}),
        result=result if result in _ORDER else "unknown",
        found=_said(finding.get("message", ""), params),
        remedy=_said(finding.get("remedy", ""), params),
    )


def _said(template: str, params: Mapping[str, Any]) -> str:
    """The sentence in the reader's language; as stored where its values are not those it needs."""
    try:
        return rendered(template, params)
    except KeyError:
        return gettext(template)
