"""A small mail server on this machine, of a socket and a thread: what it takes is in `mails`, as it came."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline():
            verb = line.split(b" ")[0].strip().upper()
            if verb == b"DATA":
                self.take()
            elif verb == b"QUIT":
                return self.say("221 bye")
            else:
                if verb == b"MAIL":
                    self.server.senders.append(line.split(b"<")[1].split(b">")[0].decode())
                self.say(self.server.answers.get(verb.decode(), "250 fine"))
        return None

    def take(self) -> None:
        self.say("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        text = b"".join(lines).decode()
        answer = self.server.answers.get("DATA", "250 taken")
        if answer.startswith("2"):
            self.server.mails.append(text)
        self.say(answer)


class MailServer(socketserver.ThreadingTCPServer):
    """`senders` are the addresses that mails come back to, where they cannot be delivered.

    `answers` are those to some verbs, where they are not to be "250".
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.mails: list[str] = []
        self.senders: list[str] = []
        self.answers: dict[str, str] = {}

    @property
    def port(self) -> int:
        return self.server_address[1]

    def to(self, address: str) -> int:
        """How many mails it has taken for that address."""
        return sum(f"\nTo: {address}\r" in mail for mail in self.mails)


@contextlib.contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    with MailServer(port) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
