"""What `make run` does, done: the server and the worker as processes of their own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.proof


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    def __init__(self, folder: Path, **given: str) -> None:
        self.port = free_port()
        self.log = folder / "log.txt"
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
        env |= {"VAR_DIR": str(folder), "PORT": str(self.port), "BASE_URL": "", **given}
        self.env = env
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "betterway.serve"], cwd=ROOT, env=env,
            stdout=self.log.open("w"), stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait(self) -> None:
        until = time.monotonic() + 300  # the sample network is loaded first, perhaps on a machine with other work
        while self.process.poll() is None and time.monotonic() < until:
            try:
                if self.get("/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def manage(self, code: str) -> None:
        subprocess.run([sys.executable, "manage.py", "shell", "-v0", "-c", code], cwd=ROOT, env=self.env, check=True)

    def eventually(self, look: Callable[[], list[Path]]) -> list[Path]:
        """What `look` finds, as soon as it finds anything, within half a minute."""
        for _ in range(300):
            if found := look():
                return found
            time.sleep(0.1)
        return []

    def alive(self) -> list[str]:
        """The processes of its session that still run."""
        listed = subprocess.run(["ps", "-eo", "sid=,stat=,args="], capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 2) for line in listed.splitlines()]
        return [args for session, state, args in rows if int(session) == self.process.pid and not state.startswith("Z")]

    def stop(self) -> int:
        """Ctrl-C, as a terminal sends it: to every process of the foreground group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(30)


@pytest.fixture
def running(tmp_path):
    app = Running(tmp_path)
    app.wait()
    yield app
    if app.process.poll() is None:
        app.stop()


def test_it_serves_the_sample_says_where_to_go_and_stops_whole(running, tmp_path):
    assert running.get("/")[0] == 200
    said = running.log.read_text()
    assert f"http://127.0.0.1:{running.port}/\n" in said
    link = re.search(r"http://127\.0\.0\.1:\d+(/login/link/\S+)", said).group(1)
    assert "Log in as Maud Ferreday" in running.get(link)[1]
    asked = [sys.executable, "manage.py", "login_link", "shazia.noor@example.org"]
    env = {**running.env, "PORT": ""}
    printed = subprocess.run(asked, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout
    assert printed.startswith(f"http://127.0.0.1:{running.port}/login/link/")
    running.manage("from people.outbox import post; post(to='a@example.org', subject='s', text='t', why='test')")
    assert [path.suffix for path in running.eventually(lambda: list((tmp_path / "outbox").glob("*")))] == [".log"]
    assert running.stop() == 0
    assert running.alive() == []
    assert not (tmp_path / "running_at").exists()


def test_a_second_start_keeps_what_was_changed(tmp_path):
    first = Running(tmp_path)
    first.wait()
    first.stop()
    first.manage("from people.models import Network; Network.objects.update(name='The Long Bench')")
    second = Running(tmp_path)
    second.wait()
    assert "The Long Bench" in second.get("/")[1]
    assert "the sample was not loaded" in second.log.read_text()
    second.stop()


def test_where_others_can_reach_it_the_sample_is_not_loaded(tmp_path):
    app = Running(tmp_path, HOST="0.0.0.0")
    app.wait()
    assert "Start a network with: .venv/bin/python manage.py start_network" in app.log.read_text()
    app.stop()


def test_a_bad_setting_is_one_sentence_and_no_traceback(tmp_path):
    app = Running(tmp_path, DATABASE_URL="mysql://x")
    assert app.process.wait(20) == 2
    said = app.log.read_text()
    assert said.startswith("DATABASE_URL='mysql://x' does not work: it must be sqlite:")
    assert "Traceback" not in said


def test_a_port_in_use_is_one_sentence_before_anything_is_promised(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        app = Running(tmp_path, PORT=str(taken.getsockname()[1]))
        assert app.process.wait(60) == 2
    said = app.log.read_text()
    assert said.startswith("Nothing can listen on HOST=127.0.0.1 PORT=")
    assert "login/link" not in said


def test_killed_outright_it_leaves_nothing_running(running):
    running.process.kill()
    running.process.wait(5)
    for _ in range(100):
        if not running.alive():
            break
        time.sleep(0.1)
    assert running.alive() == []


def test_even_if_every_process_is_told_to_stop_at_once_nothing_stays(running):
    idle = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(4)]  # a browser keeps some open
    listed = subprocess.run(["ps", "-eo", "sid=,pid="], capture_output=True, text=True, check=True).stdout
    for session, pid in (map(int, line.split()) for line in listed.splitlines()):
        if session == running.process.pid:
            os.kill(pid, signal.SIGINT)
    running.process.wait(40)
    assert running.alive() == []
    assert len(idle) == 4
