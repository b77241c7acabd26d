"""Runs the app: prepares the database and the static files, then the web server with the task worker beside it.

`python -m betterway.serve`, which is what `make run` does. Ctrl-C stops both; so does the end of either.
"""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import CommandError, call_command
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections
from gunicorn.app.base import BaseApplication

PATIENCE = 10  # seconds that both get to end what they are doing


def prepare() -> None:
    """Bring the database up to date, load the sample where nothing is there yet, collect static files."""
    call_command("migrate", verbosity=0, interactive=False)
    try:
        call_command("load_sample")
    except CommandError as reason:
        print(reason)
    _collect_static()


def _collect_static() -> None:
    """Collect static files, unless they are what they were at the last start (collecting takes some seconds)."""
    from django.contrib.staticfiles.finders import get_finders

    state = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path))
            state.update(f"{file} {file.stat().st_mtime_ns} {file.stat().st_size}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == state.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state.hexdigest())


def greet() -> None:
    """Say where to go; on one's own machine, with the sample, print a one-time login link too."""
    from betterway.management.commands.load_sample import is_this_machine
    from people import logins
    from people.models import Member

    print(f"\n{'Better Way runs at':28}{settings.BASE_URL}/")
    convenor = Member.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if convenor is None:
        print("Nobody can log in yet. Start a network with: .venv/bin/python manage.py start_network")
    elif not is_this_machine(settings.HOST):
        print(f"{'':28}Others can reach it too (HOST is {settings.HOST}), so no login link is printed here.")
    elif not Member.objects.exclude(email__endswith="@example.org").exists():
        print(f"{'Log in as ' + convenor.name:28}{logins.link_for(convenor)}")
        print(f"{'':28}(once, within a day; the next start prints a new link)")
    print(f"{'Stop with':28}ctrl-C\n", flush=True)


class Web(BaseApplication):
    """gunicorn with the app as this process has loaded it: nothing is imported twice, so it is up at once."""

    def load_config(self) -> None:
        bind = f"[{settings.HOST}]" if ":" in settings.HOST and "[" not in settings.HOST else settings.HOST
        facts = {"bind": f"{bind}:{settings.PORT}", "worker_class": "gthread", "workers": 2, "threads": 4}
        facts |= {"graceful_timeout": PATIENCE // 2, "preload_app": True, "loglevel": "warning"}
        for name, value in facts.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        return get_wsgi_application()


def serve_web() -> None:
    _stand_apart()
    Web().run()


def work() -> None:
    _stand_apart()
    os.nice(10)  # whoever waits for a page goes before a mail that may leave a second later
    call_command("db_worker", verbosity=0)


def _stand_apart() -> None:
    """Make this process the head of a group of its own, which ends with the process that started it.

    Ctrl-C in a terminal then reaches the parent alone, which stops its children in order: a gunicorn worker
    that is told to stop by the terminal and by its master at once can wait for itself for ever.
    """
    os.setpgid(0, 0)
    _end_with_parent()


def _end_with_parent() -> None:
    """Stop this process when the one that started it is gone, even if that was killed outright."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def run() -> int:
    """Start both, wait until one ends or a signal comes, stop both. Returns the exit code."""
    connections.close_all()  # a connection must not be shared by the processes that come now
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: stopped.append(received))
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=target) for target in (serve_web, work)]
    for child in children:
        child.start()
    while not stopped and all(child.is_alive() for child in children):
        time.sleep(0.2)
    for child in children:
        child.terminate()
    for child in children:
        child.join(PATIENCE)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # whatever of its group has not stopped by then
    return 0 if stopped else 1


def in_the_way() -> str:
    """Why the web server could not listen where HOST and PORT say, as a sentence; empty if it can."""
    try:
        family, *_, place = socket.getaddrinfo(settings.HOST.strip("[]"), settings.PORT, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        reason = error.strerror or error
        return f"Nothing can listen on HOST={settings.HOST} PORT={settings.PORT}: {reason}. Choose others."
    return ""


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betterway.settings")
    try:
        django.setup()
        if reason := in_the_way():
            raise ImproperlyConfigured(reason)
        prepare()
    except (ImproperlyConfigured, OperationalError, OSError) as error:
        print(str(error).strip(), file=sys.stderr)
        return 2
    from people import logins

    there = logins.running_at()
    there.write_text(settings.BASE_URL)
    try:
        greet()
        return run()
    finally:
        there.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
