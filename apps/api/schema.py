"""What the OpenAPI document says beyond the views: how to sign in, and the problems."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Stable; for programs."},
        "errors": {
            "type": "object",
            "description": "Messages by field; nested fields as slots.0.nozzle.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
ALWAYS = {"400": "Malformed or not allowed", "401": "Not signed in", "403": "Role too low"}
ON_ONE = {"404": "Not there"}
ON_WRITING = {
    "409": "No longer so",
    "413": "Too large",
    "415": "No such format",
    "503": "A machine or service does not answer",
}
METHODS = {"get", "post", "put", "patch", "delete"}
PAGED = {"404": "No such page"}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """`Authorization: Token …` or `X-Api-Key: …`."""

    target_class = "apps.api.authentication.TokenAuthentication"
    name = ["token", "apiKey"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        """Both headers."""
        return [
            {
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "description": "Token, a blank, and the secret.",
            },
            {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
        ]


def add_problems(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Post-processing hook: every operation tells its problems, every body is closed."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                _add(operation["responses"], problems_of(path, method))
    for name, schema in schemas.items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
    return result


def problems_of(path: str, method: str) -> dict[str, str]:
    """Description by status."""
    problems = dict(ALWAYS)
    if "{" in path:
        problems |= ON_ONE
    elif method == "get":
        problems |= PAGED
    return problems if method == "get" else problems | ON_WRITING


def _add(responses: dict[str, Any], problems: dict[str, str]) -> None:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, description in problems.items():
        responses.setdefault(status, {"description": description, "content": content})
