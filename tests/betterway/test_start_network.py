from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from people.models import Member, Network

pytestmark = pytest.mark.django_db

GIVEN = {"name": "The Long Bench", "address": "https://bench.example.org", "email": "maya@bench.example.com"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    settings.BASE_URL = "http://127.0.0.1:8000"
    return tmp_path


def test_it_names_the_network_keeps_its_address_and_prints_a_link_for_its_first_convenor(folder, capsys):
    (folder / ".env").write_text("EMAIL_URL=outbox://\nBASE_URL=http://old.example.org\n")
    call_command("start_network", convenor="Maya Lund", **GIVEN)
    out = capsys.readouterr().out
    assert "The Long Bench is ready. Maya Lund (maya@bench.example.com) is its network convenor." in out
    assert "\nhttps://bench.example.org/login/link/" in out
    assert (folder / ".env").read_text() == "EMAIL_URL=outbox://\nBASE_URL=https://bench.example.org\n"
    assert Network.objects.get().name == "The Long Bench"
    assert Member.objects.get().is_network_convenor


def test_it_asks_for_what_is_not_given(monkeypatch, capsys):
    answers = iter(["The Long Bench", "", "maya@bench.example.com", "Maya Lund"])
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    call_command("start_network")
    assert "\nhttp://127.0.0.1:8000/login/link/" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"email": "maya"}, "“maya” is not an e-mail address."),
        ({"address": "bench"}, "--address='bench' does not work: it must be an address such as"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(given, sentence):
    with pytest.raises(CommandError) as error:
        call_command("start_network", convenor="Maya Lund", **{**GIVEN, **given})
    assert str(error.value).startswith(sentence)
    assert not Member.objects.exists()


def test_without_anybody_to_answer_it_says_which_options_to_give(monkeypatch):
    def nobody(question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(CommandError, match="give --name, --address, --email and --convenor"):
        call_command("start_network")


def test_it_does_not_mix_with_the_sample():
    Member.objects.create_superuser("maud@example.org", name="Maud")
    with pytest.raises(CommandError, match="The sample network is in this database. Delete the folder var/"):
        call_command("start_network", convenor="Maya Lund", **GIVEN)
