"""Partners later: what reached their units is sent, news is fetched, old questions are cleared."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from portal import clock, jobs, outbound
from portal.db import db
from portal.exchange.actions.partner_news import conclude
from portal.exchange.actions.pushes import note_lost, serve_partners
from portal.exchange.models.partners import PartnerExchange
from portal.exchange.queries import partners as queries
from portal.exchange.queries.partner_requests import question_of
from portal.exchange.rules.reasons import reason

KEPT = timedelta(days=365)  # a question and its answer


@jobs.every(seconds=30)
def ask_partners() -> bool:
    """Find what reached the units of partners, and ask what is due."""
    return serve_partners(clock.now())


@jobs.job
def ask_partner(exchange_id: int) -> None:
    """Do what a partner's answer asks for; it was asked beforehand."""
    if row := queries.open_exchange(exchange_id, hold=True):
        conclude(row, clock.now())


@jobs.beforehand(ask_partner)
def send_question(exchange_id: int) -> None:
    """Ask a partner, once: that it is being asked is kept before anything leaves.

    Killed between the two, the question has been asked and has no answer; what
    that means is decided when the job is done.
    """
    row = queries.open_exchange(exchange_id)
    question = question_of(row) if row and row.asked_at is None else None
    if question is None:
        return
    same = update(PartnerExchange).where(PartnerExchange.id == exchange_id)
    mark = same.where(PartnerExchange.asked_at.is_(None))
    if jobs.keep_mark(mark.values(asked_at=clock.now(), sent=question.sent)):
        answer = _answer_to(question.request)
        db.session.execute(same.values(answered_at=clock.now(), **answer))


@jobs.after_failure(ask_partner)
def note_failure(exchange_id: int, *, why: str, again_at: datetime | None) -> datetime | None:
    """Show a question that no turn could end to people: its case waits for them."""
    if again_at is None and (row := queries.open_exchange(exchange_id, hold=True)):
        note_lost(row, clock.now())
    return None


@jobs.every(days=1)
def clear_partner_exchanges() -> bool:
    """Delete the questions that have been kept long enough."""
    old = queries.old_exchanges(clock.now() - KEPT)
    db.session.execute(delete(PartnerExchange).where(PartnerExchange.id.in_(old)))
    return len(old) == queries.AT_ONCE


def _answer_to(request: outbound.Outgoing) -> dict[str, object]:
    """Return what came back: a status with a text, or why there is none."""
    try:
        answer = outbound.send(request)
    except outbound.NotReached as why:
        return {"why": reason(why.trouble, why.facts)}
    text = answer.body.decode("utf-8", "replace").replace("\0", "")
    return {"status": answer.status, "answer": text}
