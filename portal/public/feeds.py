"""The story of one report as an Atom feed, behind the same secret link as its page."""

import re
from collections import Counter
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

from flask import Response, current_app, request, url_for

from portal import clock
from portal.access import open_to_all
from portal.cases import queries
from portal.cases.models import Case
from portal.i18n import _, day, named, speaking
from portal.public import blueprint as public
from portal.public import story

ATOM = "http://www.w3.org/2005/Atom"
# Characters that XML 1.0 cannot hold, not even escaped.
UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@public.get("/f/<string:token>/feed.atom")
@open_to_all
def follow_feed(token: str) -> Response:
    """Return what the follow page tells, newest first, in the language of the report."""
    case = queries.case_by_follow_token(token)
    with speaking(case.language):
        content = _feed(case)
    return as_response(content)


def _feed(case: Case) -> str:
    base: str = current_app.config["SETTINGS"].base_url
    page = base + url_for(".follow", token=case.follow_token)
    told = story.entries(case)
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": case.language})
    add_text(feed, "id", _name(base, case))
    add_text(
        feed,
        "title",
        _("Report %(number)s: %(matter)s", number=case.number, matter=named(case.matter)),
    )
    add_text(feed, "subtitle", story.headline(case, clock.today()))
    add_text(feed, "updated", instant(told[0].at if told else case.reported_at))
    add_text(ElementTree.SubElement(feed, "author"), "name", _("Grid portal"))
    add_link(feed, page, rel="alternate", type="text/html")
    add_link(feed, base + request.path, rel="self", type="application/atom+xml")
    for name, entry in zip(_names(base, case, told), told, strict=True):
        _add_entry(feed, entry, name, page)
    return written(feed)


def _add_entry(feed: ElementTree.Element, entry: story.Entry, name: str, page: str) -> None:
    node = ElementTree.SubElement(feed, "entry")
    add_text(node, "id", name)
    add_text(node, "title", entry.title)
    add_text(node, "updated", instant(entry.at))
    add_link(node, page, rel="alternate", type="text/html")
    due = _("To be resolved by %(day)s", day=day(entry.due_on)) if entry.due_on else ""
    if words := "\n".join(part for part in (entry.words, due) if part):
        add_text(node, "content", words)


def _names(base: str, case: Case, told: list[story.Entry]) -> list[str]:
    """Return a lasting name for each entry: its instant, and which of that instant it is.

    No secret stands in a name: feed readers hand them on.
    """
    seen: Counter[datetime] = Counter()
    names = []
    for entry in reversed(told):
        seen[entry.at] += 1
        names.append(f"{_name(base, case)}/{instant(entry.at)}/{seen[entry.at]}")
    return names[::-1]


def _name(base: str, case: Case) -> str:
    return f"tag:{urlsplit(base).hostname},{clock.day_of(case.reported_at)}:{case.number}"


def as_response(content: str) -> Response:
    """Return a feed, or "not changed" to a reader that has it already."""
    response = Response(content, mimetype="application/atom+xml")
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]


def written(feed: ElementTree.Element) -> str:
    """Return a feed as text."""
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, "unicode")


def instant(moment: datetime) -> str:
    """Return an instant as Atom has it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"


def add_text(node: ElementTree.Element, tag: str, words: str) -> None:
    """Add an element with words, without the characters that XML cannot hold."""
    ElementTree.SubElement(node, tag).text = UNFIT.sub("", str(words))


def add_link(node: ElementTree.Element, href: str, **kind: str) -> None:
    """Add a link."""
    ElementTree.SubElement(node, "link", {**kind, "href": href})
