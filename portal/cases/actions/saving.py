"""Lists of cases are kept under a name, renamed, shared and given up."""

from datetime import date, datetime

from portal import clock
from portal.accounts.models import Person
from portal.cases.models import SavedFilter
from portal.cases.queries.saved import how_many_saved, shares_of
from portal.db import db
from portal.errors import N_, NotAcceptable

MOST = 40  # lists that one person keeps
LONGEST_QUERY = 2000


def save_filter(
    name: str, query: str, *, shared_with: str, by: Person, now: datetime
) -> SavedFilter:
    """Keep a list under a name, for oneself or for colleagues."""
    if how_many_saved(by) >= MOST:
        raise NotAcceptable(N_("You keep %(most)d lists already. Delete one first."), most=MOST)
    if len(query) > LONGEST_QUERY:
        raise NotAcceptable(N_("This list asks for too much to be kept. Ask for less."))
    _refuse_strange(shared_with, by, clock.day_of(now))
    saved = SavedFilter(person=by, name=name, query=query, shared_with=shared_with, made_at=now)
    db.session.add(saved)
    return saved


def change_filter(saved: SavedFilter, *, name: str, shared_with: str, on: date) -> None:
    """Rename a kept list, or share it with others than before."""
    if shared_with != saved.shared_with:
        _refuse_strange(shared_with, saved.person, on)
    saved.name, saved.shared_with = name, shared_with


def delete_filter(saved: SavedFilter) -> None:
    """Give up a kept list; whom it was shared with no longer see it."""
    db.session.delete(saved)


def _refuse_strange(shared_with: str, by: Person, on: date) -> None:
    if shared_with and shared_with not in shares_of(by, on):
        raise NotAcceptable(N_("Share with your own area or unit only."))
