"""The words for rewards: where one stands, what was done, the accounts of the book, its faults."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.i18n import _, _l, day
from portal.rewards.models import BookEntry, RewardPayment
from portal.rewards.rules.book import AccountKind, ProofFault
from portal.rewards.rules.money import PayKind, PayState, PayStep, yuan
from portal.rewards.rules.pay_file import BatchKind, LineState
from portal.rewards.rules.quarters import key_of, number_of

__all__ = ["key_of", "yuan"]  # for templates, beside what stands here

STATES: dict[PayState, Any] = {
    PayState.PROPOSED: _l("Waiting for approval"),
    PayState.REFUSED: _l("Reward not approved"),
    PayState.APPROVED: _l("Reward approved"),
    PayState.SENT: _l("Being paid"),
    PayState.PAID: _l("Paid"),
    PayState.COLLECTED: _l("Collected"),
    PayState.REVERSED: _l("Taken back"),
}
LOOKS: dict[PayState, tuple[str, str]] = {
    PayState.PROPOSED: ("clock", "warn"),
    PayState.REFUSED: ("ban", ""),
    PayState.APPROVED: ("check", "go"),
    PayState.SENT: ("send", "go"),
    PayState.PAID: ("check-check", "ok"),
    PayState.COLLECTED: ("check-check", "ok"),
    PayState.REVERSED: ("undo-2", "danger"),
}
STEPS: dict[PayStep, Any] = {
    PayStep.PROPOSE: _l("Proposed from the frozen stars"),
    PayStep.CHOOSE: _l("Chose what to get"),
    PayStep.APPROVE: _l("Reward approved"),
    PayStep.REFUSE: _l("Reward not approved"),
    PayStep.SEND: _l("Put on a pay list"),
    PayStep.PAY: _l("Paid"),
    PayStep.FAIL: _l("Not paid: waits again"),
    PayStep.HAND_OVER: _l("Handed over"),
    PayStep.CONFIRM: _l("Confirmed that it was received"),
    PayStep.REVERSE: _l("Taken back by a counter-entry"),
}
KINDS: dict[PayKind, Any] = {PayKind.MONEY: _l("Money"), PayKind.GOODS: _l("Goods")}
BATCHES: dict[BatchKind, Any] = {
    BatchKind.BANK: _l("Through the bank"),
    BatchKind.VOUCHERS: _l("By hand, against numbered vouchers"),
}
LINES: dict[LineState, Any] = {
    LineState.OPEN: _l("not back yet"),
    LineState.PAID: _l("paid"),
    LineState.FAILED: _l("not paid"),
}
ACCOUNTS: dict[AccountKind, Any] = {
    AccountKind.GRANTED: _l("Budgets granted (where they come from)"),
    AccountKind.AVAILABLE: _l("Available"),
    AccountKind.COMMITTED: _l("Approved, not yet paid"),
    AccountKind.SENT: _l("On pay lists"),
    AccountKind.PAID: _l("Paid in money"),
    AccountKind.HANDED: _l("Handed over in goods"),
    AccountKind.SUPPLIED: _l("Goods supplied (where they come from)"),
    AccountKind.STOCK: _l("Goods in stock"),
    AccountKind.ISSUED: _l("Goods issued"),
}
FAULTS: dict[ProofFault, Any] = {
    ProofFault.ENTRY: _l("An entry does not balance"),
    ProofFault.TRIAL: _l("The trial balance is not zero"),
    ProofFault.BALANCE: _l("An account says other than the rows it stands for"),
    ProofFault.BUDGET: _l("More is promised than the budget holds"),
    ProofFault.STOCK: _l("There are fewer goods than are promised"),
    ProofFault.BATCH: _l("A pay list no longer has its checksum"),
}
CAUSES: dict[str, Any] = {"budget": _l("Budget set"), "stock": _l("Stock moved")}


def quarter(value: date) -> str:
    """Return a quarter in words."""
    return str(_("Quarter %(n)d of %(year)d", n=number_of(value), year=value.year))


def state_of(payment: RewardPayment) -> str:
    """Return where a reward stands, with its day, as its owner is told."""
    goods = payment.kind is PayKind.GOODS
    match payment.state:
        case PayState.PROPOSED:
            return str(_("To be decided from %(day)s on", day=day(payment.opens_on)))
        case PayState.APPROVED if goods:
            return str(_("Approved: collect it with your code"))
        case PayState.APPROVED:
            return str(_("Approved: it is paid with the next list"))
        case PayState.PAID if payment.settled_on:
            return str(_("Paid on %(day)s", day=day(payment.settled_on)))
        case PayState.COLLECTED if payment.settled_on:
            return str(_("Collected on %(day)s", day=day(payment.settled_on)))
    return str(STATES[payment.state])


def cause_of(entry: BookEntry) -> str:
    """Return what caused an entry of the book."""
    kind = entry.cause.partition(":")[0]
    return str(CAUSES.get(kind) or (entry.payment and entry.payment.number) or entry.cause)


def fault(found: Mapping[str, Any]) -> str:
    """Return what a proof found wrong, with both amounts."""
    return str(
        _(
            "%(what)s (%(about)s): %(found)s instead of %(expected)s",
            what=FAULTS[ProofFault(found["kind"])],
            about=found["about"] or "–",
            found=yuan(found["found"]) if found["kind"] != ProofFault.STOCK else found["found"],
            expected=yuan(found["expected"])
            if found["kind"] != ProofFault.STOCK
            else found["expected"],
        )
    )
