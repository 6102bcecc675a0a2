"""A request that is sent twice is answered twice and done once: the Idempotency-Key header."""

import hashlib
from collections.abc import Callable

from flask import Response, request

from portal import clock
from portal.errors import N_, NotAcceptable
from portal.exchange.actions import hold_key, keep_answer
from portal.exchange.models import ApiKey, KeptAnswer
from portal.exchange.queries import kept_answer

HEADER = "Idempotency-Key"
LONGEST = 200
KEPT_HEADERS = ("Content-Type", "ETag", "Location")


def answered_once(key: ApiKey, act: Callable[[], Response]) -> Response:
    """Do what is asked, or say again what was answered when this very request came before."""
    name = request.headers.get(HEADER, "")
    if not name:
        return act()
    if len(name) > LONGEST:
        raise NotAcceptable(N_("An Idempotency-Key has at most 200 characters."))
    asked = _hash_of_request()
    hold_key(key)
    if before := kept_answer(key, name):
        return _again(before, asked)
    response = act()
    _keep(key, name, asked, response)
    return response


def _again(before: KeptAnswer, asked: str) -> Response:
    if before.request_hash != asked:
        raise NotAcceptable(N_("That Idempotency-Key came with another request. Choose a new one."))
    return Response(
        before.body, before.status, headers=[(name, value) for name, value in before.headers]
    )


def _keep(key: ApiKey, name: str, asked: str, response: Response) -> None:
    headers = [(each, response.headers[each]) for each in KEPT_HEADERS if each in response.headers]
    body = response.get_data(as_text=True)
    keep_answer(key, name, asked, response.status_code, headers, body, clock.now())


def _hash_of_request() -> str:
    """Return what two requests share that ask for the same: boundaries of parts are left aside."""
    parts = [request.method, request.full_path, request.headers.get("If-Match", "")]
    told = hashlib.sha256("\n".join(parts).encode())
    if not request.files:
        told.update(request.get_data())
    for name, file in request.files.items(multi=True):
        told.update(name.encode() + hashlib.sha256(file.stream.read()).digest())
        file.stream.seek(0)
    return told.hexdigest()
