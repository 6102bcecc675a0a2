"""The pictures that messengers show beside a link to a grid or a story."""

from functools import lru_cache
from urllib.parse import urlsplit

from flask import Response, current_app

from portal import clock, files
from portal.access import open_to_all
from portal.assessment.queries import counts_of_grid
from portal.boards.card import CardContent, draw_card
from portal.boards.queries import board_by_code
from portal.i18n import _, month, named
from portal.public import blueprint as public
from portal.publicity import queries

SECONDS = 600  # messengers keep it longer anyway


@public.get("/b/<string:code>/card.png")
@open_to_all
def board_card(code: str) -> Response:
    """Draw the card of a grid: its name, its community, this month in counts."""
    grid, this = board_by_code(code).grid, clock.month_of(clock.now())
    counts = counts_of_grid(grid, this, this)
    said = _("%(month)s: %(reported)s reported, %(resolved)s resolved")
    facts = {"month": month(this), "reported": counts.reported, "resolved": counts.resolved}
    content = CardContent(
        over=_("Who answers for this grid"),
        title=named(grid),
        under=f"{named(grid.community.parent)} · {named(grid.community)}",
        lines=(said % facts, _("Report, follow, rate: without an account")),
        foot=_host(),
    )
    return _as_picture(content)


@public.get("/stories/<string:story>/card.png")
@open_to_all
def story_card(story: str) -> Response:
    """Draw the card of a story: its title, its grid, and how it looks now."""
    told = queries.told_story(story)
    after = told.after or told.before
    content = CardContent(
        over=_("Solved in your neighbourhood"),
        title=told.title,
        under=named(told.story.grid),
        foot=_host(),
        photo=files.read_small(after.photo.key) if after else None,
    )
    return _as_picture(content)


def _host() -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return urlsplit(base).netloc


def _as_picture(content: CardContent) -> Response:
    response = Response(_drawn(content), mimetype="image/png")
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    response.add_etag()
    return response


@lru_cache(maxsize=64)
def _drawn(content: CardContent) -> bytes:
    return draw_card(content)
