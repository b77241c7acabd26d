"""Two hundred who want one of fifty places, at once, over real HTTP, with the server and the worker as they run."""

from __future__ import annotations

import os

import pytest
from django.db import connection

from tests.betterway.test_serve import Running
from tests.rush import attempts_of, drop_database, found_network, free_database, rush, told

PLACES, MEMBERS, CLIENTS, ROUNDS = 50, 200, 20, 10
pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The app as `make run` starts it, on the kind of database that these tests run on."""
    name, folder = f"rush_{os.getpid()}", tmp_path_factory.mktemp("rush")
    given = {"DATABASE_URL": free_database(name)} if connection.vendor == "postgresql" else {}
    found_network(folder, **given)
    app = Running(folder, **given)
    try:
        app.wait()
        yield app
    finally:
        app.stop()
        if given:
            drop_database(name)


@pytest.fixture(scope="module")
def ground(app):
    return told(f"from tests.rush import lay_ground; lay_ground({MEMBERS}, {2 * ROUNDS}, {PLACES})", app.env)


def standing(app, meeting: str) -> list[str]:
    """The state of everybody who has signed up, in the order in which they did."""
    found = told(f"from tests.rush import report; report({meeting!r})", app.env)
    assert found["joined"] == len(found["order"])  # nobody joined at the same instant as another
    return found["order"]


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_of_two_hundred_at_once_the_first_fifty_go_and_the_others_wait_in_order(app, ground, turn):
    meeting = ground["meetings"][turn]
    answers = rush(app.port, attempts_of(app.port, meeting, ground["sessions"]), CLIENTS).answers
    assert [answer for answer in answers if answer != (302, meeting)] == []
    assert standing(app, meeting) == ["going"] * PLACES + ["waiting"] * (MEMBERS - PLACES)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_while_others_give_their_places_up_nobody_overtakes_and_no_place_stays_free(app, ground, turn):
    meeting, sessions = ground["meetings"][ROUNDS + turn], ground["sessions"]
    early, late = sessions[:80], sessions[80:]
    rush(app.port, attempts_of(app.port, meeting, early), CLIENTS)
    leave = attempts_of(app.port, meeting, early[::2], "sign-up/cancel/")
    join = attempts_of(app.port, meeting, late)
    mixed = [one for three in zip(leave, join[::3], join[1::3], join[2::3], strict=True) for one in three]
    answers = rush(app.port, mixed, CLIENTS).answers
    assert [answer for answer in answers if answer != (302, meeting)] == []
    left = [state for state in standing(app, meeting) if state != "cancelled"]
    assert left == ["going"] * PLACES + ["waiting"] * (MEMBERS - len(leave) - PLACES)
