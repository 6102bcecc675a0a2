"""GeoReport v2, to be written: reports of residents that other systems send with their key."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from portal import clock, db, web
from portal.access import open_to_all
from portal.cases import actions
from portal.cases.models import Case
from portal.errors import N_, NotAcceptable, NotYours
from portal.exchange.actions import hold_key, keep_answer, note_key_use
from portal.exchange.models import ApiKey
from portal.exchange.queries import kept_answer, live_key
from portal.exchange.rules import Scope, fingerprint
from portal.i18n import speaking
from portal.open311 import blueprint as open311
from portal.open311 import translate
from portal.open311.answers import answer, asked_locale
from portal.open311.report import report_sent
from portal.policy.queries import policy_on, work_calendar

BY_ONE_KEY = "60 per minute"
FROM_ONE_ADDRESS = "1200 per hour"  # every try, also one without a key
REPEATED = "Idempotency-Key"
LONGEST_NAME = 200  # characters of an idempotency key


def _key_given() -> str:
    return fingerprint(request.form.get("api_key", ""))


@open311.post("/v2/requests.<string:form>")
@open_to_all
@web.limiter.limit(FROM_ONE_ADDRESS)
@web.limiter.limit(BY_ONE_KEY, key_func=_key_given)
def send_request(form: str) -> ResponseReturnValue:
    """Make a case of a report, by the very action of the residents' own form."""
    now, locale = clock.now(), asked_locale()
    with db.first_look(), speaking(locale):
        key, name = _key(), _name()
        if name and (said := _said_before(key, name)):
            return said
        sent = report_sent(request.form, request.files, policy_on(clock.day_of(now)))
    if name:
        hold_key(key)
        if said := _said_before(key, name):
            return said
    case = actions.report(
        **sent,
        request_key=_request_key(name),
        language=locale,
        now=now,
        policy=policy_on(clock.day_of(now)),
        calendar=work_calendar(),
    )
    with speaking(locale):
        return _kept(key, name, answer(form, "service_requests", [_receipt(case)], 201))


web.csrf.exempt(send_request)


def _receipt(case: Case) -> Mapping[str, Any]:
    return translate.receipt(case, by_token=request.form.get("answer") == "token")


def _key() -> ApiKey:
    """Return the key that a report came with, or refuse: it is missing, over, or for other uses."""
    now = clock.now()
    key = live_key(request.form.get("api_key", ""), now)
    if key is None or Scope.REPORT not in key.scopes:
        raise NotYours(N_("To report here, send a valid api_key that may file reports."))
    note_key_use(key, now=now)
    return key


def _name() -> str:
    name = request.headers.get(REPEATED, "").strip()
    if len(name) > LONGEST_NAME:
        most = LONGEST_NAME
        raise NotAcceptable(N_("An Idempotency-Key has at most %(most)s characters."), most=most)
    return name


def _said_before(key: ApiKey, name: str) -> Response | None:
    """Return what was answered to this very request before; another one is refused."""
    kept = kept_answer(key, name)
    if kept is None:
        return None
    if kept.request_hash != _request_hash():
        raise NotAcceptable(N_("This Idempotency-Key was used for another request before."))
    return Response(kept.body, kept.status, headers=dict(kept.headers))


def _kept(key: ApiKey, name: str, response: Response) -> Response:
    """Keep an answer for the next try."""
    if name:
        headers = [("Content-Type", response.content_type)]
        body = response.get_data(as_text=True)
        kept = (key, name, _request_hash(), response.status_code, headers, body, clock.now())
        keep_answer(*kept)
    return response


def _request_hash() -> str:
    """Return the SHA-256 of what a request says; how its parts were packed is no matter."""
    said = [request.path, *(f"{name}={value}" for name, value in request.form.items(multi=True))]
    for name, file in request.files.items(multi=True):
        said.append(f"{name}={hashlib.sha256(file.stream.read()).hexdigest()}")
        file.stream.seek(0)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _request_key(name: str) -> str:
    """Return the word by which one report is known: the same for each try under one name.

    It outlasts the kept answer. What it says is part of it: a name that is
    used anew after a day, for something else, is another report.
    """
    if not name:
        return secrets.token_urlsafe(18)
    return fingerprint(f"{request.form.get('api_key')} {name} {_request_hash()}")
