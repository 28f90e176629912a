"""The guided step: what is loaded, which beds are clear and level, for many printers at once."""

from collections.abc import Callable, Iterable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.errors import FarmError, Refused
from apps.dashboard.access import operator, page_actor
from apps.dashboard.actions import act, refusal
from apps.live.selectors import printer_tiles
from apps.materials.models import Material
from apps.printers.setup import SetupRow, set_up
from apps.printers.setup_csv import COLUMNS, setup_rows


@operator
def setup(request: HttpRequest) -> HttpResponse:
    """The table of all printers, and what was entered in it."""
    if request.method == "POST":
        return _apply(
            request, lambda: rows_of_form(request.POST.dict(), request.POST.getlist("id"))
        )
    context = {
        "here": "setup",
        "tiles": printer_tiles(),
        "materials": Material.objects.all(),
        "columns": ",".join(COLUMNS),
    }
    return render(request, "dashboard/setup.html", context)


@operator
def setup_csv(request: HttpRequest) -> HttpResponse:
    """The same from a CSV text or file."""
    file = request.FILES.get("file")
    text = file.read().decode("utf-8-sig", "replace") if file else request.POST.get("text", "")
    return _apply(request, lambda: setup_rows(text))


def _apply(request: HttpRequest, read: Callable[[], list[SetupRow]]) -> HttpResponse:
    try:
        rows = read()
    except FarmError as error:
        return refusal(request, error)
    actor = page_actor(request)
    done = ngettext("%(n)d printer set up", "%(n)d printers set up", len(rows)) % {"n": len(rows)}
    return act(request, lambda: set_up(rows, actor=actor), done)


def rows_of_form(values: Mapping[str, str], ids: Iterable[str]) -> list[SetupRow]:
    """The rows in which something was entered; raises Refused when there is none."""
    rows = [_form_row(values, number) for number in ids]
    said = [row for row in rows if row.material or row.bed_clear or row.level_ok]
    return _some(said)


def _form_row(values: Mapping[str, str], number: str) -> SetupRow:
    return SetupRow(
        printer=values.get(f"name-{number}", ""),
        material=values.get(f"material-{number}", ""),
        colour=values.get(f"colour-{number}", "").strip(),
        bed_clear=f"bed-{number}" in values,
        level_ok=f"level-{number}" in values,
    )


def _some(rows: list[SetupRow]) -> list[SetupRow]:
    if not rows:
        raise Refused(_("Nothing was entered."), code="INVALID")
    return rows
