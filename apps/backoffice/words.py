"""Form fields for lists of names, and the forms that have only those of their own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.backoffice.generics import ModelForm
from apps.printers.models import PrinterProfile
from apps.printers.models.profile import DECLARED


class Names(forms.CharField):
    """A list of names separated by commas or line ends; a name may hold blanks."""

    def prepare_value(self, value: Any) -> Any:
        """The names in one line."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The names as a list."""
        parts = str(value or "").replace("\n", ",").split(",")
        return [part.strip() for part in parts if part.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the list is another one."""
        told: list[str] = self.to_python(data)
        return list(initial or []) != told


class ProfileForm(ModelForm[PrinterProfile]):
    """A model of printer; its names and flavours as text."""

    slicer_models = Names(
        label=_("Names in slicers"), required=False, help_text=_("Separated by commas.")
    )
    flavours = Names(
        label=_("G-code flavours"),
        required=False,
        help_text=_("Separated by commas: marlin, marlin2, klipper, reprapfirmware."),
    )

    class Meta:
        model = PrinterProfile
        fields = DECLARED
