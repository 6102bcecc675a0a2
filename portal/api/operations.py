"""One operation of the interface: its address, what it takes and gives, and its view, in one place.

The OpenAPI document is made of these, and so is every check of what is sent:
there is no second description that could say anything else.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Response, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from portal.api import blueprint as api
from portal.api.answers import answered_once
from portal.api.guard import key_of_request, needs
from portal.api.problems import Stale, Unread, WrongKind, faulty
from portal.api.shapes import Shape, faults_of, read_number
from portal.errors import N_
from portal.exchange.models import ApiKey
from portal.exchange.queries.told import Fact
from portal.exchange.rules import Scope
from portal.i18n import _

JSON, FORM = "application/json", "multipart/form-data"
VERSION = "/v1"


@dataclass(frozen=True)
class Parameter:
    """What stands behind the question mark, in the path or in a header."""

    name: str
    meaning: str
    shape: Shape
    place: str = "query"
    is_required: bool = False


@dataclass(frozen=True)
class Reply:
    """What comes back if nothing is refused."""

    meaning: str
    facts: tuple[Fact, ...] | None  # of the document; None: a picture
    status: int = HTTPStatus.OK
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One method at one address."""

    method: str
    path: str  # below VERSION, with Flask's placeholders
    scope: Scope
    meaning: str
    reply: Reply
    parameters: tuple[Parameter, ...] = ()
    body: Shape | None = None
    refusals: tuple[int, ...] = ()  # beside those that every operation has
    media: str = JSON
    name: str = ""


@dataclass(frozen=True)
class Asked:
    """What was asked, checked against its description."""

    key: ApiKey
    given: Mapping[str, Any] = field(default_factory=dict)  # parameters that were given
    body: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[FileStorage, ...] = ()


OPERATIONS: list[Operation] = []
View = Callable[..., Response]


def operation(described: Operation) -> Callable[[View], View]:
    """Register a view as the one that does what is described."""

    def register(view: View) -> View:
        named = Operation(**{**vars(described), "name": view.__name__})
        OPERATIONS.append(named)

        @needs(named.scope)
        @wraps(view)
        def answer(**places: str) -> AnyResponse:
            asked = _asked(named)

            def act() -> Response:
                return view(asked, **places)

            if named.method == "GET":
                return as_asked(act())
            return answered_once(asked.key, act)

        path = f"{VERSION}{named.path}"
        api.add_url_rule(path, view.__name__, answer, methods=[named.method])
        return view

    return register


def said(document: Any, status: int = HTTPStatus.OK) -> Response:
    """Return a document as JSON with the ETag by which it is known again."""
    response = Response(_written(document), status, content_type=JSON)
    response.set_etag(etag_of(document))
    return response


def etag_of(document: Any) -> str:
    """Return what changes whenever a document does."""
    return hashlib.sha256(_written(document).encode()).hexdigest()[:32]


def as_asked(response: Response) -> AnyResponse:
    """Leave out what the reader has already (304); refuse if it is no longer what they have."""
    known = response.make_conditional(request)
    if known.status_code == HTTPStatus.PRECONDITION_FAILED:
        raise Stale(N_("It has changed since you read it."))
    return known


def link_to_next(response: Response, name: str, given: Mapping[str, Any], cursor: str) -> None:
    """Name the address of the next page (RFC 8288)."""
    address = url_for(f"api.{name}", **{**given, "cursor": cursor})
    response.headers["Link"] = f'<{address}>; rel="next"'


def _written(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _asked(one: Operation) -> Asked:
    given = _parameters(one)
    if one.body is None:
        return Asked(key_of_request(), given)
    if one.media == FORM:
        return Asked(key_of_request(), given, files=_files(one.body))
    return Asked(key_of_request(), given, _body(one.body))


def _parameters(one: Operation) -> dict[str, Any]:
    """Return the parameters behind the question mark; one that is not known is a mistake."""
    known = {each.name: each for each in one.parameters if each.place == "query"}
    shape = {
        "properties": {name: each.shape for name, each in known.items()},
        "required": [name for name, each in known.items() if each.is_required],
    }
    given: dict[str, Any] = {}
    twice = [name for name, values in request.args.lists() if len(values) > 1]
    for name, text in request.args.items():
        is_number = name in known and known[name].shape["type"] == "integer"
        given[name] = read_number(text) if is_number else text
    faults = faults_of(given, shape)
    faults += [{"at": f"/{name}", "why": _("This may stand there once.")} for name in twice]
    if faults:
        raise faulty(faults)
    return given


def _body(shape: Shape) -> Mapping[str, Any]:
    if request.mimetype != JSON:
        raise WrongKind(N_("Send the body as application/json."))
    body = request.get_json(silent=True)
    if body is None:
        raise Unread(N_("The body is no JSON. Check it and send it again."))
    if faults := faults_of(body, _chosen(shape, body)):
        raise faulty(faults)
    return dict(body)


def _chosen(shape: Shape, body: Any) -> Shape:
    """Return which of several shapes a body is to have: the one of its step."""
    if "oneOf" not in shape:
        return shape
    step = body.get("step") if isinstance(body, dict) else None
    shapes: dict[str, Shape] = {one["properties"]["step"]["const"]: one for one in shape["oneOf"]}
    if not isinstance(step, str) or step not in shapes:
        known = {"type": "string", "enum": list(shapes)}
        every = {name: {"type": "string"} for name in (body if isinstance(body, dict) else ())}
        return {"properties": {**every, "step": known}, "required": ["step"]}
    return shapes[step]


def _files(shape: Shape) -> tuple[FileStorage, ...]:
    if request.mimetype != FORM:
        raise WrongKind(N_("Send the photos as multipart/form-data."))
    (name,) = shape["properties"]
    photos = tuple(request.files.getlist(name))
    most = shape["properties"][name]["maxItems"]
    if not 1 <= len(photos) <= most or set(request.files) | set(request.form) != {name}:
        why = _(
            "Between one and %(most)d photos are needed, each as a part of this name.", most=most
        )
        raise faulty([{"at": f"/{name}", "why": why}])
    return photos
