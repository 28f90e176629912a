"""The forms of printers and their slots."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from apps.backoffice.generics import ModelForm
from apps.backoffice.words import Names
from apps.printers.models import Printer, Slot

DECLARED = (
    "name",
    "kind",
    "url",
    "key",
    "profile",
    "nozzle_mm",
    "group",
    "tags",
    "location",
    "camera_url",
    "trial_runs_left",
)


class PrinterForm(ModelForm[Printer]):
    """What is declared about a printer; an empty key leaves the stored one as it is.

    The stored key is not read here, so that one that can not be decrypted can be replaced.
    """

    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Never shown. Leave it empty to keep the one that is stored."),
    )
    tags = Names(label=_("Tags"), required=False, help_text=_("Separated by commas."))
    url = forms.URLField(
        label=_("Address"), assume_scheme="http", help_text=_("Such as http://192.168.1.20")
    )

    camera_url = forms.URLField(label=_("Camera"), assume_scheme="http", required=False)

    class Meta:
        model = Printer
        fields = (
            "name",
            "kind",
            "url",
            "profile",
            "nozzle_mm",
            "group",
            "tags",
            "location",
            "camera_url",
            "trial_runs_left",
        )

    def clean_url(self) -> str:
        """Without the slash at its end; only HTTP."""
        url: str = self.cleaned_data["url"].rstrip("/")
        URLValidator(schemes=["http", "https"])(url)
        return url


class SlotForm(ModelForm[Slot]):
    """What is loaded; a spool brings its own material."""

    class Meta:
        model = Slot
        fields = ("material", "spool", "colour")
