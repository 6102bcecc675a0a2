"""Stories of solved cases, their photos and their posters. Opening one is counted, and no more."""

from flask import Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock, web
from portal.access import open_to_all
from portal.boards.drawing import qr_svg
from portal.i18n import _
from portal.public import blueprint as public
from portal.public.readers import is_somebody
from portal.publicity import actions, queries
from portal.publicity.queries import Told


@public.get("/stories/<string:story>")
@open_to_all
def show_story(story: str) -> ResponseReturnValue:
    """Tell a story; that it was opened is counted, by whom is written nowhere."""
    told = queries.told_story(story)
    if is_somebody():
        actions.count_view(told.story.code, on=clock.today())
    return render_template("public/story.html", told=told, **ways_on(told))


@public.get("/stories/<string:story>/poster")
@open_to_all
def story_poster(story: str) -> ResponseReturnValue:
    """Show a story as a sheet to print and to hang up."""
    told = queries.told_story(story)
    return render_template("public/poster.html", told=told, **ways_on(told))


@public.get("/stories/<string:story>/code.svg")
@open_to_all
def story_code(story: str) -> ResponseReturnValue:
    """Return the address of a story as a QR symbol, for its poster."""
    told = queries.told_story(story)
    picture = qr_svg(address_of(told.story.code), label=_("Code of the address of this story"))
    return Response(picture, mimetype="image/svg+xml")


@public.get("/photos/<string:code>")
@open_to_all
def released_photo(code: str) -> ResponseReturnValue:
    """Return a photo that was released for everybody, large or small."""
    response = web.photo(queries.released_photo(code).key)
    response.headers["Cache-Control"] = "private, max-age=300"  # taken back, it is soon gone
    return response


def address_of(code: str) -> str:
    """Return the whole address of a story, as it is shared and printed."""
    base: str = current_app.config["SETTINGS"].base_url
    return base + url_for("public.show_story", story=code)


def ways_on(told: Told) -> dict[str, object]:
    """Return what a story's page names beside it."""
    return {"board": queries.board_of(told.story.grid), "address": address_of(told.story.code)}
