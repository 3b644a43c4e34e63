from __future__ import annotations

import socket

import pytest

from polybius.intake import language
from polybius.intake.language import language_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SECURITY FORCES KILLED THREE MEMBERS OF THE FRONT NEAR SAN MIRAN, THE ARMY SAID.", "en"),
        (
            "General Abdulqadir Hassan Noorzai told Radio Shamshad that Mullah Torak Akhundzada's "
            "men had left Deh Rawshan, Chorah and Khas Uruzgan for Gizab.",
            "en",
        ),
        ("Le ministre de la Défense a déclaré que douze soldats avaient été tués mardi.", "fr"),
        ("EL EJERCITO INFORMO QUE DOCE SOLDADOS MURIERON AYER EN UN ATAQUE.", "es"),
        ("قال المتحدث باسم الوزارة إن اثني عشر جنديا قتلوا يوم الثلاثاء", "ar"),
        ("Twelve killed", "und"),
        ("12 345 — …", "und"),
        ("", "und"),
    ],
)
def test_language_of(text: str, code: str) -> None:
    assert language_of(text) == code


def test_the_model_is_never_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    language._detector.cache_clear()
    assert language_of("The police said that two people were wounded in the attack.") == "en"
