"""How lists are cut into pages."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

LARGEST = 200


class Pages(PageNumberPagination):
    """Pages of 50, up to 200 on request (`page_size`)."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = LARGEST

    def get_page_size(self, request: Request) -> int | None:
        """The size asked for; raises ValidationError for one that can not be had."""
        asked = request.query_params.get("page_size")
        if asked is None:
            return self.page_size
        if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:9]) <= LARGEST:
            text = _("From 1 to %(largest)d.") % {"largest": LARGEST}
            raise ValidationError({"page_size": [text]})
        return int(asked)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """`page` and `page_size` with their bounds."""
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            parameter["schema"] |= {"minimum": 1}
            if parameter["name"] == "page_size":
                parameter["schema"] |= {"maximum": LARGEST}
        return parameters
