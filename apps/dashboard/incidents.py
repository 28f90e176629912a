"""Incidents as pages tell them."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.incidents.models import Incident
from apps.incidents.selectors import Explanation, explained


@dataclass(frozen=True, slots=True)
class Told:
    """An incident with its words."""

    incident: Incident
    words: Explanation


def told(incidents: Iterable[Incident]) -> list[Told]:
    """Each with its title, probable cause and what to do."""
    return [Told(incident, explained(incident)) for incident in incidents]
