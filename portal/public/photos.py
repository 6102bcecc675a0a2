"""Photos that come with a form: kept at once, so that they survive a form that comes back."""

from collections.abc import Iterable

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import FileStorage

from portal import files
from portal.errors import Refused
from portal.files import Kept
from portal.i18n import _

MEGABYTE = 1_000_000
LONGEST_NAME = 40  # characters of a file's name in a message


def keep(sent: Iterable[FileStorage], *, megabytes: int) -> tuple[list[Kept], list[str]]:
    """Keep each photo that can be kept; return those, and in words why the others cannot."""
    kept, why_not = [], []
    for photo in sent:
        try:
            kept.append(files.keep_photo(photo.stream.read(), most_bytes=megabytes * MEGABYTE))
        except Refused as refusal:
            words = _(refusal.message) % refusal.facts if refusal.facts else _(refusal.message)
            why_not.append(f"{(photo.filename or '')[-LONGEST_NAME:]}: {words}")
        finally:
            photo.close()
    return kept, why_not


def ticket(photo: Kept) -> str:
    """Return a signed word by which a form brings a photo back that we keep already."""
    return _signer().dumps([photo.key, photo.width, photo.height])


def of_tickets(tickets: Iterable[str]) -> list[Kept]:
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
