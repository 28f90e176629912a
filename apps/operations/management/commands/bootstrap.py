"""`manage.py bootstrap`: what a farm begins with."""

from typing import Any

from django.core.management import CommandError, CommandParser

from apps.operations.bootstrap import ensure_administrator, ensure_basics
from apps.operations.console import FarmCommand, command_actor


class Command(FarmCommand):
    """Safe to repeat: what is there stays as it is."""

    help = "Make roles, materials, printer profiles and the first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--username", default="admin", help="the administrator's name (default: admin)")
        add("--password", default="", help="(default: a random one, printed once)")
        add("--email", default="", help="the administrator's address")
        add("--reset-password", action="store_true", help="set a new password")

    def run(self, **options: Any) -> None:
        if not options["username"].strip():
            raise CommandError("--username must not be empty")
        ensure_basics()
        self.say("Roles, materials and printer profiles are there.")
        found = ensure_administrator(
            options["username"].strip(),
            password=options["password"],
            email=options["email"],
            reset=options["reset_password"],
            actor=command_actor(),
        )
        if not found.password:
            self.say(f"Administrator {found.username} was there already; password unchanged.")
            return
        made = "made" if found.is_new else "has a new password"
        self.say(f"Administrator {found.username} {made}.")
        if not options["password"]:
            self.say(f"Password (shown only now): {found.password}")
