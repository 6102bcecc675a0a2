"""Settings, read once and strictly from the environment: a wrong value stops the start."""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import current_app

INSTANCES = ("production", "demo", "test")
SHORTEST_KEY = 32  # characters: what `secrets.token_hex(16)` gives

Network = IPv4Network | IPv6Network

SMS_JSON = '{"to": "{to}", "text": "{text}", "id": "{id}"}'
SMS_FORM = "to={to}&text={text}&id={id}"
PLAIN = re.compile(r"[\x21-\x7e]+")
BOARD_KEY = re.compile(rf"([A-Z]):([A-Za-z0-9_-]{{{SHORTEST_KEY},200}})")
PARTNER_KEY = re.compile(r"([a-z0-9-]{1,40}):([\x21-\x2b\x2d-\x7e]{1,200})")
HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*|[0-9a-f:]*:[0-9a-f:.]*")
HEADER = re.compile(r"([A-Za-z0-9-]{1,60}): ?([\x21-\x7e][\x20-\x7e]*)")


class WrongSetting(SystemExit):
    """Say in one sentence which setting is wrong and what it should be, and stop."""


@dataclass(frozen=True)
class SmsGateway:
    """How an SMS is handed over: one request, and what in its answer means "accepted".

    The body is JSON, or the fields of a form; `{to}`, `{text}` and `{id}` in it
    are filled in. Neither the address nor a header is ever shown: they hold keys.
    """

    url: str = field(repr=False)
    method: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: Any = field(repr=False)
    is_form: bool
    accepted_field: str
    accepted_value: str


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides. Shapes: URLs as text, `home` an absolute path."""

    instance: str
    home: Path
    database_url: str
    secret_key: str
    base_url: str
    files_url: str
    smtp_url: str
    mail_from: str
    sms: SmsGateway | None
    redis_url: str
    proof_of_work: bool
    rate_limits: bool
    supervision_phone: str
    map_tiles: str  # where a map's ground comes from, as a template; none by default
    map_credit: str
    trusted_proxies: int
    worker_id: str
    board_keys: tuple[tuple[str, str], ...] = field(repr=False)  # letter, secret; the first signs
    partner_keys: tuple[tuple[str, str], ...] = field(repr=False)  # code of a partner, its API key
    outbound_hosts: tuple[str, ...]  # names, or `*.` and a name; empty: no host
    outbound_private: tuple[Network, ...]  # networks inside that may be spoken with all the same

    @property
    def is_https(self) -> bool:
        """True where cookies may insist on an encrypted line."""
        return self.base_url.startswith("https://")

    @property
    def is_sqlite(self) -> bool:
        """True for the single-file database."""
        return self.database_url.startswith("sqlite")


def from_environment(environ: Mapping[str, str]) -> Settings:
    """Return the settings that `environ` describes, or stop with a sentence."""
    instance = _one_of(environ, "PORTAL_INSTANCE", INSTANCES, "production")
    home = Path(environ.get("PORTAL_HOME") or "var").resolve()
    settings = Settings(
        instance=instance,
        home=home,
        database_url=_database_url(environ.get("PORTAL_DATABASE_URL", ""), home),
        secret_key=_secret_key(environ, instance, home),
        base_url=_base_url(environ, instance),
        files_url=_files_url(environ.get("PORTAL_FILES_URL", "")),
        smtp_url=_url(environ, "PORTAL_SMTP_URL", ("smtp", "smtps"), ""),
        mail_from=environ.get("PORTAL_MAIL_FROM", "portal@localhost"),
        sms=_sms_gateway(environ),
        redis_url=_url(environ, "PORTAL_REDIS_URL", ("redis", "rediss"), ""),
        proof_of_work=_switch(environ, "PORTAL_PROOF_OF_WORK"),
        rate_limits=_switch(environ, "PORTAL_RATE_LIMITS"),
        supervision_phone=environ.get("PORTAL_SUPERVISION_PHONE", "12345"),
        map_tiles=_map_tiles(environ.get("PORTAL_MAP_TILES", "")),
        map_credit=environ.get("PORTAL_MAP_CREDIT", ""),
        trusted_proxies=_count(environ, "PORTAL_TRUSTED_PROXIES", most=9),
        worker_id=_plain_name(environ, "PORTAL_WORKER_ID", "worker"),
        board_keys=_board_keys(environ),
        partner_keys=_partner_keys(environ),
        outbound_hosts=_outbound_hosts(environ.get("PORTAL_OUTBOUND_HOSTS", "")),
        outbound_private=_outbound_private(environ.get("PORTAL_OUTBOUND_PRIVATE", "")),
    )
    if instance == "production" and not (settings.proof_of_work and settings.rate_limits):
        raise WrongSetting(
            "PORTAL_PROOF_OF_WORK and PORTAL_RATE_LIMITS may be off only on a test instance: "
            "set them to on, or set PORTAL_INSTANCE=test."
        )
    return settings


def _one_of(environ: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    value = environ.get(name) or default
    if value not in choices:
        raise WrongSetting(f"{name} is {value!r}: it must be one of {', '.join(choices)}.")
    return value


def _plain_name(environ: Mapping[str, str], name: str, default: str) -> str:
    value = environ.get(name) or default
    if not re.fullmatch(r"[a-z0-9-]{1,40}", value):
        raise WrongSetting(f"{name} is {value!r}: use up to 40 of a-z, 0-9 and hyphen.")
    return value


def _switch(environ: Mapping[str, str], name: str) -> bool:
    return _one_of(environ, name, ("on", "off"), "on") == "on"


def _count(environ: Mapping[str, str], name: str, *, most: int) -> int:
    value = environ.get(name) or "0"
    if not (value.isascii() and value.isdecimal()) or int(value) > most:
        raise WrongSetting(f"{name} is {value!r}: it must be a whole number from 0 to {most}.")
    return int(value)


def _url(environ: Mapping[str, str], name: str, schemes: tuple[str, ...], default: str) -> str:
    value = environ.get(name) or default
    if value and not _is_address(value, schemes):
        raise WrongSetting(f"{name} is {value!r}: it must begin with {schemes[0]}://HOST.")
    return value


def _is_address(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is no number
        return False


def _sms_gateway(environ: Mapping[str, str]) -> SmsGateway | None:
    url = environ.get("PORTAL_SMS_URL", "")
    if not url:
        return None
    if not _is_address(url, ("https", "http")) or not PLAIN.fullmatch(url):
        raise WrongSetting("PORTAL_SMS_URL must begin with https://HOST or http://HOST.")
    method = _one_of(environ, "PORTAL_SMS_METHOD", ("POST", "PUT", "GET"), "POST")
    fits = ("form",) if method == "GET" else ("json", "form")
    is_form = _one_of(environ, "PORTAL_SMS_FORMAT", fits, fits[0]) == "form"
    accepted, equals, value = environ.get("PORTAL_SMS_ACCEPTED", "").partition("=")
    if accepted and not equals:
        raise WrongSetting("PORTAL_SMS_ACCEPTED must be FIELD=VALUE, such as result.code=OK.")
    return SmsGateway(
        url=url,
        method=method,
        headers=_sms_headers(environ),
        body=_sms_body(environ.get("PORTAL_SMS_BODY", ""), is_form=is_form),
        is_form=is_form,
        accepted_field=accepted.strip(),
        accepted_value=value.strip(),
    )


def _sms_body(value: str, *, is_form: bool) -> Any:
    value = value or (SMS_FORM if is_form else SMS_JSON)
    try:
        body = dict(parse_qsl(value, strict_parsing=True)) if is_form else json.loads(value)
    except ValueError:
        body = None
    if not isinstance(body, dict) or "{to}" not in value or "{text}" not in value:
        raise WrongSetting(
            "PORTAL_SMS_BODY must be a JSON object, or with PORTAL_SMS_FORMAT=form fields such as "
            f"{SMS_FORM}, and hold {{to}} and {{text}}."
        )
    return body


def _sms_headers(environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the headers, one `Name: value` a line, also from a file that only we may read."""
    lines = environ.get("PORTAL_SMS_HEADERS", "").splitlines()
    if path := environ.get("PORTAL_SMS_HEADERS_FILE"):
        lines += _read(path, "PORTAL_SMS_HEADERS_FILE").splitlines()
    found = [HEADER.fullmatch(line.strip()) for line in lines if line.strip()]
    headers = tuple((one[1], one[2]) for one in found if one)
    if len(headers) < len(found):
        raise WrongSetting(
            "PORTAL_SMS_HEADERS must hold one header a line, such as Authorization: Bearer KEY, "
            "in plain letters."
        )
    return headers


def _base_url(environ: Mapping[str, str], instance: str) -> str:
    if instance == "production" and not environ.get("PORTAL_BASE_URL"):
        raise WrongSetting(
            "PORTAL_BASE_URL is not set: give the public address that boards print, "
            "such as https://grid.example.org."
        )
    url = _url(environ, "PORTAL_BASE_URL", ("https", "http"), "http://localhost:8000")
    return url.rstrip("/")


def _database_url(value: str, home: Path) -> str:
    if not value:
        return f"sqlite:///{home / 'portal.sqlite'}"
    if value.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + value.split("://", 1)[1]
    if value.startswith(("postgresql+psycopg://", "sqlite:///")):
        return value
    raise WrongSetting(
        "PORTAL_DATABASE_URL must begin with postgresql:// or sqlite:///: "
        "leave it out for a SQLite file in PORTAL_HOME."
    )


def _map_tiles(value: str) -> str:
    """Return a template of tile addresses; its host stands in a header, so it is plain."""
    is_plain = re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?/[!-~]*", value)
    if value and not (is_plain and all(part in value for part in ("{z}", "{x}", "{y}"))):
        raise WrongSetting(
            "PORTAL_MAP_TILES must be a template such as https://tiles.example.org/{z}/{x}/{y}.png:"
            " leave it out for maps of outlines only."
        )
    return value


def _files_url(value: str) -> str:
    if value and not value.startswith(("s3://", "file:///")):
        raise WrongSetting("PORTAL_FILES_URL must begin with s3://BUCKET or file:///FOLDER.")
    return value


def _board_keys(environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the keys that printed addresses are signed with, also from a file; none: unsigned."""
    given = environ.get("PORTAL_BOARD_KEYS", "")
    if path := environ.get("PORTAL_BOARD_KEYS_FILE"):
        given = _read(path, "PORTAL_BOARD_KEYS_FILE")
    found = [BOARD_KEY.fullmatch(key) for key in re.split(r"[\s,]+", given.strip()) if key]
    keys = tuple((one[1], one[2]) for one in found if one)
    if len(keys) < len(found) or len(dict(keys)) < len(keys):
        raise WrongSetting(
            "PORTAL_BOARD_KEYS must be LETTER:SECRET, each letter once and the newest first, such "
            f"as B:…,A:…: a letter from A to Z and {SHORTEST_KEY} letters or digits of chance."
        )
    return keys


def _partner_keys(environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the API keys that partners gave us, also from a file; a partner may do without."""
    given = environ.get("PORTAL_PARTNER_KEYS", "")
    if path := environ.get("PORTAL_PARTNER_KEYS_FILE"):
        given = _read(path, "PORTAL_PARTNER_KEYS_FILE")
    found = [PARTNER_KEY.fullmatch(key) for key in re.split(r"[\s,]+", given.strip()) if key]
    keys = tuple((one[1], one[2]) for one in found if one)
    if len(keys) < len(found) or len(dict(keys)) < len(keys):
        raise WrongSetting(
            "PORTAL_PARTNER_KEYS must be CODE:KEY, each partner's code once, such as "
            "roads:…,water:…: without spaces or commas in a key."
        )
    return keys


def _outbound_hosts(value: str) -> tuple[str, ...]:
    hosts = tuple(host.lower() for host in re.split(r"[\s,]+", value) if host)
    if not all(HOST.fullmatch(host) for host in hosts):
        raise WrongSetting(
            "PORTAL_OUTBOUND_HOSTS must name hosts, such as hooks.example.org,*.example.gov.cn: "
            "without https:// and without a port."
        )
    return hosts


def _outbound_private(value: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(one) for one in re.split(r"[\s,]+", value) if one)
    except ValueError:
        raise WrongSetting(
            "PORTAL_OUTBOUND_PRIVATE must name networks, such as 10.1.2.0/24,fd00:1::/64."
        ) from None


def _secret_key(environ: Mapping[str, str], instance: str, home: Path) -> str:
    key = environ.get("PORTAL_SECRET_KEY", "")
    if path := environ.get("PORTAL_SECRET_KEY_FILE"):
        key = _read(path, "PORTAL_SECRET_KEY_FILE").strip()
    if not key and instance != "production":
        return _kept_key(home / "secret-key")
    if len(key) < SHORTEST_KEY:
        raise WrongSetting(
            f"PORTAL_SECRET_KEY (or PORTAL_SECRET_KEY_FILE) must hold {SHORTEST_KEY} characters "
            "or more of chance: `python -c 'import secrets; print(secrets.token_hex())'` gives one."
        )
    return key


def _read(path: str, name: str) -> str:
    try:
        return Path(path).read_text()
    except OSError as why:
        raise WrongSetting(f"{name} cannot be read: {why.strerror}.") from why


def _kept_key(path: Path) -> str:
    """Return the demonstration's own key, made at the first start and kept beside its database."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex())
    return path.read_text()


def current() -> Settings:
    """Return the settings of the running portal."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings
