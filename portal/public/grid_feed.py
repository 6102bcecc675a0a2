"""What is being done in a grid as an Atom feed: nothing in it says whose report it was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

from flask import Response, current_app, request, url_for

from portal import clock
from portal.access import open_to_all
from portal.boards.models import Board
from portal.boards.queries import board_by_code
from portal.cases.models import Case
from portal.i18n import _, language, named
from portal.public import blueprint as public
from portal.public import living, story
from portal.public.feeds import ATOM, add_link, add_text, as_response, instant, written
from portal.publicity import queries

LATELY = timedelta(days=60)
MOST_SOLVED = 20


@dataclass(frozen=True)
class News:
    """One entry: what, where it stands, and since when."""

    case: Case
    step: str
    title: str
    words: str
    at: datetime


@public.get("/b/<string:code>/feed.atom")
@open_to_all
def grid_feed(code: str) -> Response:
    """Return what is open and what was solved in a grid, the latest first."""
    return as_response(_feed(board_by_code(code)))


def _feed(board: Board) -> str:
    base: str = current_app.config["SETTINGS"].base_url
    page, news = base + url_for(".show_board", code=board.code), _news(board)
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": language()})
    add_text(feed, "id", _name(base, board, "feed"))
    add_text(feed, "title", _("What is being done in %(grid)s", grid=named(board.grid)))
    add_text(feed, "updated", instant(news[0].at if news else board.made_at))
    add_text(ElementTree.SubElement(feed, "author"), "name", _("Grid portal"))
    add_link(feed, page, rel="alternate", type="text/html")
    add_link(feed, base + request.path, rel="self", type="application/atom+xml")
    for one in news:
        entry = ElementTree.SubElement(feed, "entry")
        add_text(entry, "id", _name(base, board, f"{one.case.number}/{one.step}"))
        add_text(entry, "title", one.title)
        add_text(entry, "updated", instant(one.at))
        add_text(entry, "content", one.words)
        add_link(entry, page, rel="alternate", type="text/html")
    return written(feed)


def _news(board: Board) -> list[News]:
    """Return one entry for each case: that it was taken on, or that it was solved."""
    since = clock.now() - LATELY
    solved = queries.solved_cases(board.grid, since=since, most=MOST_SOLVED)
    found = [_solved(living.solved_line(one), one.case) for one in solved]
    found += [_opened(case) for case in queries.open_cases(board.grid).named]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _opened(case: Case) -> News:
    title = _("Being worked on: %(matter)s", matter=named(case.matter))
    return News(case, "open", title, story.nearby(case), case.dispatched_at or case.reported_at)


def _solved(line: living.SolvedLine, case: Case) -> News:
    title = _("Solved: %(matter)s", matter=line.matter)
    words = _("By %(unit)s. %(checked)s.", unit=line.unit, checked=line.checked)
    return News(case, f"solved/{case.round}", title, words, case.resolved_at or case.reported_at)


def _name(base: str, board: Board, what: str) -> str:
    """Return a lasting name: Atom wants one, whatever the address of the page becomes."""
    day = clock.day_of(board.made_at)
    return f"tag:{urlsplit(base).hostname},{day}:{board.grid.code}/{what}"
