"""Registers every table of the farm; Django's autodiscovery imports this module."""

from apps.backoffice import (
    gcodes,
    incidents,
    jobs,
    printers,
    runs,
    stock,
    tokens,
    trails,
    users,
)

__all__ = [
    "gcodes",
    "incidents",
    "jobs",
    "printers",
    "runs",
    "stock",
    "tokens",
    "trails",
    "users",
]
