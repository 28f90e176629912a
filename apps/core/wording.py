"""Marks texts for translation where Django is not known: they are kept in English and spoken later."""


def gettext_noop(text: str) -> str:
    """The text itself; message extraction knows this name."""
    return text
