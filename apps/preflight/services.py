"""Makes a preflight: gathers the facts, runs every check, stores the report."""

from apps.jobs.models import Job
from apps.preflight.answers import Finding
from apps.preflight.gathering import facts_of
from apps.preflight.models import PreflightReport
from apps.preflight.runner import passed, run_checks
from apps.printers.models import Printer


def check(job: Job, printer: Printer) -> tuple[PreflightReport, tuple[Finding, ...]]:
    """Run every check on the facts as they are now; every answer is kept."""
    facts = facts_of(job, printer)
    findings = run_checks(facts)
    report = PreflightReport.objects.create(
        job=job,
        printer=printer,
        passed=passed(findings),
        findings=[finding.to_json() for finding in findings],
        facts=facts.to_json(),
    )
    return report, findings


def blocking(findings: tuple[Finding, ...]) -> list[Finding]:
    """The findings that keep a print from starting."""
    return [finding for finding in findings if finding.blocks]
