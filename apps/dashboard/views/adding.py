"""A printer is added at the page."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.core.errors import FarmError
from apps.core.speaking import spoken
from apps.dashboard.access import administrator, page_actor
from apps.printers.models import PrinterGroup, PrinterProfile
from apps.printers.models.printer import KIND_NAMES
from apps.printers.services import NewPrinter, add_printer


class PrinterForm(forms.Form):
    """What is asked for; the rules are the service's."""

    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("Interface"), choices=list(KIND_NAMES.items()))
    url = forms.CharField(label=_("Address"), max_length=200)
    api_key = forms.CharField(label=_("Key"), max_length=300, required=False)
    profile = forms.CharField(label=_("Profile"), max_length=40)
    group = forms.CharField(label=_("Group"), max_length=60, required=False)
    location = forms.CharField(label=_("Place"), max_length=80, required=False)


@administrator
def add(request: HttpRequest) -> HttpResponse:
    """The form; goes to the printer's page when it was added."""
    form = PrinterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            printer = add_printer(NewPrinter(**form.cleaned_data), actor=page_actor(request))
            return HttpResponseRedirect(reverse("printer", args=[printer.pk]))
        except FarmError as error:
            _tell(form, error)
    context = {
        "here": "printers",
        "form": form,
        "kinds": KIND_NAMES.items(),
        "profiles": PrinterProfile.objects.all(),
        "groups": PrinterGroup.objects.all(),
    }
    return render(request, "dashboard/printer_new.html", context)


def _tell(form: PrinterForm, error: FarmError) -> None:
    for field, texts in (error.errors or {"": [error.message]}).items():
        form.add_error(field if field in form.fields else None, [spoken(text) for text in texts])
