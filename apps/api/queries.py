"""What may stand behind the question mark: a misspelt name is refused, never ignored."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView

M = TypeVar("M", bound=Model)
MOST_WORDS = 20


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    """Raise ValidationError for every query parameter that is not among `known`."""
    names = sorted(known)
    errors = {name: [_unknown(name, names)] for name in request.query_params if name not in names}
    if errors:
        raise ValidationError(errors)


def refuse_empty(request: Request, filters: Iterable[str]) -> None:
    """Raise ValidationError for a filter without a value: it would else let everything pass."""
    empty = [name for name in filters if "" in request.query_params.getlist(name)]
    if empty:
        raise ValidationError({name: [_("Give a value, or leave it out.")] for name in empty})


def _unknown(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return _("Unknown parameter; did you mean %(name)s?") % {"name": near[0]}
    return _("Unknown parameter; known are: %(names)s") % {"names": ", ".join(known) or "-"}


class Search(SearchFilter):
    """`search=` for some words; the database would stumble over very many."""

    def get_search_terms(self, request: Request) -> list[str]:
        """The words; raises ValidationError for too many."""
        terms = super().get_search_terms(request)
        if len(terms) > MOST_WORDS:
            text = _("At most %(most)d words.") % {"most": MOST_WORDS}
            raise ValidationError({"search": [text]})
        return terms


class Ordering(OrderingFilter):
    """`ordering=` by the names a view offers; other names are refused."""

    def remove_invalid_fields(
        self, queryset: Any, fields: Iterable[str], view: "APIView", request: Request
    ) -> list[str]:
        """The fields; raises ValidationError for one that is not offered."""
        asked = list(fields)
        valid = super().remove_invalid_fields(queryset, asked, view, request)
        wrong = [name for name in asked if name not in valid]
        if wrong:
            offered = self.get_valid_fields(queryset, view, {"request": request})
            names = ", ".join(str(name) for name, _label in offered)
            text = _("Can not order by that; known are: %(names)s") % {"names": names}
            raise ValidationError({"ordering": [text]})
        return list(valid)
