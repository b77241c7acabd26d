"""Standing people: ada convenes a cell, ben is a member, cyd a stranger, gus a guest; nora is the network convenor."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache, caches
from django.utils import timezone

from events.models import Cell, Event
from people import outbox
from people.models import Member

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="leave out tests that touch no database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--database-only"):
        apart = [item for item in items if not touches_database(item)]
        config.hook.pytest_deselected(items=apart)
        items[:] = [item for item in items if touches_database(item)]


def touches_database(item: pytest.Item) -> bool:
    """Whether the test's outcome may depend on which database there is."""
    fixtures = getattr(item, "fixturenames", ())
    return bool(item.get_closest_marker("django_db")) or not {"db", "transactional_db"}.isdisjoint(fixtures)


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture
def ada(db) -> Member:
    return Member.objects.create_user("ada@example.org", name="Ada Quist", is_staff=True)


@pytest.fixture
def ben(db) -> Member:
    return Member.objects.create_user("ben@example.org", name="Ben Osei")


@pytest.fixture
def gus(db) -> Member:
    """He has confirmed his address and waits for a convenor's word."""
    return Member.objects.create_user("gus@example.org", name="Gus Arden", state="asking")


@pytest.fixture
def cyd() -> AnonymousUser:
    return AnonymousUser()


@pytest.fixture
def nora(db) -> Member:
    return Member.objects.create_superuser("nora@example.org", name="Nora Vale")


@pytest.fixture
def cell(ada) -> Cell:
    cell = Cell.objects.create(name="Sharing and building power", slug="sharing-and-building-power", dye="madder")
    cell.convenors.add(ada)
    return cell


@pytest.fixture
def event(cell) -> Event:
    starts = timezone.make_aware(dt.datetime(2026, 3, 18, 14, 0))
    return Event.objects.create(
        title="Who holds the purse?",
        slug="who-holds-the-purse",
        cell=cell,
        state="published",
        starts_at=starts,
        ends_at=starts + dt.timedelta(minutes=90),
    )


@pytest.fixture(autouse=True)
def plain_settings(settings, tmp_path):
    """Static files without collectstatic, tasks at once, and whatever is written in a folder of the test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    cache.clear()  # counts the tries of logging in
    for name in ("pages", "numbers"):
        caches[name].clear()
    settings.BOUNCES, settings.BOUNCES_TO = None, ""
    settings.VAR_DIR = settings.STATIC_ROOT = tmp_path


@pytest.fixture(autouse=True)
def mail_at_once(settings, monkeypatch):
    """Mail leaves as it is posted, as if the worker had passed by; where a test lets tasks wait, mail waits too."""
    post = outbox.post

    def post_and_send(**facts):
        mail = post(**facts)
        if settings.TASKS["default"]["BACKEND"].endswith("ImmediateBackend"):
            outbox.attempt(mail.pk)
        return mail

    monkeypatch.setattr(outbox, "post", post_and_send)
