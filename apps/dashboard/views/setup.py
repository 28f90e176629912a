"""The guided step: what is loaded, which beds are clear and level, for many printers at once."""

import csv
import io
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

YES = {"1", "yes", "y", "true", "on", "x", "ja", "j"}
COLUMNS = ("printer", "material", "colour", "bed_clear", "level_ok")


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
    return _apply(request, lambda: rows_of_csv(text))


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


def rows_of_csv(text: str) -> list[SetupRow]:
    """Rows of a CSV with a header; comma, semicolon or tab. Raises Refused naming what is missing."""
    first = text.strip().partition("\n")[0]
    mark = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text.strip()), delimiter=mark)
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if "printer" not in names:
        message = _("The first line must name the columns: %(columns)s.")
        raise Refused(message % {"columns": ", ".join(COLUMNS)}, code="INVALID")
    reader.fieldnames = names
    return _some([_csv_row(line) for line in reader if (line.get("printer") or "").strip()])


def _csv_row(line: Mapping[str, str | None]) -> SetupRow:
    def said(name: str) -> str:
        return (line.get(name) or "").strip()

    return SetupRow(
        printer=said("printer"),
        material=said("material"),
        colour=said("colour") or said("color"),
        bed_clear=said("bed_clear").lower() in YES,
        level_ok=said("level_ok").lower() in YES,
    )


def _some(rows: list[SetupRow]) -> list[SetupRow]:
    if not rows:
        raise Refused(_("Nothing was entered."), code="INVALID")
    return rows
