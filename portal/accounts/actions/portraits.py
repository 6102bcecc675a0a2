"""A person's own photo for the board of their grid: shown with their consent, or not at all."""

from datetime import datetime

from portal.accounts.models import Person


def show_portrait(person: Person, photo_key: str, *, now: datetime) -> None:
    """Keep a photo that somebody agrees to have printed, and when they agreed."""
    person.photo_key, person.photo_agreed_at = photo_key, now


def withdraw_portrait(person: Person) -> None:
    """Take a consent back: no board is printed with the photo from now on."""
    person.photo_key = person.photo_agreed_at = None
