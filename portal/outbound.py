"""The way out to other systems: only to hosts that are allowed, and to no address inside.

A name is looked up once, every address of it is checked, and the line goes to
one of these: what the name leads to a moment later changes nothing.
"""

import errno
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Event, Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from portal import config, i18n
from portal.troubles import SAYS, Trouble

MOST_BYTES = 1024 * 1024  # of an answer
MOST_SENT = 16 * 1024 * 1024
LOWEST_FREE_PORT = 1024  # below it only the web's own two: the others are mail, shells, files
WEB_PORTS = {"http": 80, "https": 443}
NO_LINE = frozenset({errno.ECONNREFUSED, errno.ENETUNREACH, errno.EHOSTUNREACH})
PRINTABLE = range(0x21, 0x7F)

# IPv6 addresses that hold an IPv4 one, each with how many bits stand behind that one.
HOLDERS = (
    (IPv6Network("::ffff:0:0/96"), 0),  # mapped
    (IPv6Network("::ffff:0:0:0/96"), 0),  # translated, RFC 2765
    (IPv6Network("::/96"), 0),  # compatible, long out of use
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("2002::/16"), 80),  # 6to4
)
# Where the IPv4 address stands depends on what a network has set up, or it is hidden: none is
# reached. NAT64 of one's own, Teredo, ISATAP.
NEVER = (IPv6Network("64:ff9b:1::/48"), IPv6Network("2001::/32"))
ISATAP = (0x00005EFE, 0x02005EFE)

Address = IPv4Address | IPv6Address


class NotReached(Exception):
    """The other system was not reached, or is not to be reached: a code with facts.

    As text it is the English sentence.
    """

    def __init__(self, trouble: Trouble, **facts: str | int) -> None:
        super().__init__(SAYS[trouble] % facts)
        self.trouble, self.facts = trouble, facts

    def in_words(self) -> str:
        """Return the sentence in the reader's language."""
        return str(i18n._(SAYS[self.trouble]) % self.facts)


@dataclass(frozen=True)
class Outgoing:
    """One request to another system; an answer that leads elsewhere is followed nowhere."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    patience: float = 10.0  # seconds for all of it


@dataclass(frozen=True)
class Answer:
    """What came back; of a long body only the first bytes are read."""

    status: int
    headers: Mapping[str, str]  # by names in small letters
    body: bytes


def send(request: Outgoing) -> Answer:
    """Return the answer to a request, whatever its status; raise NotReached if there is none.

    The host must be among `PORTAL_OUTBOUND_HOSTS`, and every address of it a
    public one or in `PORTAL_OUTBOUND_PRIVATE`. Proxies that the environment
    names are not used: they would look up the name themselves. What is not
    there when patience ends does not count, however steadily it drips.
    """
    target = checked(request.url)
    if len(request.body or b"") > MOST_SENT:
        raise NotReached(Trouble.TOO_LONG)
    with _within(request.patience, _Line(target, request.patience)) as line:
        try:
            return _ask(line, target, request)
        except (HTTPException, OSError, ValueError) as error:
            raise (NotReached(Trouble.IN_TIME) if line.is_over.is_set() else _read(error)) from None


def checked(url: str) -> SplitResult:
    """Return the parts of an address that a request may go to, or raise NotReached.

    Looks nothing up: what its name leads to is checked when something is sent.
    """
    if not all(ord(sign) in PRINTABLE and sign != "\\" for sign in url):
        raise NotReached(Trouble.ODD_SIGN)
    try:
        target = urlsplit(url)
        name, port = (target.hostname or "").rstrip("."), target.port
    except ValueError:
        raise NotReached(Trouble.NO_ADDRESS) from None
    if target.scheme not in WEB_PORTS:
        raise NotReached(Trouble.NO_WEB)
    if "@" in target.netloc:
        raise NotReached(Trouble.HOLDS_NAME)
    if port is not None and port not in WEB_PORTS.values() and port < LOWEST_FREE_PORT:
        raise NotReached(Trouble.PORT, port=port)
    if not _is_allowed(name):
        raise NotReached(Trouble.NOT_ALLOWED)
    return target


def is_public(address: Address) -> bool:
    """Say whether an address lies outside: reachable by all, and for one receiver.

    >>> [is_public(ip_address(one)) for one in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1")]
    [True, False, False]
    """
    if isinstance(address, IPv6Address):
        if (
            address.scope_id
            or address.is_site_local
            or any(address in network for network in NEVER)
        ):
            return False
        if (int(address) >> 32) & 0xFFFFFFFF in ISATAP:
            return False
        for network, behind in HOLDERS:
            if address in network:
                return is_public(IPv4Address((int(address) >> behind) & 0xFFFFFFFF))
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _is_allowed(name: str) -> bool:
    """Say whether a host is allowed by its own name, or as one below a `*.` name."""
    hosts = config.current().outbound_hosts
    return any(name == host or (host[:2] == "*." and name.endswith(host[1:])) for host in hosts)


def _checked_places(target: SplitResult) -> list[tuple[int, Any]]:
    """Look a host up, once; every address of it must be one that may be spoken with."""
    port = target.port or WEB_PORTS[target.scheme]
    try:
        found = socket.getaddrinfo(target.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotReached(Trouble.NOWHERE) from None
    inside = config.current().outbound_private
    for *_rest, place in found:
        address = ip_address(place[0])
        if not (is_public(address) or any(address in network for network in inside)):
            raise NotReached(Trouble.INSIDE)
    return [(family, place) for family, *_rest, place in found]


class _Line(HTTPConnection):
    """A line to an address that was checked, under the name by which it was found."""

    def __init__(self, target: SplitResult, patience: float) -> None:
        self.target = target
        self.default_port = WEB_PORTS[target.scheme]  # left out of the Host header
        self.held: socket.socket | None = None
        self.is_over = Event()
        super().__init__(target.hostname or "", target.port or self.default_port, patience)

    def connect(self) -> None:
        """Take the first address that answers; the certificate must be the name's."""
        trouble: OSError | None = None
        for family, place in _checked_places(self.target):
            if self.is_over.is_set():
                raise TimeoutError
            try:
                self.sock = self._reach(family, place)
            except OSError as error:
                self._drop()
                trouble = error
            else:
                return
        raise trouble or OSError("no address")

    def _reach(self, family: int, place: Any) -> socket.socket:
        self.held = socket.socket(family, socket.SOCK_STREAM)
        self.held.settimeout(self.timeout)
        self.held.connect(place)
        if self.target.scheme == "https":
            self.held = secret = _trust().wrap_socket(
                self.held, server_hostname=self.host, do_handshake_on_connect=False
            )
            secret.do_handshake()  # only now, for what can be cut
        return self.held

    def _drop(self) -> None:
        if self.held:
            self.held.close()

    def close(self) -> None:
        """Close the line, also one that came to nothing."""
        super().close()
        self._drop()

    def cut(self) -> None:
        """End everything at once, from another thread: whoever waits here waits no longer."""
        self.is_over.set()
        if self.held:
            _shut(self.held)


def _shut(line: socket.socket) -> None:
    try:
        socket.socket.shutdown(line, socket.SHUT_RDWR)  # also of a secret line: of what is below
    except OSError:
        return  # the other end was faster


@contextmanager
def _within(patience: float, line: _Line) -> Iterator[_Line]:
    """Cut a line when patience ends, and close it in any case."""
    watch = Timer(patience, line.cut)
    watch.daemon = True
    watch.start()
    try:
        yield line
    finally:
        watch.cancel()
        line.close()


def _ask(line: _Line, target: SplitResult, request: Outgoing) -> Answer:
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    headers = {"Connection": "close", "Accept-Encoding": "identity"} | dict(request.headers)
    line.request(request.method, path, request.body, headers)
    answer: HTTPResponse = line.getresponse()
    body = answer.read(MOST_BYTES)
    if line.is_over.is_set():
        raise TimeoutError
    if answer.length and len(body) < MOST_BYTES:
        raise IncompleteRead(body, answer.length)
    named = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.status, named, body)


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _read(error: Exception) -> NotReached:
    """Return a failure with what the operating system says; of anything else only its kind."""
    kind = type(error).__name__
    if isinstance(error, HTTPException):
        return NotReached(Trouble.NO_HTTP, said=kind)
    if isinstance(error, TimeoutError):
        return NotReached(Trouble.IN_TIME)
    if isinstance(error, ssl.SSLCertVerificationError):
        return NotReached(Trouble.CERTIFICATE, said=error.verify_message)
    said = (error.strerror if isinstance(error, OSError) else None) or kind
    is_there = not isinstance(error, OSError) or error.errno not in NO_LINE
    return NotReached(Trouble.BROKE_OFF if is_there else Trouble.NO_LINE, said=said)
