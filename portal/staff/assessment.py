"""The page of who leads: what goes well, what gets worse, who needs help, what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.accounts.models import Person
from portal.accounts.queries import posts_of, units_below
from portal.accounts.rules import Role
from portal.assessment import queries
from portal.assessment.indicators import INDICATORS
from portal.assessment.models import Revision
from portal.assessment.queries import Standing
from portal.assessment.rules import ANSWERED, Result, RevisionStatus, SubjectKind
from portal.grids.models import Area
from portal.i18n import _
from portal.own_copies import kept_for_a_minute
from portal.staff import blueprint as staff
from portal.staff.behind import behind_url
from portal.staff.boards import area_asked_for
from portal.staff.editions import edition_words, editions, key_of
from portal.staff.figure_courses import courses_of
from portal.staff.figure_lines import KINDS, Line, lines_of

KIND_BY_DIGITS = {6: SubjectKind.DISTRICT, 9: SubjectKind.STREET, 12: SubjectKind.COMMUNITY}
MOST_IN_NEED = 5  # of a kind: more than that nobody can help in a month


@dataclass(frozen=True)
class Needy:
    """Somebody who is surely behind their peers, in what, and where to look."""

    result: Result
    behind: list[str]
    url: str


@dataclass(frozen=True)
class Block:
    """What one edition says of the area that is looked at."""

    revision: Revision
    standing: Standing
    lines: list[Line]
    undecided: int  # objections
    needy: list[tuple[str, list[Needy], int]]  # the kind in words, the first of them, how many

    def behind(self, indicator: str) -> str | None:
        """Return where the cases behind a figure are."""
        return behind_url(self.standing, indicator)

    @property
    def better(self) -> list[Line]:
        """What has become better beyond chance."""
        return [line for line in self.lines if line.turn == "better"]

    @property
    def worse(self) -> list[Line]:
        """What has become worse beyond chance."""
        return [line for line in self.lines if line.turn == "worse"]


@staff.get("/assessment")
@allow(Permission.SEE_FIGURES)
@kept_for_a_minute
def show_assessment() -> ResponseReturnValue:
    """Show an area that one leads in the running month and the newest published one."""
    areas = queries.areas_led(current_user, clock.today())
    if not areas:
        return _own_card(current_user)
    area = area_asked_for(areas)
    blocks = [block for one in _two(editions()) if (block := _block(one, area))]
    return render_template(
        "staff/assessment/board.html",
        area=area,
        areas=areas,
        blocks=blocks,
        courses=courses_of(blocks[0].standing) if blocks else None,
        proof=queries.last_proof(),
        edition_words=edition_words,
        key_of=key_of,
        kind=(kind := KIND_BY_DIGITS[len(area.code)]),
        answered=ANSWERED.get(kind),
    )


def _own_card(person: Person) -> ResponseReturnValue:
    """Lead to one's own scorecard whoever leads no area; whoever has none reads so."""
    if not editions():
        return render_template("staff/assessment/nothing.html", is_early=True)
    for post in posts_of(person, clock.today()):
        if post.unit:
            return redirect(url_for(".show_scorecard", who="unit", which=post.unit.code))
        if post.role is Role.GRID_WORKER:
            return redirect(url_for(".show_scorecard", who="worker", which=person.number))
    return render_template("staff/assessment/nothing.html", is_early=False)


def _two(known: Sequence[Revision]) -> list[Revision]:
    """Return the newest edition that is being worked on, and the newest that is published."""
    is_out = RevisionStatus.PUBLISHED
    running = next((one for one in known if one.status is not is_out), None)
    published = next((one for one in known if one.status is is_out), None)
    return [one for one in (running, published) if one]


def _block(revision: Revision, area: Area) -> Block | None:
    kind = KIND_BY_DIGITS[len(area.code)]
    (standing,) = queries.standings_of(revision, [(kind, area.code)]) or (None,)
    if standing is None:
        return None
    units = [unit.code for unit in units_below(area.code)]
    find = partial(queries.in_need_of_help, revision)
    found = {
        SubjectKind.GRID: find(SubjectKind.GRID, within=area.code),
        SubjectKind.COMMUNITY: find(SubjectKind.COMMUNITY, within=area.code),
        SubjectKind.UNIT: find(SubjectKind.UNIT, units),
    }
    needy = [
        (str(KINDS[kind]), [_needy(revision, *one) for one in those[:MOST_IN_NEED]], len(those))
        for kind, those in found.items()
    ]
    return Block(revision, standing, lines_of(standing), queries.undecided(revision), needy)


def _needy(revision: Revision, result: Result, names: list[str]) -> Needy:
    url = url_for(
        ".show_scorecard", who=result.kind.value, which=result.code, edition=key_of(revision)
    )
    return Needy(result, [_(INDICATORS[name].title) for name in names], url)
