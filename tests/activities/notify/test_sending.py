"""A message reaches its receiver, and nothing else in any network of ours."""

import asyncio
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from activities.notify import Answered, Reception, signing
from activities.notify.sending import post
from core.settings import IngestSettings
from tests.doubles.receiver import Receiver
from tests.doubles.scripted import HANG_UP, Reply, closed_port, served

PUBLIC = IngestSettings()
ANYWHERE = IngestSettings(private_addresses=True)
BODY = '{"type":"ping","timestamp":"2026-03-01T12:00:00+00:00","data":{}}'


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with served(Receiver) as double:
        double.secret = signing.new_secret()
        yield double
    assert double.complaints == []


async def sent(
    receiver: Receiver, *, url: str = "", rules: IngestSettings = ANYWHERE, within: float = 5.0
) -> Answered:
    made = signing.headers("msg_1", datetime.now(UTC), BODY, keys=[receiver.secret])
    return await post(
        url or receiver.url,
        BODY.encode(),
        headers={**made, "content-type": "application/json"},
        rules=rules,
        within=within,
    )


async def test_a_message_is_taken(receiver: Receiver) -> None:
    answered = await sent(receiver)

    assert (answered.reception, answered.status, answered.error) == (Reception.TAKEN, 204, "")
    assert [message.type for message in receiver.messages] == ["ping"]
    assert 0 < answered.seconds < 5


@pytest.mark.parametrize(
    ("reply", "reception", "error"),
    [
        (Reply(status=500, body=b"down"), Reception.BUSY, "the receiver answered 500"),
        (Reply(status=404), Reception.REFUSED, "the receiver answered 404"),
        (Reply(status=410), Reception.GONE, "the receiver answered 410"),
        (HANG_UP, Reception.BUSY, "no answer: "),
    ],
)
async def test_what_goes_wrong_is_told(
    receiver: Receiver, reply: Reply, reception: Reception, error: str
) -> None:
    receiver.replies = [reply]

    answered = await sent(receiver)

    assert answered.reception is reception
    assert answered.error.startswith(error)
    assert answered.excerpt == reply.body.decode()


async def test_retry_after_is_read(receiver: Receiver) -> None:
    receiver.replies = [Reply(status=429, headers={"retry-after": "77"})]

    assert (await sent(receiver)).retry_after == 77.0


async def test_a_slow_receiver_is_left_after_a_while(receiver: Receiver) -> None:
    receiver.replies = [Reply(after=4.0)]

    answered = await sent(receiver, within=0.5)

    assert answered.reception is Reception.BUSY
    assert answered.error == "no answer within 0.5 s"
    assert answered.seconds < 3


async def test_a_status_counts_though_the_rest_never_comes(receiver: Receiver) -> None:
    receiver.replies = [Reply(drip=4.0)]

    answered = await sent(receiver, within=0.5)

    assert (answered.reception, answered.status) == (Reception.TAKEN, 200)
    assert answered.seconds < 3


async def test_of_an_answer_only_the_beginning_is_kept(receiver: Receiver) -> None:
    receiver.replies = [Reply(status=500, body=b"\0\xff" + b"x" * 5_000_000)]

    answered = await sent(receiver)

    assert len(answered.excerpt) == 500
    assert "\0" not in answered.excerpt


async def test_a_receiver_that_is_not_there_is_busy() -> None:
    double = Receiver(f"http://127.0.0.1:{closed_port()}")
    double.secret = signing.new_secret()

    answered = await sent(double)

    assert answered.reception is Reception.BUSY
    assert answered.error == "127.0.0.1 cannot be reached"


async def test_a_name_that_nobody_has_is_busy(receiver: Receiver) -> None:
    answered = await sent(receiver, url="https://receiver.invalid/hooks")

    assert answered.reception is Reception.BUSY
    assert "receiver.invalid" in answered.error


async def test_no_redirect_is_followed(receiver: Receiver) -> None:
    with served(Receiver) as elsewhere:
        for place in (elsewhere.url, "http://169.254.169.254/latest/meta-data/", "http://[", "//"):
            receiver.replies = [Reply(status=307, headers={"location": place})]
            answered = await sent(receiver)
            assert answered.reception in {Reception.REFUSED, Reception.BUSY}, place

    assert elsewhere.messages == []
    assert elsewhere.complaints == []
    assert len(receiver.messages) == 4


# Ways to write an address of this machine, of its network, or of a cloud's metadata.
INSIDE = [
    "127.0.0.1",
    "2130706433",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "127.1",
    "0",
    "0.0.0.0",
    "localhost",
    "LOCALHOST.",
    "①②⑦.0.0.1",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "[::ffff:169.254.169.254]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "100.100.100.200",
    "user@127.0.0.1",
    "example.com@127.0.0.1",
    "127.0.0.1#@example.com",
    "127.0.0.1?@example.com",
    "example.com\\@127.0.0.1",
    "127.0.0.1\t",
    "127.0.0.1%00.example.com",
    "127.0.0.1%2eexample.com",
]


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that a connection is made to, but for those to the guard itself."""
    seen: list[object] = []

    def connect(address: object, **_: object) -> socket.socket:
        seen.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("core.net.guard.socket.create_connection", connect)
    return seen


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize("checked", [True, False], ids=["checked", "guard alone"])
async def test_nothing_inside_is_reached(
    receiver: Receiver,
    reached: list[object],
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    *,
    checked: bool,
) -> None:
    if not checked:
        monkeypatch.setattr("activities.notify.sending.check_receiver", lambda *_, **__: None)
    port = receiver.url.split(":")[2].partition("/")[0]

    async def outcome(host: str) -> Reception:
        url = f"{scheme}://{host}:{port}/hooks"
        return (await sent(receiver, url=url, rules=PUBLIC, within=20)).reception

    outcomes = await asyncio.gather(*(outcome(host) for host in INSIDE))

    assert Reception.TAKEN not in outcomes
    assert reached == []
    assert receiver.messages == []


@pytest.mark.parametrize("url", ["ftp://8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8/", "x"])
async def test_no_other_scheme_is_spoken(
    receiver: Receiver, reached: list[object], url: str
) -> None:
    assert (await sent(receiver, url=url, rules=PUBLIC)).reception is Reception.CLOSED
    assert reached == []


async def test_a_name_that_changes_its_mind_is_asked_once(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the first answer is public, every later one is this machine."""
    answers = iter([("203.0.113.7", "8.8.8.8"), ("8.8.8.8",)])
    asked, reached = [], []

    def resolve(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return next(answers, ("127.0.0.1",))

    def connect(address: tuple[str, int], **_: object) -> socket.socket:
        reached.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("core.net.addresses.resolve", resolve)
    monkeypatch.setattr("core.net.guard.socket.create_connection", connect)
    url = "https://rebinding.example/hooks"

    answered = [await sent(receiver, url=url, rules=PUBLIC) for _ in range(3)]

    # 203.0.113.7 is for documentation: no public address either.
    expected = [Reception.CLOSED, Reception.BUSY, Reception.CLOSED]
    assert [one.reception for one in answered] == expected
    assert asked == ["rebinding.example"] * 3
    assert reached == ["8.8.8.8"]


@pytest.mark.parametrize("inside", ["127.0.0.1", "169.254.169.254", "10.1.2.3", "fd00:ec2::254"])
async def test_a_name_that_leads_inside_is_not_followed_and_does_not_tell_where(
    receiver: Receiver, reached: list[object], monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    monkeypatch.setattr("core.net.addresses.resolve", lambda *_: ("8.8.8.8", inside))

    answered = await sent(receiver, url="https://inside.example/hooks", rules=PUBLIC)

    assert answered.reception is Reception.CLOSED
    assert inside not in answered.error
    assert reached == []


def certificate(folder: Path) -> ssl.SSLContext:
    """Return a server's side of TLS with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize("trusted", [True, False])
async def test_tls_reaches_the_receiver_and_takes_trusted_certificates_only(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    context = certificate(tmp_path)
    if trusted:
        trust = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        monkeypatch.setattr("core.net.outgoing._trust", lambda: trust)
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        answered = await sent(receiver, url=f"https://127.0.0.1:{port}/hooks")

    if trusted:
        assert (answered.status, answered.excerpt) == (200, "ok")
        assert heard[0].startswith(b"POST /hooks HTTP/1.1\r\n")
    else:
        assert "certificate" in answered.error.lower()
        assert heard == []


async def test_many_at_once_do_not_wait_for_each_other(receiver: Receiver) -> None:
    receiver.usual = Reply(status=200, after=0.5)
    started = time.monotonic()

    answered = await asyncio.gather(*(sent(receiver, within=20.0) for _ in range(20)))

    assert {one.error for one in answered} == {""}
    assert time.monotonic() - started < 8
