"""The OpenAPI 3.1 document, made of the operations themselves."""

import re
from http import HTTPStatus
from typing import Any

from flask import current_app
from flask.typing import ResponseReturnValue

from portal.access import open_to_all
from portal.api import blueprint as api
from portal.api.answers import HEADER, LONGEST
from portal.api.guard import A_MINUTE
from portal.api.operations import JSON, OPERATIONS, VERSION, Operation, Parameter, as_asked, said
from portal.api.problems import TYPE
from portal.errors import N_
from portal.exchange.queries.told import shape_of
from portal.i18n import _

JPEG = "image/jpeg"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ALWAYS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
OF_PLACES = (HTTPStatus.NOT_FOUND,)
OF_READING = (HTTPStatus.BAD_REQUEST, HTTPStatus.PRECONDITION_FAILED)
OF_BODIES = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
REFUSED: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: N_("It cannot be read"),
    HTTPStatus.UNAUTHORIZED: N_("No key, or one that is unknown, over or revoked"),
    HTTPStatus.FORBIDDEN: N_("The key has no scope for it, or the step is somebody else's"),
    HTTPStatus.NOT_FOUND: N_("There is none, or it lies outside the key's reach"),
    HTTPStatus.CONFLICT: N_("Not as things stand now"),
    HTTPStatus.PRECONDITION_FAILED: N_("It has changed since it was read"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: N_("It is too large"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: N_("Another media type is needed"),
    HTTPStatus.UNPROCESSABLE_ENTITY: N_("It was understood and cannot be kept as it is"),
    HTTPStatus.PRECONDITION_REQUIRED: N_("If-Match is missing"),
    HTTPStatus.TOO_MANY_REQUESTS: N_("Too many requests; Retry-After says when to go on"),
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"at": {"type": "string"}, "why": {"type": "string"}},
                "required": ["at", "why"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "request_id"],
}
IDEMPOTENCY = Parameter(
    HEADER,
    N_("A name of your own for this request: sent again, it is done once. Kept for 24 hours"),
    {"type": "string", "maxLength": LONGEST},
    "header",
)


@api.get(f"{VERSION}/openapi.json")
@open_to_all
def openapi() -> ResponseReturnValue:
    """Give the description of this interface, in the reader's language."""
    return as_asked(said(document()))


def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        paths.setdefault(path_of(one), {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": _("The grid portal, for other systems"),
            "version": "1",
            "description": _(
                "Cases in reach of a key, steps with them, and published figures. At most "
                "%(most)s requests a minute for one key (draft). Instants are UTC, days those "
                "of Asia/Shanghai.",
                most=A_MINUTE,
            ),
        },
        "servers": [{"url": current_app.config["SETTINGS"].base_url + api.url_prefix + VERSION}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": PROBLEM},
        },
    }


def path_of(one: Operation) -> str:
    """Return the address of an operation as OpenAPI writes it."""
    return re.sub(r"<\w+:(\w+)>", r"{\1}", one.path)


def refusals_of(one: Operation) -> list[int]:
    """Return the statuses with which an operation can be refused."""
    has_input = any(each.place == "query" for each in one.parameters) or one.body
    unkept = (HTTPStatus.UNPROCESSABLE_ENTITY,) if has_input else ()
    of_places = OF_PLACES if one.parameters else ()
    of_bodies = OF_BODIES if one.body else OF_READING
    return sorted({*ALWAYS, *of_places, *of_bodies, *unkept, *one.refusals})


def parameters_of(one: Operation) -> tuple[Parameter, ...]:
    """Return what an operation takes beside its body."""
    return (*one.parameters, *((IDEMPOTENCY,) if one.body else ()))


def _operation(one: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": one.name,
        "summary": _(one.meaning),
        "x-scope": one.scope.value,
        "parameters": [_parameter(each) for each in parameters_of(one)],
        "responses": {
            str(int(one.reply.status)): _reply(one),
            **{str(int(status)): _refusal(status) for status in refusals_of(one)},
        },
    }
    if one.body:
        described["requestBody"] = {"required": True, "content": {one.media: {"schema": one.body}}}
    return described


def _parameter(one: Parameter) -> dict[str, Any]:
    return {
        "name": one.name,
        "in": one.place,
        "description": _(one.meaning),
        "required": one.is_required,
        "schema": one.shape,
    }


def _reply(one: Operation) -> dict[str, Any]:
    reply = one.reply
    shape = {} if reply.facts is None else {"schema": shape_of(reply.facts, _)}
    described: dict[str, Any] = {
        "description": _(reply.meaning),
        "content": {JPEG if reply.facts is None else JSON: shape},
    }
    if reply.headers:
        described["headers"] = {name: {"schema": {"type": "string"}} for name in reply.headers}
    return described


def _refusal(status: int) -> dict[str, Any]:
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": _(REFUSED[status]), "content": {TYPE: shape}}
