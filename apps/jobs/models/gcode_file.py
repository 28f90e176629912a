"""A G-code file in content-addressed storage, and what was read in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GcodeFile(models.Model):
    """One content; uploading it again under another name is the same row.

    `metadata` is `apps.gcode` Metadata as JSON, null until the file was read.
    """

    WAITING, DONE, FAILED = "waiting", "done", "failed"
    ANALYSIS = ((WAITING, _("Waiting")), (DONE, _("Read")), (FAILED, _("Unreadable")))

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    sha1 = models.CharField("SHA-1", max_length=40)
    size = models.BigIntegerField(_("size in bytes"))
    name = models.CharField(_("name"), max_length=200)
    suffix = models.CharField(_("type"), max_length=10, default=".gcode")
    analysis = models.CharField(_("analysis"), max_length=8, choices=ANALYSIS, default=WAITING)
    tries = models.PositiveSmallIntegerField(_("tries to read it"), default=0, editable=False)
    metadata = models.JSONField(_("metadata"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    has_thumbnail = models.BooleanField(_("picture"), default=False)
    uploaded_by = models.CharField(_("uploaded by"), max_length=150, blank=True)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("G-code file")
        verbose_name_plural = _("G-code files")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
