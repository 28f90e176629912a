"""What the farm needs around it, each asked with a short patience."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from asgiref.sync import async_to_sync
from celery import current_app
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from apps.core.errors import Unavailable

PATIENCE_S = 3
NEEDED_BYTES = 1 << 30
"""Less free space than this (1 GiB) is no place for G-code."""


def database() -> str:
    """The database answers; returns its name."""
    _reach()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return str(connection.vendor)


def _reach() -> None:
    """Knock at a database server once; the pool would go on knocking for its own, longer patience."""
    if connection.vendor == "postgresql":
        wanted: Any = connection
        told = {**wanted.get_connection_params(), "connect_timeout": PATIENCE_S}
        wanted.Database.connect(**told).close()


def migrations() -> str:
    """Every table is as this version wants it; raises Unavailable naming what is missing."""
    _reach()
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = ", ".join(f"{step.app_label}.{step.name}" for step, _backwards in waiting[:3])
        raise Unavailable(f"{len(waiting)} migrations are missing ({names} …)", code="MIGRATE")
    return "up to date"


def broker() -> str:
    """The broker takes a connection."""
    if not settings.CELERY_BROKER_URL:
        return "inside the process"
    with current_app.connection_for_write(connect_timeout=PATIENCE_S) as link:
        link.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE_S)
        return str(link.transport_cls)


def channel_layer() -> str:
    """The live feed's layer takes messages."""
    layer = get_channel_layer()
    if layer is None:
        raise Unavailable("no channel layer is set", code="NO_LAYER")
    async_to_sync(layer.group_send)("doctor", {"type": "doctor.ping"})
    return type(layer).__name__


def cached() -> str:
    """The cache gives back what it was given."""
    key, value = f"doctor-{uuid.uuid4().hex}", os.getpid()
    cache.set(key, value, timeout=10)
    if cache.get(key) != value:
        raise Unavailable("the cache does not keep what it is given", code="CACHE_BROKEN")
    cache.delete(key)
    return "keeps values"


def storage() -> str:
    """Files can be written; raises OSError or Unavailable when the space is nearly used up."""
    folder: Path = settings.MEDIA_ROOT
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="doctor-") as probe:
        probe.write(b"x")
        probe.flush()
    free = shutil.disk_usage(folder).free
    if free < NEEDED_BYTES:
        raise Unavailable(f"{folder} has only {free >> 20} MB left", code="STORAGE_FULL")
    return f"{folder}, {free >> 30} GB free"


ALL: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "broker": broker,
    "channel layer": channel_layer,
    "cache": cached,
    "storage": storage,
}
"""Each returns a word on how it is, or raises whatever its library raises."""
