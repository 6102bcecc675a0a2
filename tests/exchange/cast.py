"""Webhooks to a receiver on this machine, and the worker's turns at their deliveries."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from portal import clock, jobs
from portal.accounts.models import Person
from portal.accounts.rules import Role
from portal.cases import actions as cases
from portal.cases.models import Case
from portal.cases.rules import Step
from portal.db import db
from portal.exchange import actions
from portal.exchange.jobs import tell_webhooks
from portal.exchange.models import Webhook
from tests.factories import DISTRICT_CODE, a_clerk
from tests.receiver import Receiver

ALL = tuple(Step)
NOW = datetime.fromisoformat("2026-09-21T02:00:00+00:00")


def a_hook(to: Receiver | str, **given: Any) -> tuple[Webhook, str]:
    """A webhook of the district that is told of everything, and its secret."""
    url = to if isinstance(to, str) else f"http://hooks.test:{to.port}/take"
    steps = given.pop("steps", ALL)
    facts = actions.HookFacts(name=given.pop("name", "City brain"), url=url, steps=steps)
    by = given.pop("by", None) or a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE)
    reach = given or {"area_code": DISTRICT_CODE}
    return actions.make_hook(facts, by=by, now=clock.now(), **reach)


def noted(case: Case, *words: str, by: Person | None = None) -> None:
    """Let something happen to a case that leaves everything else as it is."""
    by = by or a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    for word in words:
        cases.note(case, note=word, by=by, now=clock.now())


def told(at: datetime = NOW) -> None:
    """Read what happened to cases, and let what may go be wanted."""
    with clock.stopped_at(at):
        tell_webhooks()
    db.session.commit()


def worked(at: datetime = NOW, most: int = 200) -> list[str]:
    """Do what the worker does until nothing is due, each step kept; return what failed."""
    failed: list[str] = []
    with clock.stopped_at(at):
        while most and (turns := jobs.waiting(at, 1)):
            most -= 1
            (turn,) = turns
            _kept(lambda turn=turn: jobs.take(turn.row_id, turn.found, turn.until))
            try:
                _kept(lambda turn=turn: jobs.prepare(turn.row_id))
                _kept(lambda turn=turn: jobs.do(turn.row_id))
            except Exception as error:  # noqa: BLE001 - as the worker does
                db.session.rollback()
                why = f"{type(error).__name__}: {error}"
                failed.append(why)
                _kept(lambda turn=turn, why=why: jobs.put_off(turn.row_id, turn.until, why))
    return failed


def _kept(step: Callable[[], Any]) -> None:
    step()
    db.session.commit()
