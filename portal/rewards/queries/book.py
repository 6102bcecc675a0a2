"""What is asked of the book: balances of accounts, entries of an account, and how it was proved."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from portal.db import db
from portal.rewards.models import BookAccount, BookEntry, BookLine, BookProof, RewardGoods
from portal.rewards.queries.money import in_codes
from portal.rewards.rules.book import AccountKind

ENTRIES = 50  # on one page
NEWEST = 2**31 - 1
AT_ONCE = 500  # accounts in one question
ROWS_AT_ONCE = 20_000  # entries looked at together


@dataclass(frozen=True)
class Balance:
    """What all accounts of a kind come to: both sides, and what is left of them."""

    kind: AccountKind
    debit: int
    credit: int

    @property
    def fen(self) -> int:
        """The balance: more debit than credit is positive."""
        return self.debit - self.credit


def accounts_of(community_ids: Collection[int], quarter: date) -> Sequence[BookAccount]:
    """Return the accounts of communities in a quarter."""
    wanted = select(BookAccount).where(
        BookAccount.quarter == quarter, BookAccount.community_id.in_(community_ids)
    )
    return db.session.scalars(wanted.order_by(BookAccount.id)).all()


def accounts_of_goods(codes: Collection[str]) -> Sequence[BookAccount]:
    """Return the accounts of the goods that are kept for these areas."""
    wanted = select(BookAccount).join(RewardGoods, RewardGoods.id == BookAccount.goods_id)
    wanted = wanted.where(in_codes(RewardGoods.area_code, codes))
    return db.session.scalars(wanted.order_by(BookAccount.id)).all()


def trial_balance(accounts: Sequence[BookAccount]) -> list[Balance]:
    """Return what these accounts come to, by kind, in the order of the chart."""
    debit, credit = Counter[AccountKind](), Counter[AccountKind]()
    kinds = {account.id: account.kind for account in accounts}
    for account_id, plus, minus in _sides(sorted(kinds)):
        debit[kinds[account_id]] += plus
        credit[kinds[account_id]] += minus
    found = set(kinds.values())
    return [Balance(kind, debit[kind], credit[kind]) for kind in AccountKind if kind in found]


def balances_of(ids: Sequence[int]) -> dict[int, int]:
    """Return the balance of each of these accounts."""
    return {account_id: plus - minus for account_id, plus, minus in _sides(ids)}


def entries_on(accounts: Sequence[BookAccount], *, before: int | None) -> Sequence[BookLine]:
    """Return a page of these accounts' lines and the first of the next, the newest first."""
    ids = [account.id for account in accounts]
    rows = (
        select(BookLine)
        .where(BookLine.account_id.in_(ids), BookLine.id < (before or NEWEST))
        .options(
            joinedload(BookLine.entry).joinedload(BookEntry.by),
            joinedload(BookLine.entry).joinedload(BookEntry.payment),
            joinedload(BookLine.entry).selectinload(BookEntry.lines).joinedload(BookLine.account),
        )
        .order_by(BookLine.id.desc())
    )
    return db.session.scalars(rows.limit(ENTRIES + 1)).all()


def entries_of_payment(payment_id: int) -> Sequence[BookEntry]:
    """Return the entries that a reward has made, in order."""
    rows = select(BookEntry).where(BookEntry.payment_id == payment_id).order_by(BookEntry.id)
    rows = rows.options(selectinload(BookEntry.lines).joinedload(BookLine.account))
    return db.session.scalars(rows).all()


def newest_proofs(most: int) -> Sequence[BookProof]:
    """Return the latest proofs of the book, the newest first."""
    rows = select(BookProof).where(BookProof.id < NEWEST).order_by(BookProof.id.desc())
    return db.session.scalars(rows.limit(most)).all()


def account_batches() -> Iterator[Sequence[BookAccount]]:
    """Yield all accounts, some at a time."""
    last = 0
    while True:
        rows = select(BookAccount).where(BookAccount.id > last).order_by(BookAccount.id)
        some = db.session.scalars(rows.limit(AT_ONCE)).all()
        if not some:
            return
        yield some
        last = some[-1].id


def crooked_entries() -> list[tuple[int, int]]:
    """Return each entry whose lines do not sum to zero or are fewer than two, with their sum."""
    newest = _newest(BookEntry.id)
    found: list[tuple[int, int]] = []
    for start in range(1, newest + 1, ROWS_AT_ONCE):
        total, many = func.coalesce(func.sum(BookLine.amount_fen), 0), func.count(BookLine.id)
        rows = (
            select(BookEntry.id, total)
            .outerjoin(BookLine, BookLine.entry_id == BookEntry.id)
            .where(BookEntry.id >= start, BookEntry.id < start + ROWS_AT_ONCE)
            .group_by(BookEntry.id)
            .having((total != 0) | (many < 2))
            .order_by(BookEntry.id)
        )
        found += [(entry_id, int(fen)) for entry_id, fen in db.session.execute(rows)]
    return found


def how_many() -> tuple[int, int]:
    """Return how many entries and lines there are, by the numbers that the newest have."""
    return _newest(BookEntry.id), _newest(BookLine.id)


def _newest(number: InstrumentedAttribute[int]) -> int:
    rows = select(number).where(number < NEWEST).order_by(number.desc()).limit(1)
    return db.session.scalar(rows) or 0


def _sides(ids: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield both sides of each account: its debits, and its credits without their sign."""
    fen = BookLine.amount_fen
    plus = func.coalesce(func.sum(fen).filter(fen > 0), 0)
    minus = func.coalesce(func.sum(-fen).filter(fen < 0), 0)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        rows = select(BookLine.account_id, plus, minus).where(BookLine.account_id.in_(some))
        for account_id, debit, credit in db.session.execute(rows.group_by(BookLine.account_id)):
            yield account_id, int(debit), int(credit)
