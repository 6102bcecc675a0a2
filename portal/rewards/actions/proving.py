"""The book is proved: against itself, and against the rows that it stands for."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.db import db
from portal.rewards.actions.book import Place
from portal.rewards.actions.payouts import list_of
from portal.rewards.models import BookAccount, BookProof
from portal.rewards.queries import book, proving
from portal.rewards.rules.book import HOLDS, AccountKind, ProofFault
from portal.rewards.rules.money import COUNTS, PayState

MOST_FAULTS = 200  # kept of one proof: with so many somebody looks at all of it
Fault = dict[str, Any]


def prove(*, now: datetime) -> BookProof:
    """Prove the book and keep what was found; what is wrong is told, never mended."""
    balances = {
        account.key: fen for some in book.account_batches() for account, fen in _balanced(some)
    }
    faults = [*_of_itself(balances), *_of_budgets(balances), *_of_goods(balances), *_of_lists()]
    entries, lines = book.how_many()
    proof = BookProof(at=now, entries=entries, lines=lines, faults=faults[:MOST_FAULTS])
    db.session.add(proof)
    db.session.flush()
    return proof


def _balanced(accounts: Sequence[BookAccount]) -> Iterator[tuple[BookAccount, int]]:
    found = book.balances_of([account.id for account in accounts])
    return ((account, found.get(account.id, 0)) for account in accounts)


def _of_itself(balances: Mapping[str, int]) -> Iterator[Fault]:
    """Yield what is wrong within the book: entries, and the trial balance."""
    for entry_id, fen in book.crooked_entries():
        yield _fault(ProofFault.ENTRY, str(entry_id), fen, 0)
    if total := sum(balances.values()):
        yield _fault(ProofFault.TRIAL, "", total, 0)


def _of_budgets(balances: Mapping[str, int]) -> Iterator[Fault]:
    """Yield the budgets whose accounts say other than their rows, or that are overdrawn."""
    told = set()
    for quarter in proving.quarters_spent():
        budgets, spent = proving.budgets_of(quarter), proving.spent_in(quarter)
        for one in sorted({*budgets, *(community for community, _state in spent)}):
            place, budget = Place(community_id=one, quarter=quarter), budgets.get(one, 0)
            expected = _expected(budget, one, spent)
            told |= {place.key(kind) for kind in expected}
            yield from _compared(place, expected, balances)
            if (left := expected[AccountKind.AVAILABLE]) < 0:
                yield _fault(ProofFault.BUDGET, f"{one}:{quarter}", budget - left, budget)
    for key, fen in balances.items():
        if fen and key not in told and key.endswith(":"):  # of a budget, that has no rows
            yield _fault(ProofFault.BALANCE, key, fen, 0)


def _expected(
    budget: int, community_id: int, spent: Mapping[tuple[int, PayState], int]
) -> dict[AccountKind, int]:
    held = {HOLDS[state]: spent.get((community_id, state), 0) for state in COUNTS}
    left = budget - sum(held.values())
    return {AccountKind.GRANTED: -budget, AccountKind.AVAILABLE: left} | held


def _of_goods(balances: Mapping[str, int]) -> Iterator[Fault]:
    """Yield the goods whose accounts say other than their rows, or of which there are too few."""
    collected = proving.collected_by_goods()
    for stock in proving.all_stocks():
        value, gone = stock.goods.value_fen, collected.get(stock.goods.id, 0)
        expected = {
            AccountKind.SUPPLIED: -(stock.there + gone) * value,
            AccountKind.STOCK: stock.there * value,
            AccountKind.ISSUED: gone * value,
        }
        yield from _compared(Place(goods_id=stock.goods.id), expected, balances)
        if stock.free < 0:
            yield _fault(ProofFault.STOCK, str(stock.goods.id), stock.there, stock.promised)


def _of_lists() -> Iterator[Fault]:
    """Yield the lists that do not have the checksum, count or sum that they went out with."""
    for some in proving.list_batches():
        for batch in some:
            now = list_of(batch)
            kept = (batch.checksum, batch.count, batch.total_fen)
            if (now.checksum, len(now.rows), now.total) != kept:
                yield _fault(ProofFault.BATCH, batch.number, now.total, batch.total_fen)


def _compared(
    place: Place, expected: Mapping[AccountKind, int], balances: Mapping[str, int]
) -> Iterator[Fault]:
    for kind, fen in expected.items():
        found = balances.get(place.key(kind), 0)
        if found != fen:
            yield _fault(ProofFault.BALANCE, place.key(kind), found, fen)


def _fault(kind: ProofFault, about: str, found: int, expected: int) -> Fault:
    return {"kind": kind.value, "about": about, "found": found, "expected": expected}
