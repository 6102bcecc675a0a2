"""What a device may keep for when its line is gone, and how a form from its outbox is answered.

A page says in a header whether it may be kept: nothing else is, so that no page
behind a secret link and no page of a case ever lies on a phone. A form from an outbox
says so in a header too, and is answered in a few words of JSON; from staff it
brings a key of its own, by which it is taken once, however often it is sent.
"""

import enum
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, g, get_flashed_messages, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.accounts import actions
from portal.db import READ_ONLY

MAY_KEEP = "X-Keep-Offline"
FROM_OUTBOX = "X-Outbox"  # "now" while somebody looks on, "later" when it had to wait
KEY = "Idempotency-Key"
GOOD_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Keep(enum.StrEnum):
    """How long a device keeps a page."""

    OPEN = "open"  # the same for everybody: until it is seen anew
    STAFF = "staff"  # until the staff door is seen: signed out, or away for too long
    DAY = "day"  # as STAFF, and for a day at most: it names cases


def kept_offline(keep: Keep) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Say that a device may keep this page for when its line is gone."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def marked(*args: Any, **kwargs: Any) -> Any:
            may_keep(keep)
            return view(*args, **kwargs)

        return marked

    return mark


def may_keep(keep: Keep) -> None:
    """Say that a device may keep the page that is being made."""
    g.may_keep = keep


def sent_as(number: str) -> None:
    """Let the outbox say by which number a report is known from now on."""
    g.sent_as = number


def is_from_outbox() -> bool:
    """Say whether this is a form that a device will send again if it is not taken."""
    return request.method not in READ_ONLY and FROM_OUTBOX in request.headers


def prepare(app: Flask) -> None:
    """Teach an app all this; after the database, so that what is noted is committed with the form.

    Also after the forms' tokens are checked: a forged form learns nothing here.
    """
    app.before_request(_taken_before)
    app.after_request(_answer)


def _taken_before() -> ResponseReturnValue | None:
    """Lead a form that was taken already to where it led then, and do nothing else."""
    key = request.headers.get(KEY, "")
    if not is_from_outbox() or not GOOD_KEY.fullmatch(key) or not current_user.is_authenticated:
        return None
    g.sending = key
    led_to = actions.claim_sending(current_user, key, now=clock.now())
    return redirect(led_to, 303) if led_to else None


def _answer(response: Response) -> Response:
    if response.status_code == 200 and "may_keep" in g:
        response.headers[MAY_KEEP] = g.may_keep
    if not is_from_outbox():
        return response
    if response.status_code == 303 and "sending" in g and "needs_sign_in" not in g:
        actions.settle_sending(current_user, g.sending, led_to=response.location or "")
    return _in_few_words(response)


def _in_few_words(response: Response) -> Response:
    """Say what became of a form: where it led, or why it was not taken, as its page would say."""
    code = 401 if "needs_sign_in" in g else response.status_code
    facts: dict[str, Any] = {"said": g.get("said", "")}
    if code == 303:
        facts = {"to": response.location, "number": g.get("sent_as")}
        code = 200
    elif code == 422 and "checked" in g:
        facts = {"said": _errors_of(g.checked) or facts["said"]}
    elif code == 409:
        facts["look"] = g.get("look_at")  # how it stands now
    if code == 200 and request.headers[FROM_OUTBOX] == "later":
        get_flashed_messages()  # they are of a page that nobody will look at
    answer = jsonify(facts)
    answer.status_code = code
    if after := response.headers.get("Retry-After"):
        answer.headers["Retry-After"] = after
    return answer


def _errors_of(form: Any) -> str:
    errors = [str(words) for field in form for words in field.errors]
    return " ".join(map(str, [*errors, *form.form_errors]))
