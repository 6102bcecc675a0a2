"""Findings for the team: what is to be found, signed, decided and looked at again; one of them."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.queries import photo_of
from portal.errors import N_, NotFound
from portal.i18n import _l
from portal.staff import blueprint as staff
from portal.staff import (
    case_words,
    patrol_words,
    supervision_field_words,
    supervision_finding_words,
)
from portal.staff.supervision_finding_forms import (
    FindingForm,
    FindingWordsForm,
    RebuttalForm,
    RecheckForm,
    SignForm,
)
from portal.supervision import queries
from portal.supervision.models import Sampled
from portal.supervision.rules import FindingState, FindingStep, agreement

S = FindingState
TABS: dict[str, Any] = {
    "to-find": _l("To find"),
    "to-sign": _l("To sign"),
    "rebutted": _l("Rebutted"),
    "signed": _l("With both names"),
    "orders": _l("Orders"),
    "again": _l("Second looks"),
}
STATES: dict[str, FindingState | None] = {
    "to-sign": S.PROPOSED,
    "rebutted": S.REBUTTED,
    "signed": None,
}
KEPT_SECONDS = 600


@staff.get("/supervision/findings")
@allow(Permission.INSPECT)
def list_findings() -> ResponseReturnValue:
    """List what waits for somebody of my team, or what is signed."""
    mine = queries.place_in_team(current_user, clock.today())
    shown = request.args.get("show", "to-find")
    if shown not in TABS:
        raise NotFound(N_("That list does not exist."))
    key = request.args.get("key", type=int)
    return render_template(
        "staff/supervision/findings.html",
        shown=shown,
        tabs=TABS,
        team=mine.team,
        is_first=key is None,
        words=supervision_finding_words,
        today=clock.today(),
        **_rows(mine, shown, key),
    )


@staff.get("/supervision/findings/<int:n>")
@allow(Permission.INSPECT)
def show_finding(n: int) -> ResponseReturnValue:
    """Show what my team found of something, with all that followed."""
    return finding_page(queries.sampled_of_team(current_user, n, clock.today()))


@staff.get("/supervision/findings/<int:n>/claim/<int:photo>")
@allow(Permission.INSPECT)
def claim_photo(n: int, photo: int) -> ResponseReturnValue:
    """Return a photo of the handler's, once the finding is signed and not a moment before."""
    sampled = queries.sampled_of_team(current_user, n, clock.today())
    seen = queries.view_of(sampled, current_user, clock.today())
    if seen.claim is None or photo not in {one.id for one in seen.claim.photos}:
        raise NotFound(N_("That photo is not open to you, or not yet."))
    response = web.photo(photo_of(seen.claim.case, photo).key)
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


def finding_page(sampled: Sampled, **sent: Any) -> str:
    """Return the page of a finding, with a form as it was sent where that is to be mended."""
    seen = queries.view_of(sampled, current_user, clock.today())
    proposal = seen.finding if seen.finding and seen.finding.state is S.PROPOSED else None
    frame = sampled.check.frame
    forms: dict[str, Any] = {
        "find": FindingForm(
            frame,
            formdata=None,
            verdict=proposal and proposal.verdict.value,
            words=proposal and proposal.words,
        ),
        "sign": SignForm(formdata=None, seen=proposal and proposal.revision),
        "again": FindingForm(frame, formdata=None, prefix="again"),
        "decide": RebuttalForm(formdata=None, prefix="decide"),
        "recheck": RecheckForm(formdata=None, prefix="recheck"),
        "write": FindingWordsForm(formdata=None, prefix="write"),
        "unlock": FindingWordsForm(formdata=None, prefix="unlock"),
    }
    return render_template(
        "staff/supervision/finding.html",
        seen=seen,
        sampled=sampled,
        subject=queries.subjects_of([sampled])[0],
        forms=forms | sent,
        steps=FindingStep,
        today=clock.today(),
        words=supervision_finding_words,
        case_words=case_words,
        field_words=supervision_field_words,
        place_words=patrol_words,
    )


def _rows(mine: Any, shown: str, key: int | None) -> dict[str, Any]:
    if shown == "to-find":
        return {"page": queries.to_find(mine.team, after=key)}
    if shown == "orders":
        return {"orders": queries.orders_to_look_at(mine)}
    if shown == "again":
        pairs = queries.pairs_of(mine.team_id)
        agreed = agreement([(first.value, second.value) for first, second in pairs])
        return {"seconds": queries.open_second_looks(current_user, mine.team), "agreed": agreed}
    return {"page": queries.findings_in(mine.team, STATES[shown], before=key)}
