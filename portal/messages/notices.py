"""What staff are told on their own page, and the words for each kind of news."""

import re
from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, db
from portal.errors import N_

NEWS: dict[str, str] = {
    "dispatched": N_("A case was handed to you"),
    "assigned": N_("A case was given to you by name"),
    "returned": N_("A case came back: it is not theirs, and waits to be dispatched"),
    "reopened": N_("A case is open again: it was not solved"),
    "escalated": N_("A case was not solved twice: it has gone one level up"),
    "handed_up": N_("A case was handed up to you by the level below"),
    "overdue": N_("A case has passed its promised day"),
    "answer_late": N_("A reporter has had no first answer in time"),
    "expedite_order": N_("You are ordered to hurry with a case"),
    "expedite_reply": N_("Somebody answered to an order to hurry"),
    "help_asked": N_("Your unit is asked to help with a case"),
    "help_given": N_("The second unit has done its part of a case"),
    "request_asked": N_("A pause or more days are asked for: decide on it"),
    "request_granted": N_("What you asked for was approved"),
    "request_refused": N_("What you asked for was refused"),
    "resumed": N_("A pause is over: the days of the case count again"),
    "verify_due": N_("A case waits for you to look whether it is solved"),
    "consulted": N_("A case of yours is put before a meeting"),
    "settled": N_("A meeting has decided on a case of yours"),
    "merged": N_("A case of yours goes on together with another one"),
    "joined": N_("Another report of the same problem was joined to a case of yours"),
    "split": N_("A case goes on in parts"),
    "redated": N_("The day of a case has moved: the holidays are announced now"),
    "triage_late": N_("A report still waits to be dispatched, past its day"),
    "verify_late": N_("Nobody has looked in time whether a case is solved"),
    "order_late": N_("An order to hurry is past its day without an answer"),
    "unmerged": N_("A case goes on by itself again"),
    "recalled": N_("A case was taken back from you: somebody looks at it again"),
    "objection_decided": N_("Your objection to a line of your statement was decided"),
    "called_fake": N_("A line of your statement was found to be made up: you can object"),
    "stars_frozen": N_("Your stars for a quarter are final now"),
    "reward_approved": N_("Your reward was approved: it will be paid, or you can collect it"),
    "reward_refused": N_("Your reward was not approved: read why"),
    "reward_paid": N_("Your reward was paid"),
    "reward_failed": N_("Your reward could not be paid out: it is tried again"),
    "reward_reversed": N_("A step of your reward was taken back: read why"),
    "pass_ends": N_("A training that you passed ends soon: renew it in time"),
    "thanked": N_("Somebody says thanks to you"),
    "finding_signed": N_("A finding is held against your unit: you may rebut it"),
    "finding_unlocked": N_("A finding was unlocked: a new one follows"),
    "rebuttal_made": N_("A unit rebuts a finding: decide on it"),
    "rebuttal_decided": N_("The supervision team has decided on your rebuttal"),
    "order_issued": N_("You are ordered to put right what was found"),
    "order_note": N_("Somebody wrote below a rectification order"),
    "order_mended": N_("A unit says that it has put it right: somebody looks again"),
    "recheck_passed": N_("A recheck found that it is put right"),
    "recheck_failed": N_("A recheck found that it is not put right yet"),
    "log_broken": N_("The log of findings does not hold: look at its public page"),
    "mending_late": N_("A rectification order is past its day"),
    "figures_objected": N_("Somebody objects to figures: decide on it"),
    "figures_changed": N_("Your figures were counted again and changed: look at them"),
    "figures_decided": N_("Your objection to figures was decided"),
    "figures_tampered": N_("Published figures are not stored as they were: look at them at once"),
    "hook_paused": N_("A webhook took nothing for days and is paused: read why"),
    "hook_gone": N_("The receiver of a webhook wants nothing more: the webhook has ended"),
    "partner_waits": N_("Cases wait for your decision about a partner: see why"),
    "upload_stuck": N_("A file could not be delivered to another system: see why"),
    "code_suspected": N_("Somebody thinks that the code on a board is not ours"),
}
IS_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
OTHER_NEWS = N_("Something happened to a case")


class Notice(Base):
    """Something a member of staff is told on their page."""

    __tablename__ = "notices"
    __table_args__ = (Index(None, "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]  # no foreign key: accounts stand above the ground this lies on
    kind: Mapped[str]
    case_number: Mapped[str]
    facts: Mapped[str]  # what the words need, such as the due date
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    @property
    def day(self) -> date | None:
        """The date it was given, such as the due date, if it was given one."""
        return date.fromisoformat(self.facts) if IS_DAY.fullmatch(self.facts) else None


def notify(person_id: int, kind: str, *, case_number: str, facts: str = "", now: datetime) -> None:
    """Tell somebody on their page: the row itself is the notice, there at the commit."""
    db.session.add(
        Notice(person_id=person_id, kind=kind, case_number=case_number, facts=facts, at=now)
    )
