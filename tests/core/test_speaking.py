"""What was kept in English is said in the reader's language."""

import pytest
from django.utils.translation import override

from apps.core.speaking import rendered, spoken, word


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("start marker", "Startmarke"),
        ("asked by Jana Krüger", "angefordert von Jana Krüger"),
        ("Our file is the current job.", "Unsere Datei ist der laufende Auftrag."),
        ("Klipper is shutdown.", "Klipper meldet „shutdown“."),
        ("run 7 is printing", "Lauf 7 hat den Zustand „Druckt“"),
        ("printed box.gcode between two looks", "druckte box.gcode zwischen zwei Blicken"),
        ("printed a file of its own", "druckte eine eigene Datei"),
    ],
)
def test_a_sentence_of_the_farm_is_translated_with_its_values(text: str, german: str) -> None:
    with override("de"):
        assert spoken(text) == german


def test_a_sentence_inside_a_sentence_is_translated_too() -> None:
    with override("de"):
        said = spoken("The printer has no job.; last seen at 99%")
    assert said == "Der Drucker hat keinen Auftrag.; zuletzt gesehen bei 99%"


def test_several_sentences_are_translated_one_by_one() -> None:
    with override("de"):
        said = spoken("Something lies on the bed. Needs PETG; PLA is loaded.")
    assert said == "Auf dem Druckbett liegt etwas. Braucht PETG; geladen ist PLA."


@pytest.mark.parametrize(
    "text", ["", "MINTEMP triggered, system stopped!", "heater extruder failed", "Lost it. Gone."]
)
def test_what_the_farm_did_not_write_stays(text: str) -> None:
    with override("de"):
        assert spoken(text) == text


@pytest.mark.parametrize("text", ["start marker", "asked by Jana", "run 7 is printing", ""])
def test_english_stays_as_it_was_kept(text: str) -> None:
    with override("en"):
        assert spoken(text) == text


def test_a_percent_sign_is_one_sign() -> None:
    with override("de"):
        assert spoken("42 % were printed.") == "42 % waren gedruckt."


def test_a_template_is_filled_in_the_language_of_the_reader() -> None:
    template, params = "The printer is not in service (%(service)s).", {"service": "in_service"}
    with override("de"):
        assert rendered(template, params) == "Der Drucker ist nicht in Betrieb (In Betrieb)."
    with override("en"):
        assert rendered("Needs %(wanted)s.", {"wanted": 3}) == "Needs 3."


def test_a_template_without_its_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        rendered("Needs %(wanted)s.", {})


def test_a_state_without_a_name_keeps_its_code() -> None:
    with override("de"):
        assert (word("in_service"), word("klippy_away")) == ("In Betrieb", "klippy_away")
