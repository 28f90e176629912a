"""The outbox: events that are true because the transaction that wrote them is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxEvent(models.Model):
    """One event; `sequence` is given by the one relay, so that readers never skip a later commit."""

    name = models.CharField(_("name"), max_length=80, db_index=True)
    subject = models.CharField(_("subject"), max_length=80, blank=True, db_index=True)
    payload = models.JSONField(_("payload"), default=dict)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    sequence = models.BigIntegerField(_("sequence"), null=True, unique=True)
    relayed_at = models.DateTimeField(_("relayed"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(relayed_at=None), name="outbox_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"
