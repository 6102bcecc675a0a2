"""A form whose session was over comes back with all that was typed, to be looked at once more.

The words are kept in the database under the person who had typed them, for a
day: nobody else at the same screen can read them, and they wait on any device.
After signing in that person is led to them and goes back to the form by a
button; the form then stands there as after a mistake, filled in, with a token
of its own, and nothing has been sent. Photos are kept as any form's are, and
come back with it; other files cannot be kept so, and it is said.
"""

from flask import Flask, Response, flash, g, make_response, redirect, request, url_for
from flask_login import current_user

from portal import clock
from portal.accounts import actions
from portal.accounts.models import Person
from portal.accounts.queries import typed_form_of, whose_session_was
from portal.db import READ_ONLY, db
from portal.forms import LOOK_AGAIN
from portal.i18n import _
from portal.offline import is_from_outbox
from portal.photos import as_tickets
from portal.policy.queries import policy_on

MOST_FIELDS, MOST_LETTERS = 300, 100_000  # a form of ours has fewer; more is no form of ours
NEVER = ("csrf_token", LOOK_AGAIN)


def keep_of_session(key: str | None) -> None:
    """Keep what was being sent by whoever this session belonged to, and say so."""
    if request.method in READ_ONLY or is_from_outbox() or not key:
        return
    if person := whose_session_was(key, clock.now()):
        keep_of(person)
        flash(_("What you typed is kept for you: sign in, and it comes back."))


def keep_of(person: Person) -> bool:
    """Keep what this person was sending, if it is a form of ours; say whether it is kept."""
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NEVER and "password" not in name
    ]
    letters = sum(len(name) + len(value) for name, value in typed)
    if not typed or len(typed) > MOST_FIELDS or letters > MOST_LETTERS:
        return False
    files = [sent for _name, sent in request.files.items(multi=True) if sent.filename]
    photos = as_tickets(request.files, policy_on(clock.today()))
    actions.keep_typed(
        person,
        path=request.full_path.rstrip("?"),
        fields=[*typed, *photos],
        had_files=len(files) > len(photos),
        now=clock.now(),
    )
    return True


def way_to(person: Person) -> str | None:
    """Return where this person finds what they had typed, if something is kept."""
    return url_for("staff.show_typed") if typed_form_of(person, clock.now()) else None


def prepare(app: Flask) -> None:
    """Teach an app to forget what has been sent; after the database, before its commit."""
    app.after_request(_settle)


def _settle(response: Response) -> Response:
    if request.method in READ_ONLY or response.status_code >= 400 or request.blueprint != "staff":
        return response
    if LOOK_AGAIN in request.form and "looked_again" not in g:
        db.session.rollback()  # a form that cannot be shown again: it must not be done unseen
        flash(_("This form cannot be shown again. Do it anew, please."))
        return make_response(redirect(url_for("staff.today"), 303))
    if current_user.is_authenticated and response.status_code == 303:
        actions.drop_typed(current_user, path=request.full_path.rstrip("?"))
    return response
