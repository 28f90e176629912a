"""Marks texts for translation where Django is not known; faces translate `message % params`."""


def gettext_noop(text: str) -> str:
    """The text itself; message extraction knows this name."""
    return text
