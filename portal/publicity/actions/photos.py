"""Photos are released for everybody's eyes, one by one, and taken back."""

import secrets
from datetime import datetime

from portal.accounts.models import Person
from portal.cases.models import Photo
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.publicity.models import PhotoRelease
from portal.publicity.queries import release_of


def release_photo(photo: Photo, *, nobody_is_seen: bool, by: Person, now: datetime) -> PhotoRelease:
    """Let everybody see a photo, on the word of whoever looked; twice is once.

    That residents may see it in small beside a report of their own was another
    question (`Photo.shown_at`): this one is asked by itself.
    """
    if lasting := release_of(photo):
        return lasting
    if photo.case.matter.is_private:
        raise NotAllowedNow(N_("Photos of a case about a household or people are never released."))
    if not nobody_is_seen:
        raise NotAcceptable(N_("Tick that no person, face or number plate can be recognised."))
    release = PhotoRelease(
        photo=photo,
        case_id=photo.case_id,
        code=secrets.token_urlsafe(9),
        released_at=now,
        released_by=by,
    )
    db.session.add(release)
    db.session.flush()
    return release


def withdraw_photo(photo: Photo, *, reason: str, by: Person, now: datetime) -> None:
    """Show a photo to nobody any more: its address answers "not found" from now on."""
    release = release_of(photo)
    if release is None:
        raise NotAllowedNow(N_("This photo is not released."))
    if not reason:
        raise NotAcceptable(N_("Say why it is taken back."))
    release.withdrawn_at, release.withdrawn_by, release.reason = now, by, reason
