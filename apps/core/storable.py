"""Values from outside in a form that every database stores."""

from typing import Any

NUL = "\x00"


def storable(value: Any) -> Any:
    """The same value without NUL characters in its texts: PostgreSQL refuses them."""
    if isinstance(value, str):
        return value.replace(NUL, "")
    if isinstance(value, dict):
        return {storable(key): storable(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [storable(held) for held in value]
    return value
