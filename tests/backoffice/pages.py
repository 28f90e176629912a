"""Reading pages of the admin, and pressing their buttons."""

from typing import Any

from django.contrib.messages import get_messages
from django.db.models import Model
from django.test import Client
from django.urls import reverse


def listing(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def adding(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def form_of(row: Model, page: str = "change") -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[row.pk])


def told(answer: Any) -> list[str]:
    """The messages that this answer left."""
    return [str(message) for message in get_messages(answer.wsgi_request)]


def act(client: Client, action: str, *rows: Model, **fields: Any) -> Any:
    """Choose the rows in their list and press Go."""
    chosen = [row.pk for row in rows]
    return client.post(
        listing(type(rows[0])), {"action": action, "_selected_action": chosen, **fields}
    )


def text(answer: Any) -> str:
    return str(answer.content.decode())
