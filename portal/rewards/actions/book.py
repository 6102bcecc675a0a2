"""Entries are made in the book: each has its cause, and lines that sum to zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from portal.accounts.models import Person
from portal.db import ROWS_AT_ONCE, db
from portal.rewards.models import BookAccount, BookEntry, BookLine, RewardPayment
from portal.rewards.rules.book import AccountKind, Moved, is_balanced


@dataclass(frozen=True)
class Place:
    """Whose accounts an entry is made in: a community's of a quarter, or those of goods."""

    community_id: int | None = None
    quarter: date | None = None
    goods_id: int | None = None

    def key(self, kind: AccountKind) -> str:
        """Return what an account here is known by."""
        return f"{kind}:{self.community_id or ''}:{self.quarter or ''}:{self.goods_id or ''}"


@dataclass(frozen=True)
class Posting:
    """One entry to be made."""

    cause: str
    moved: Sequence[tuple[Place, Moved]]
    words: str = ""
    payment: RewardPayment | None = None


def post(postings: Sequence[Posting], *, by: Person, now: datetime) -> None:
    """Make entries; one that moves nothing is left out, one that is not balanced is a fault."""
    wanted = [each for each in postings if any(any(moved.values()) for _at, moved in each.moved)]
    for each in wanted:
        if not all(is_balanced(moved) for _place, moved in each.moved):
            raise ValueError(f"{each.cause} does not sum to zero")
    accounts = _accounts(wanted)
    for each in wanted:
        lines = [
            BookLine(account_id=accounts[place.key(kind)], amount_fen=fen)
            for place, moved in each.moved
            for kind, fen in moved.items()
            if fen
        ]
        db.session.add(
            BookEntry(
                cause=each.cause,
                payment=each.payment,
                by_id=by.id,
                at=now,
                words=each.words,
                lines=lines,
            )
        )
    db.session.flush()


def _accounts(postings: Sequence[Posting]) -> dict[str, int]:
    """Return the accounts that entries need by their keys, opening those that are new."""
    needed = {
        place.key(kind): {
            "key": place.key(kind),
            "kind": kind,
            "community_id": place.community_id,
            "quarter": place.quarter,
            "goods_id": place.goods_id,
        }
        for posting in postings
        for place, moved in posting.moved
        for kind in moved
    }
    keys, found = sorted(needed), dict[str, int]()
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    for start in range(0, len(keys), ROWS_AT_ONCE):
        some = keys[start : start + ROWS_AT_ONCE]
        known = select(BookAccount.key, BookAccount.id).where(BookAccount.key.in_(some))
        found.update((row.key, row.id) for row in db.session.execute(known))
        if new := [needed[key] for key in some if key not in found]:
            db.session.execute(insert(BookAccount).values(new).on_conflict_do_nothing())
            found.update((row.key, row.id) for row in db.session.execute(known))
    return found
