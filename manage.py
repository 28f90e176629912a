#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.core.management import execute_from_command_line

from printfarm.demo import take_environment

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "printfarm.settings")
    if sys.argv[1:2] == ["demo"]:
        take_environment(sys.argv[2:])
    execute_from_command_line(sys.argv)
