"""What the team does with a finding: propose, sign, decide, unlock, look again, recheck, write."""

from collections.abc import Callable

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.forms import PortalForm
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff.supervision_finding_forms import (
    YES,
    FindingForm,
    FindingWordsForm,
    RebuttalForm,
    RecheckForm,
    SignForm,
)
from portal.staff.supervision_findings import finding_page
from portal.supervision import actions, queries
from portal.supervision.models import Sampled


@staff.post("/supervision/findings/<int:n>/propose")
@allow(Permission.INSPECT)
def propose_finding(n: int) -> ResponseReturnValue:
    """Propose what was found, for somebody else to sign."""
    sampled = _sampled(n)
    form = FindingForm.from_request(frame=sampled.check.frame)

    def act() -> None:
        words, now = form.words.data or "", clock.now()
        actions.propose(sampled, form.chosen(), words=words, by=current_user, now=now)

    return _done(sampled, "find", form, act, _("Kept. Somebody else of your team signs it now."))


@staff.post("/supervision/findings/<int:n>/sign")
@allow(Permission.INSPECT)
def sign_finding(n: int) -> ResponseReturnValue:
    """Give a finding its second name."""
    sampled, form = _sampled(n), SignForm.from_request()
    finding = queries.current_finding(sampled)

    def act() -> None:
        actions.sign(finding, seen=form.seen.data or 0, by=current_user, now=clock.now())

    return _done(sampled, "sign", form, act, _("Signed and locked. The log holds it for good."))


@staff.post("/supervision/findings/<int:n>/decide")
@allow(Permission.DECIDE_FINDINGS)
def decide_rebuttal(n: int) -> ResponseReturnValue:
    """Decide on what a unit says against a finding."""
    sampled, form = _sampled(n), RebuttalForm.from_request(prefix="decide")
    finding = queries.current_finding(sampled)

    def act() -> None:
        is_right, words = form.decision.data == YES, form.words.data or ""
        actions.decide(
            finding, is_unit_right=is_right, words=words, by=current_user, now=clock.now()
        )

    return _done(sampled, "decide", form, act, _("Decided. The unit reads both texts."))


@staff.post("/supervision/findings/<int:n>/unlock")
@allow(Permission.DECIDE_FINDINGS)
def unlock_finding(n: int) -> ResponseReturnValue:
    """Unlock a finding, with a reason that stays."""
    sampled, form = _sampled(n), FindingWordsForm.from_request(prefix="unlock")
    finding = queries.current_finding(sampled)

    def act() -> None:
        words = form.words.data or ""
        actions.unlock(finding, words=words, by=current_user, now=clock.now())

    return _done(sampled, "unlock", form, act, _("Unlocked. What was signed stays in the log."))


@staff.post("/supervision/findings/<int:n>/look-again")
@allow(Permission.INSPECT)
def look_again(n: int) -> ResponseReturnValue:
    """Keep what a second inspector found."""
    sampled = _sampled(n)
    form = FindingForm.from_request(frame=sampled.check.frame, prefix="again")
    second = queries.my_second_look(current_user, sampled)

    def act() -> None:
        words, now = form.words.data or "", clock.now()
        actions.look_again(second, form.chosen(), words=words, by=current_user, now=now)

    return _done(sampled, "again", form, act, _("Kept. Thank you for the second look."))


@staff.post("/supervision/findings/<int:n>/recheck")
@allow(Permission.INSPECT)
def recheck_order(n: int) -> ResponseReturnValue:
    """Keep whether something is put right now."""
    sampled, form = _sampled(n), RecheckForm.from_request(prefix="recheck")
    order = queries.order_of(sampled)

    def act() -> None:
        is_right, words = form.right.data == YES, form.words.data or ""
        actions.recheck(order, is_right=is_right, words=words, by=current_user, now=clock.now())

    return _done(sampled, "recheck", form, act, _("Kept. The unit is told."))


@staff.post("/supervision/findings/<int:n>/write")
@allow(Permission.INSPECT)
def write_to_unit(n: int) -> ResponseReturnValue:
    """Write to the unit below an order."""
    sampled, form = _sampled(n), FindingWordsForm.from_request(prefix="write")
    order = queries.order_of(sampled)

    def act() -> None:
        words, now = form.words.data or "", clock.now()
        actions.write(order, words=words, is_from_unit=False, by=current_user, now=now)

    return _done(sampled, "write", form, act, _("Sent. The unit is told."))


def _sampled(n: int) -> Sampled:
    return queries.sampled_of_team(current_user, n, clock.today(), to_change=True)


def _done(
    sampled: Sampled, name: str, form: PortalForm, act: Callable[[], None], said: str
) -> ResponseReturnValue:
    """Do it and look at the finding; or show the form as it was sent, with what to mend."""
    if not form.validate() or not form.accepts(act):
        return finding_page(sampled, **{name: form}), 422
    flash(said, "ok")
    return web.updated(url_for(".show_finding", n=sampled.id))
