"""Same problem? What was reported nearby lately, shown before a report is sent, or right after."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, files, web
from portal.access import open_to_all
from portal.boards.models import Board
from portal.boards.queries import board_by_code
from portal.cases import actions, queries
from portal.cases.models import Case, Matter
from portal.cases.queries import Alike
from portal.cases.rules import CaseStatus
from portal.cases.rules.duplicates import Position
from portal.i18n import _
from portal.policy.queries import policy_on
from portal.public import blueprint as public
from portal.public import story
from portal.public.forms import SameForm
from portal.report_form import place_in

FEW = 3  # more are read by nobody who stands in the sun


@dataclass(frozen=True)
class Look:
    """A report nearby as anybody may read of it: no words, and a photo only if it may be seen."""

    number: str
    metres: int | None
    days: int  # since it was reported
    state: str
    photo_url: str | None


@public.get("/b/<string:code>/same")
@open_to_all
def same_problems(code: str) -> ResponseReturnValue:
    """Show what was reported lately of this matter near this place: a piece of the report page."""
    board = board_by_code(code)
    matter = queries.matter_by_code(request.args.get("matter", ""))
    return render_template(
        "public/_same.html", looks=looks_at(board, matter, place_in(request.args)) if matter else []
    )


@public.get("/same/<string:number>/photo")
@open_to_all
def same_photo(number: str) -> ResponseReturnValue:
    """Return the small photo of a report that residents may see."""
    photo = queries.public_photo(number)
    response = Response(files.read_small(photo.key), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


@public.post("/f/<string:token>/same")
@open_to_all
def say_same(token: str) -> ResponseReturnValue:
    """Join a report that has just been sent to the one that its reporter says it is."""
    case, form = queries.case_by_follow_token(token), SameForm.from_request()
    other = queries.open_to_follow(form.same.data or "", case)
    policy = policy_on(clock.today())
    if other and actions.join_on_word(case, other, now=clock.now(), policy=policy):
        flash(_("You follow both together now. Your number and your link stay the same."), "ok")
    else:
        flash(_("Thank you. Whoever looks at your report reads what you said."), "ok")
    return web.updated(url_for(".follow", token=token))


def looks_at(board: Board, matter: Matter | None, place: Position | None) -> list[Look]:
    """Return what is like a report that somebody is about to send at a board."""
    if matter is None:
        return []
    today = clock.today()
    return _shown(queries.alike_in_public(board.grid, matter, place, today=today))


def looks_after(case: Case) -> list[Look]:
    """Return what is like a report that was just sent, as long as nobody has acted on it."""
    if case.status is not CaseStatus.REPORTED or case.is_held:
        return []
    today = clock.today()
    found = queries.alike_in_public(
        case.grid, case.matter, queries.place_of(case), today=today, but=case
    )
    return _shown(found)


def _shown(found: Sequence[Alike]) -> list[Look]:
    return [
        Look(
            number=one.case.number,
            metres=one.metres,
            days=one.age,
            state=story.nearby(one.case),
            photo_url=url_for(".same_photo", number=one.case.number) if one.photo else None,
        )
        for one in found[:FEW]
    ]
