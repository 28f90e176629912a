"""Runs checks over facts and says whether a print may start."""

from collections.abc import Collection, Iterable

from apps.preflight.answers import Finding
from apps.preflight.checks import CHECKS, NEVER_OVERRIDDEN, code_of
from apps.preflight.facts import Facts


def run_checks(facts: Facts, names: Collection[str] | None = None) -> tuple[Finding, ...]:
    """Every check, or those with these names, in their fixed order.

    Raises `ValueError` for a name that no check has: a check left out by a typing error
    would be a check not made.
    """
    if names is not None and (strange := set(names) - {check.__name__ for check in CHECKS}):
        raise ValueError(f"no such check: {', '.join(sorted(strange))}")
    chosen = CHECKS if names is None else [c for c in CHECKS if c.__name__ in names]
    return tuple(Finding(code_of(check), check.__name__, check(facts)) for check in chosen)


def passed(findings: Iterable[Finding], overridden: Collection[str] = ()) -> bool:
    """Nothing blocks but what an operator has overridden; some codes never can be.

    Without a single finding nothing was checked, and that is no pass.
    """
    seen = list(findings)
    may = set(overridden) - NEVER_OVERRIDDEN
    return bool(seen) and not any(f.blocks and f.code not in may for f in seen)
