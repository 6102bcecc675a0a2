"""The way out by SMS: one request to the HTTP gateway that the settings describe."""

import json
import re
import ssl
from collections.abc import Mapping, Sequence
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from portal.config import SmsGateway
from portal.messages.stored import Message, NotDelivered

PATIENCE = 10  # seconds that a gateway may take over one answer
MOST_BYTES = 64 * 1024  # of an answer; a gateway says a few words
MOST_SHOWN = 60  # characters of what it said
NO_SPACE = re.compile("(?<=[\u3001-\u303f\uff01-\uff5e]) (?=[\u3001-\uffff])")
PLACES = re.compile(r"\{(to|text|id)\}")


def hand_over(message_id: int, letter: Sequence[Message], gateway: SmsGateway) -> None:
    """Send some messages as one SMS; only what the gateway says it accepts counts as sent.

    An answer that leads elsewhere is followed nowhere: numbers and keys are
    for the host that was set, and no other.
    """
    name = f"sms-{message_id}"
    facts = {"to": letter[-1].to, "text": words_of(letter), "id": name}
    status, answer = _ask(gateway, facts)
    if not 200 <= status < 300:
        raise NotDelivered(f"the SMS gateway answered {status}")
    if gateway.accepted_field:
        said = _found(answer, gateway.accepted_field)
        if said != gateway.accepted_value:
            raise NotDelivered(f"the SMS gateway did not accept it: {said[:MOST_SHOWN]}")


def words_of(letter: Sequence[Message]) -> str:
    """Return what an SMS says: each sentence once, then how it stands, all on one line.

    Chinese sentences follow each other without a space: each sign is paid for.
    """
    told = dict.fromkeys(one.body for one in letter)
    return NO_SPACE.sub("", " ".join(" ".join((*told, letter[-1].standing)).split()))


def _ask(gateway: SmsGateway, facts: Mapping[str, str]) -> tuple[int, bytes]:
    """Return the status and the words of the gateway's answer."""
    server = urlsplit(gateway.url)
    filled = _filled(gateway.body, facts)
    path, body, headers = _path(server), None, {"Idempotency-Key": facts["id"]}
    if gateway.method == "GET":
        path += ("&" if server.query else "?") + urlencode(filled)
    elif gateway.is_form:
        body = urlencode(filled).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    else:
        body = json.dumps(filled, ensure_ascii=False).encode()
        headers["Content-Type"] = "application/json; charset=utf-8"
    line = _line(server)
    try:
        line.request(gateway.method, path, body, headers | dict(gateway.headers))
        answer = line.getresponse()
        return answer.status, answer.read(MOST_BYTES)
    except HTTPException as error:
        raise NotDelivered(f"the SMS gateway does not speak HTTP: {type(error).__name__}") from None
    finally:
        line.close()


def _path(server: SplitResult) -> str:
    return (server.path or "/") + (f"?{server.query}" if server.query else "")


def _line(server: SplitResult) -> HTTPConnection:
    name = server.hostname or ""
    if server.scheme == "https":
        return HTTPSConnection(name, server.port or 443, timeout=PATIENCE, context=_trust())
    return HTTPConnection(name, server.port or 80, timeout=PATIENCE)


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _filled(template: Any, facts: Mapping[str, str]) -> Any:
    """Return a template with its places filled; what is filled in is never looked at again."""
    if isinstance(template, str):
        return PLACES.sub(lambda place: facts[place[1]], template)
    if isinstance(template, list):
        return [_filled(one, facts) for one in template]
    if isinstance(template, dict):
        return {key: _filled(one, facts) for key, one in template.items()}
    return template


def _found(answer: bytes, field: str) -> str:
    """Return what stands in one field of a JSON answer, such as `result.code`, as text."""
    try:
        found: Any = json.loads(answer)
        for name in field.split("."):
            found = found[int(name)] if isinstance(found, list) else found[name]
    except (ValueError, LookupError, TypeError, RecursionError):
        return f"no field {field}"
    return found if isinstance(found, str) else json.dumps(found)
