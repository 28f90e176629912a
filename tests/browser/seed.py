"""Fills the farm in FARM_DATA for the browser: people, printers in several states, jobs."""

import os
import sys

import django


def main() -> None:
    """Make the tables and their rows."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "printfarm.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    _fill()


def _fill() -> None:
    from apps.accounts.roles import Role
    from apps.jobs.states import JobState
    from apps.printers.port import Activity
    from apps.printers.states import Bed, Link
    from tests import builders

    for name, role in (("operator", Role.OPERATOR), ("viewer", Role.VIEWER)):
        user = builders.a_user(role, name)
        user.set_password("browser")
        user.save()
    builders.a_material("PETG")
    builders.a_printer("MK4-01", colour="orange")
    builders.a_printer("MK4-02", bed=Bed.DOUBTFUL)
    builders.a_printer("MK4-03", bed=Bed.OCCUPIED)
    builders.a_printer("MK4-04", link=Link.OFFLINE)
    builders.a_printer("MK4-05", material=None)
    _print(builders.a_printer("VOR-01", activity=Activity.PRINTING))
    builders.a_job("bracket", quantity=12, good=5, lane="express", materials=["PETG"])
    builders.a_job("lid", quantity=4)
    builders.a_job("hook", state=JobState.HELD, held_code="X", held_reason="set a profile")


def _print(printer: "object") -> None:
    from apps.dispatch.states import RunState
    from tests import builders

    job = builders.a_job("grille", quantity=3, colours=["black"])
    builders.a_run(
        job,
        printer,  # type: ignore[arg-type]
        state=RunState.PRINTING,
        progress=0.42,
        layer=50,
        layers=120,
        remaining_s=4000,
    )


if __name__ == "__main__":
    main()
    sys.exit(0)
