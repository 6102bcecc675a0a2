"""Every refusal below this door as RFC 9457 tells it: application/problem+json, never a page."""

import json
from http import HTTPStatus
from typing import Any

from flask import Response, g

from portal import web
from portal.api import blueprint as api
from portal.errors import N_, NotAcceptable, Refused

TYPE = "application/problem+json"
Fault = dict[str, str]  # where, as a JSON Pointer or a parameter's name, and what is wrong there


class Stale(Refused):
    """The thing has changed since its ETag was read."""

    status = HTTPStatus.PRECONDITION_FAILED


class NeedsETag(Refused):
    """A change must say which state of the thing it was made for."""

    status = HTTPStatus.PRECONDITION_REQUIRED


class WrongKind(Refused):
    """A body of another media type than the one that is read here."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class Unread(Refused):
    """A body that is no JSON."""

    status = HTTPStatus.BAD_REQUEST


def faulty(faults: list[Fault]) -> Refused:
    """Return the refusal of what does not fit its description, with every fault and its place."""
    g.faults = faults
    return NotAcceptable(N_("Something does not fit its description. Each fault is listed."))


def problem(code: int, title: str, what_to_do: str) -> Response:
    """Return a problem document; its words are in the reader's language."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": int(code),
        "detail": what_to_do,
        "request_id": g.request_id,
    }
    if faults := g.get("faults"):
        said["errors"] = faults
    return Response(json.dumps(said, ensure_ascii=False), code, content_type=TYPE)


web.answer_errors(f"{api.url_prefix}/v1", problem)
