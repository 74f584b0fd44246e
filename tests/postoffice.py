"""A mail server on loopback that takes, refuses, stalls or hangs up as a test tells it to."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(slots=True)
class PostOffice:
    """What a server says, in turn, and what it took; an empty list of answers means "taken".

    ``after_data`` holds what it does in turn once it has taken a message: "drop" (hangs up before
    its 250), "250 drop" (hangs up behind it) or "" (stays). ``grey`` refuses each recipient's
    first try of a message.
    """

    port: int = field(default_factory=lambda: free_port())
    mail_answers: list[str] = field(default_factory=list)
    to_answers: dict[str, list[str]] = field(default_factory=dict)
    data_answers: list[str] = field(default_factory=list)
    after_data: list[str] = field(default_factory=list)
    unknown: frozenset[str] = frozenset()
    grey: bool = False
    seen: set[str] = field(default_factory=set)
    taken: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    connections: int = 0
    news: threading.Condition = field(default_factory=threading.Condition)
    password: bytes = b""

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, responses: list[str]
    ) -> list[str]:
        session.host_name = name
        self.connections += 1
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mail_answers:
            return self.mail_answers.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answers = self.to_answers.get(address, [])
        if answers:
            return answers.pop(0)
        if address in self.unknown:
            return "550 5.1.1 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        if self.data_answers:
            return self.data_answers.pop(0)
        if self.grey and _identity(content) not in self.seen:
            self.seen.add(_identity(content))
            return "451 4.7.1 greylisted, come back"
        with self.news:
            self.taken.append((tuple(envelope.rcpt_tos), content))
            self.news.notify_all()
        deed = self.after_data.pop(0) if self.after_data else ""
        if deed == "250 drop":
            await server.push("250 taken")
        if deed:
            transport: Any = server.transport
            transport.close() if deed == "250 drop" else transport.abort()
        return "250 taken"

    def wait_for(self, count: int, timeout_s: float) -> bool:
        """Wait until ``count`` messages were taken; False if they were not in time."""
        with self.news:
            return self.news.wait_for(lambda: len(self.taken) >= count, timeout_s)

    def letters(self) -> list[EmailMessage]:
        """Return what was taken, parsed."""
        parsed = [message_from_bytes(raw, policy=policy.default) for _, raw in self.taken]
        return [letter for letter in parsed if isinstance(letter, EmailMessage)]

    def counted(self) -> Counter[str]:
        """Return how often each Message-ID was taken."""
        return Counter(_identity(raw) for _, raw in self.taken)

    def authenticate(self, *args: Any) -> AuthResult:
        """Let in whoever knows the password."""
        said = args[-1]
        known = isinstance(said, LoginPassword) and said.password == self.password
        return AuthResult(success=known, handled=known)

    @contextmanager
    def open(self, **options: Any) -> Iterator[int]:
        """Serve for as long as the block runs; gives the port."""
        controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)
        controller.start()
        try:
            yield self.port
        finally:
            controller.stop()


def _identity(raw: bytes) -> str:
    head = raw.split(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    lines = [line for line in head if line.lower().startswith("message-id:")]
    assert len(lines) == 1
    return lines[0].partition(":")[2].strip()


@contextmanager
def silent_server() -> Iterator[int]:
    """Listen and never say a word; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


@contextmanager
def scripted_server(*answers: str) -> Iterator[int]:
    """Say ``answers`` line by line to one caller, whatever it says, and hang up; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            line, _ = listener.accept()
            with line, line.makefile("rb") as heard:
                for answer in answers:
                    line.sendall(f"{answer}\r\n".encode())
                    heard.readline()

        thread = threading.Thread(target=talk)
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join()


def free_port() -> int:
    """Return a port on loopback that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def self_signed(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Return the PEM file of a new certificate for 127.0.0.1 and a server's context with it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail of a test")])
    began = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + dt.timedelta(days=36_500))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "ca.pem", folder / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    return pem, context


def body_of(letter: EmailMessage) -> str:
    """Return the plain text of a letter."""
    part = letter.get_body(("plain",))
    assert part is not None
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


def told(office: PostOffice) -> list[str]:
    """Return who got letters, in order."""
    return [to for addresses, _ in office.taken for to in addresses]


def bodies(office: PostOffice) -> list[str]:
    """Return the plain texts of all letters that were taken."""
    return [body_of(letter) for letter in office.letters()]
