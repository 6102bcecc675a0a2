"""The way out: to hosts that are allowed, to no address inside, and only as long as agreed."""

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from portal import outbound
from portal.outbound import MOST_BYTES, NotReached, Outgoing, is_public, send
from tests.ports import free_port
from tests.receiver import OK, Receiver

SHORT = 0.4  # seconds


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture(scope="module")
def open_settings(settings_for):
    return settings_for(
        PORTAL_OUTBOUND_HOSTS="hooks.test,*.below.test,localhost,2130706433,0x7f000001,0177.0.0.1,"
        "127.0.0.1,::1,::ffff:127.0.0.1",
        PORTAL_OUTBOUND_PRIVATE="127.0.0.0/8",
    )


@pytest.fixture
def allowed(open_settings, monkeypatch):
    """Settings under which names of this test lead to this machine, which may be asked."""
    monkeypatch.setattr("portal.config.current", lambda: open_settings)
    leads = {"hooks.test": ["127.0.0.1"]}
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def look_up(host, port, *args, **kwargs):
        looked_up.append(host)
        return [
            found for to in leads.get(host, [host]) for found in real(to, port, *args, **kwargs)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return leads, looked_up


@pytest.fixture
def closed(settings_for, monkeypatch, allowed):
    """The same hosts, and no network inside that may be asked."""
    settings = settings_for(PORTAL_OUTBOUND_HOSTS=",".join(allowed_hosts()))
    monkeypatch.setattr("portal.config.current", lambda: settings)
    return allowed


def allowed_hosts() -> list[str]:
    return ["hooks.test", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1", "127.1", "::1"]


def ask(url: str, **more) -> outbound.Answer:
    return send(Outgoing("POST", url, **{"body": b"{}", "patience": 5.0} | more))


def test_a_request_goes_to_the_checked_address_under_the_name_and_is_answered(allowed, receiver):
    answer = ask(f"http://hooks.test:{receiver.port}/take?it=1", headers={"X-Of": "ours"})

    assert (answer.status, answer.body) == (200, b"hi")
    assert answer.headers == {"content-length": "2"}
    (asked,) = receiver.asked
    assert asked.line == "POST /take?it=1 HTTP/1.1"
    assert asked.headers["Host"] == f"hooks.test:{receiver.port}"
    assert asked.headers["X-Of"] == "ours"
    assert asked.body == b"{}"
    assert allowed[1] == ["hooks.test"]  # looked up once


def test_a_name_that_leads_elsewhere_the_second_time_is_not_asked_a_second_time(allowed, receiver):
    leads, looked_up = allowed
    leads["hooks.test"] = ["127.0.0.1"]
    real = socket.getaddrinfo

    def rebind(host, port, *args, **kwargs):
        found = real(host, port, *args, **kwargs)
        leads["hooks.test"] = ["10.0.0.1"]  # from now on
        return found

    socket.getaddrinfo = rebind  # the fixture's patch is taken back with everything
    assert ask(f"http://hooks.test:{receiver.port}/").status == 200
    assert looked_up == ["hooks.test"]

    with pytest.raises(NotReached, match="address inside"):
        ask(f"http://hooks.test:{receiver.port}/")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://hooks.test/",
        "gopher://hooks.test/",
        "//hooks.test/",
        "hooks.test",
        "http://",
        "http://[::1",
        "http://hooks.test:99999/",
        "http://hooks.test:25/",
        "http://hooks.test:22/",
        "http://hooks.test:0/",
        "http://somebody@hooks.test/",
        "http://hooks.test:secret@10.0.0.1/",
        "http://hooks.test\\@10.0.0.1/",
        "http://hooks.test/\r\nX-Of: theirs",
        "http://hooks.test/ HTTP/1.1",
        "http://hooks.test\t/",
        "http://höoks.test/",
        "http://elsewhere.test/",
        "http://hooks.test.elsewhere.test/",
        "http://xhooks.test/",
        "http://below.test/",
        "http://[fe80::1%25eth0]/",
        "http://[::ffff:10.0.0.1]/",
    ],
)
def test_what_is_no_address_of_an_allowed_host_is_refused_before_any_lookup(allowed, url):
    with pytest.raises(NotReached):
        ask(url)

    assert allowed[1] == []


def test_without_allowed_hosts_nothing_is_asked(settings_for, monkeypatch):
    settings = settings_for()
    monkeypatch.setattr("portal.config.current", lambda: settings)

    with pytest.raises(NotReached, match="PORTAL_OUTBOUND_HOSTS"):
        ask("https://hooks.test/")


@pytest.mark.parametrize("host", [*allowed_hosts()[1:-1], "[::1]"])
def test_an_address_inside_is_refused_however_it_is_written(closed, receiver, host):
    with pytest.raises(NotReached, match="address inside"):
        ask(f"http://{host}:{receiver.port}/")

    assert receiver.asked == []


@pytest.mark.parametrize("to", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1"], ["fe80::1%1"]])
def test_one_address_inside_is_enough_to_refuse_a_name(closed, receiver, to):
    closed[0]["hooks.test"] = to

    with pytest.raises(NotReached, match="address inside"):
        ask(f"http://hooks.test:{receiver.port}/")


@pytest.mark.parametrize(
    "inside",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.170",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::808:808",
        "2001:0:808:808::1",
        "2001:db8::1",
        "2002:a00:1::1",
        "2607:f8b0::5efe:a00:1",
        "2607:f8b0::200:5efe:808:808",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "fe80::1%eth0",
        "2607:f8b0::1%eth0",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_an_address_inside_is_known_in_every_form(inside):
    assert not is_public(ip_address(inside))


@pytest.mark.parametrize(
    "outside", ["8.8.8.8", "2607:f8b0::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_an_address_outside_is_known(outside):
    assert is_public(ip_address(outside))


def test_an_answer_that_leads_elsewhere_is_followed_nowhere(allowed, receiver):
    to = f"http://hooks.test:{receiver.port}/inside"
    moved = f"HTTP/1.1 307 Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()
    receiver.answer = lambda line: line.sendall(moved)

    assert ask(f"http://hooks.test:{receiver.port}/").status == 307
    assert len(receiver.asked) == 1


def test_proxies_of_the_environment_are_not_used(allowed, receiver, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")

    assert ask(f"http://hooks.test:{receiver.port}/").status == 200


def test_of_a_long_answer_only_the_beginning_is_read(allowed, receiver):
    length = MOST_BYTES + 1
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode()
    receiver.answer = lambda line: line.sendall(head + b"x" * length)

    assert len(ask(f"http://hooks.test:{receiver.port}/").body) == MOST_BYTES


@pytest.mark.parametrize(
    "beginning", [b"", b"HTTP/1.1 ", b"HTTP/1.1 200 OK\r\nX-Of: ", OK[:-2].replace(b"2", b"9")]
)
def test_what_drips_is_cut_when_patience_ends(allowed, receiver, beginning):
    receiver.answer = lambda line: receiver.drip(line, beginning)

    with pytest.raises(NotReached, match="no answer in time"):
        ask(f"http://hooks.test:{receiver.port}/", patience=SHORT)


def test_a_greeting_in_secret_that_drips_is_cut_too(allowed, receiver):
    receiver.answer = lambda line: receiver.drip(line, b"\x16\x03\x03\x40\x00")

    with pytest.raises(NotReached, match="no answer in time"):
        ask(f"https://hooks.test:{receiver.port}/", patience=SHORT)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "does not speak HTTP"),
        (b"SSH-2.0-OpenSSH\r\n", "does not speak HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", "does not speak HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200, "does not speak HTTP"),
    ],
)
def test_garbage_and_lines_that_break_are_said_in_words(allowed, receiver, answer, words):
    receiver.answer = lambda line: line.sendall(answer)

    with pytest.raises(NotReached, match=words):
        ask(f"http://hooks.test:{receiver.port}/")


def test_a_closed_door_is_said_in_words(allowed):
    with pytest.raises(NotReached, match="refused"):
        ask(f"http://hooks.test:{free_port()}/")


def test_a_plain_answer_where_a_secret_one_is_due_is_refused(allowed, receiver):
    with pytest.raises(NotReached):
        ask(f"https://hooks.test:{receiver.port}/")


def a_certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a certificate for a name that nobody but itself vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name)])
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
    made = made.public_key(key.public_key()).serial_number(1).add_extension(names, critical=False)
    made = made.not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2120, 1, 1))  # noqa: DTZ001
    cert, secret = folder / f"{name}.pem", folder / f"{name}.key"
    cert.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    return cert, secret


@pytest.mark.parametrize(
    ("name", "is_vouched_for", "is_taken"),
    [
        pytest.param("hooks.test", True, True, id="ours"),
        pytest.param("other.test", True, False, id="of another name"),
        pytest.param("hooks.test", False, False, id="vouched for by nobody"),
    ],
)
def test_the_certificate_must_be_good_and_of_the_name(
    allowed, receiver, tmp_path, monkeypatch, name, is_vouched_for, is_taken
):
    cert, key = a_certificate(tmp_path, name)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(cert, key)
    asked_for: list[str] = []
    theirs.sni_callback = lambda _line, host, _context: asked_for.append(host)
    receiver.secret = theirs
    if is_vouched_for:
        trust = ssl.create_default_context(cafile=str(cert))
        monkeypatch.setattr(outbound, "_trust", lambda: trust)

    url = f"https://hooks.test:{receiver.port}/"
    if is_taken:
        assert ask(url).status == 200
    else:
        with pytest.raises(NotReached, match="certificate"):
            ask(url)
    assert asked_for == ["hooks.test"]


@pytest.mark.parametrize("headers", [{"X-Of": "ours\r\nX-More: theirs"}, {"X-Of: more": "ours"}])
def test_a_header_cannot_hold_another(allowed, receiver, headers):
    with pytest.raises(NotReached):
        ask(f"http://hooks.test:{receiver.port}/", headers=headers)
