"""A small mailbox server (IMAP over TLS) of a socket and a thread: only what a reader of one folder asks for."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import email
import ipaddress
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "returned@example.org", 'pa"ss wörd/#1'


class _Talk(socketserver.StreamRequestHandler):
    server: MailboxServer

    def setup(self) -> None:
        self.request = self.server.trust.wrap_socket(self.request, server_side=True)
        super().setup()

    def say(self, *words: str | bytes) -> None:
        self.wfile.write(b"".join(w.encode() if isinstance(w, str) else w for w in words) + b"\r\n")

    def handle(self) -> None:
        self.say("* OK here")
        while line := self.rfile.readline():
            tag, _, words = line.decode().rstrip("\r\n").partition(" ")
            verb = re.match(r"(UID )?[A-Z]+", words)[0]
            if verb != "AUTHENTICATE":
                self.server.asked.append(words)
            if verb in self.server.silent:
                return
            answer = self.server.answers.get(verb) or getattr(self, verb.lower().replace(" ", "_"))(words)
            self.say(f"{tag} {answer}")
            if verb == "LOGOUT":
                return

    def capability(self, words: str) -> str:
        self.say(f"* CAPABILITY IMAP4rev1 {self.server.ways}")
        return "OK done"

    def authenticate(self, words: str) -> str:
        self.say("+ ")
        given = base64.b64decode(self.rfile.readline()).decode()
        return "OK in" if given == f"\0{USER}\0{PASSWORD}" else f"NO {given[1:]} is wrong".replace("\0", " ")

    def login(self, words: str) -> str:
        return f"NO {words} is wrong"

    def select(self, words: str) -> str:
        if words != 'SELECT "INBOX"':
            return "NO no such folder"
        self.say(f"* {len(self.server.messages)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.server.epoch}] numbers")
        return "OK [READ-WRITE] open"

    def uid_search(self, words: str) -> str:
        first = int(re.fullmatch(r"UID SEARCH UID (\d+):\*", words)[1])
        last = max(self.server.messages, default=0)
        found = [uid for uid in self.server.messages if uid >= first or uid == last]
        self.say("* SEARCH " + " ".join(map(str, found)) if found else "* SEARCH")
        return "OK done"

    def uid_fetch(self, words: str) -> str:
        uids, what = re.fullmatch(r"UID FETCH ([\d,]+) \(UID BODY\.PEEK(\[.*)\)", words).groups()
        for number, uid in enumerate(map(int, uids.split(",")), 1):
            if uid in self.server.messages:
                part = self.part(self.server.messages[uid], what)
                before, after = (f"UID {uid} ", "") if uid % 2 else ("", f" UID {uid}")  # both are allowed
                self.say(f"* {number} FETCH ({before}BODY{what} {{{len(part)}}}\r\n", part, f"{after})")
                self.server.sent[uid] = self.server.sent.get(uid, 0) + len(part)
        return "OK done"

    def part(self, raw: bytes, what: str) -> bytes:
        if names := re.search(r"HEADER\.FIELDS \(([^)]*)\)", what):
            wanted, head = names[1].lower().split(), email.message_from_bytes(raw.partition(b"\n\n")[0])
            lines = [f"{name}: {value}\r\n" for name, value in head.items() if name.lower() in wanted]
            return "".join([*lines, "\r\n"]).encode()
        return raw[: int(re.fullmatch(r"\[\]<0\.(\d+)>", what)[1])]

    def uid_store(self, words: str) -> str:
        uid, flag = re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \((\\\w+)\)", words).groups()
        self.server.flags.setdefault(int(uid), set()).add(flag)
        return "OK done"

    def logout(self, words: str) -> str:
        self.say("* BYE")
        return "OK bye"


class MailboxServer(socketserver.ThreadingTCPServer):
    """`messages` by their numbers; `asked` is what it was asked, `sent` how many bytes of which message it gave away.

    `answers` are those to some verbs, where they are not to be its own; at those in `silent` it hangs up.
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self, trust: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.trust = trust
        self.messages: dict[int, bytes] = {}
        self.flags: dict[int, set[str]] = {}
        self.sent: dict[int, int] = {}
        self.asked: list[str] = []
        self.answers: dict[str, str] = {}
        self.silent: set[str] = set()
        self.epoch, self.ways = 7, "AUTH=PLAIN"

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever does not trust it hangs up."""

    @property
    def port(self) -> int:
        return self.server_address[1]

    def put(self, raw: bytes) -> int:
        """Another message comes in; returns its number."""
        uid = max(self.messages, default=0) + 1
        self.messages[uid] = raw
        return uid


def certificate(folder: Path) -> Path:
    """A file with a key and a certificate for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    written = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    written = written.not_valid_before(now - dt.timedelta(days=3650)).not_valid_after(now + dt.timedelta(days=3650))
    host = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = written.add_extension(host, critical=False).sign(key, hashes.SHA256())
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / "mailbox.pem"
    pem = serialization.Encoding.PEM
    path.write_bytes(key.private_bytes(pem, *form) + signed.public_bytes(pem))
    return path


@contextlib.contextmanager
def mailbox_server(pem: Path) -> Iterator[MailboxServer]:
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(pem)
    with MailboxServer(trust) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
