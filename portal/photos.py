"""Photos that come with a form: kept at once, so that they survive a form that comes back."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import astuple
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import Field
from wtforms.validators import ValidationError

from portal import files
from portal.errors import Refused
from portal.files import Kept
from portal.forms import in_words
from portal.i18n import _
from portal.policy.rules import Policy

MEGABYTE = 1_000_000
LONGEST_NAME = 40  # characters of a file's name in a message
BROUGHT_BACK = {"photos": "kept", "photos_after": "kept_after"}  # by which field of tickets


class TicketsField(Field):
    """Photos that an earlier try of this form has brought already, each by its signed ticket."""

    data: list[Kept]

    def process_data(self, _value: Any) -> None:
        """Begin with none."""
        self.data = []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read every ticket that we signed, each photo once."""
        self.data = list(dict.fromkeys(_of_tickets(map(str, valuelist))))

    def tickets(self) -> list[str]:
        """Return a signed word for each photo, by which the form brings it back."""
        return [ticket_of(photo) for photo in self.data]


def as_tickets(sent: MultiDict[str, FileStorage], policy: Policy) -> list[tuple[str, str]]:
    """Keep the photos of a form that cannot be read now; return the fields that bring them back."""
    fields = []
    for name, field in BROUGHT_BACK.items():
        photos = [photo for photo in sent.getlist(name) if photo.filename][: policy.photos_limit]
        with suppress(files.NotKept):  # the store is away: what was typed matters more
            kept, _why_not = _keep(photos, megabytes=policy.photo_megabytes)
            fields += [(field, ticket_of(photo)) for photo in dict.fromkeys(kept)]
    return fields


def ticket_of(photo: Kept) -> str:
    """Return a signed word for a photo, by which a form brings it back."""
    return str(_signer().dumps(list(astuple(photo))))


def keep_all(sent: Field, kept: TicketsField, policy: Policy) -> None:
    """Add to `kept` what was sent and can be kept; say at the field what cannot and why."""
    room = max(0, policy.photos_limit - len(kept.data))
    photos = sent.data or []
    new, complaints = _keep(photos[:room], megabytes=policy.photo_megabytes)
    kept.data = list(dict.fromkeys([*kept.data, *new]))
    if len(photos) > room:
        most = policy.photos_limit
        complaints.append(_("Only %(most)s photos fit. The first ones are kept.", most=most))
    if complaints:
        raise ValidationError(" ".join(complaints))


def _keep(sent: Iterable[FileStorage], *, megabytes: int) -> tuple[list[Kept], list[str]]:
    """Keep each photo that can be kept; return those, and in words why the others cannot."""
    kept, why_not = [], []
    for photo in sent:
        try:
            kept.append(files.keep_photo(photo.stream.read(), most_bytes=megabytes * MEGABYTE))
        except Refused as refusal:
            why_not.append(f"{(photo.filename or '')[-LONGEST_NAME:]}: {in_words(refusal)}")
        finally:
            photo.close()
    return kept, why_not


def _of_tickets(tickets: Iterable[str]) -> list[Kept]:
    """Return the photos of the tickets that we signed; others are passed over."""
    kept = []
    for word in tickets:
        try:
            kept.append(Kept(*_signer().loads(word)))
        except BadSignature:
            continue
    return kept


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="kept photo")
