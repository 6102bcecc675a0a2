"""Spot checks in the open: the list with its hash, the seed and its two names, what was drawn."""

from collections.abc import Iterator
from pathlib import Path

from flask import Response, current_app, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from portal.access import open_to_all
from portal.grids.queries import all_areas
from portal.i18n import named
from portal.public import blueprint as public
from portal.public import supervision_words as words
from portal.supervision import queries
from portal.supervision.models import SpotCheck

LINES_AT_ONCE = 2000
HEADINGS = "number,stratum,round,rank,as,ticket"
CSV = "text/csv; charset=utf-8"


@public.get("/supervision")
@open_to_all
def list_supervision() -> ResponseReturnValue:
    """List the checks whose hash is public, the newest first, and say how a draw works."""
    rows = queries.public_checks(before=request.args.get("before", type=int))
    return render_template(
        "public/supervision/checks.html", checks=rows[:20], more=rows[20:], words=words
    )


@public.get("/supervision/<string:check>")
@open_to_all
def show_supervision(check: str) -> ResponseReturnValue:
    """Show all of a check that anybody needs to repeat its draw."""
    found = queries.public_check(check)
    sampled = queries.sampled_in(found)
    return render_template(
        "public/supervision/check.html",
        check=found,
        counts=_counts(found),
        urgent=sum(one.is_priority for one in sampled),
        areas={area.code: named(area) for area in all_areas()},
        words=words,
    )


@public.get("/supervision/<string:check>/list.csv")
@open_to_all
def supervision_list(check: str) -> Response:
    """Give the frozen list as it was hashed, with one line of headings above it."""
    found = queries.public_check(check)
    lines = queries.lines_of(found)
    return _file(f"{found.code}-list.csv", _in_blocks("number,stratum", lines))


@public.get("/supervision/<string:check>/drawn.csv")
@open_to_all
def supervision_drawn(check: str) -> Response:
    """Give what each round drew, and its reserves, with their tickets."""
    found = queries.public_check(check)
    lines = [",".join(map(str, line)) for line in queries.drawn_lines(found)]
    return _file(f"{found.code}-drawn.csv", _in_blocks(HEADINGS, iter(lines)))


@public.get("/supervision/<string:check>/redraw.html")
@open_to_all
def supervision_redraw(check: str) -> Response:
    """Give a page of one file that draws again without this server, and without a line."""
    found = queries.public_check(check)
    script = Path(current_app.static_folder or "") / "redraw" / "redraw.js"
    rounds = [
        {"turn": turn.turn, "seed": turn.seed, "sizes": turn.sizes}
        for turn in found.rounds
        if turn.confirmed_at
    ]
    page = render_template(
        "public/supervision/redraw.html",
        check=found,
        published={"sha256": found.list_sha256, "rounds": rounds},
        script=script.read_text("utf-8"),
    )
    response = Response(page, mimetype="text/html")
    response.headers["Content-Disposition"] = f"attachment; filename={found.code}-redraw.html"
    return response


def _counts(check: SpotCheck) -> dict[int, int]:
    """Return how many each round drew, what stood in for something else aside."""
    counts: dict[int, int] = {}
    for one in queries.sampled_in(check):
        if one.round and not one.replaces_id:
            counts[one.round.turn] = counts.get(one.round.turn, 0) + 1
    return counts


def _in_blocks(headings: str, lines: Iterator[str]) -> Iterator[str]:
    """Return a file's lines in blocks, so that a long one is neither held nor sent line by line."""
    block = [headings]
    for line in lines:
        block.append(line)
        if len(block) >= LINES_AT_ONCE:
            yield "\n".join(block) + "\n"
            block = []
    if block:
        yield "\n".join(block) + "\n"


def _file(name: str, content: Iterator[str]) -> Response:
    response = Response(stream_with_context(content), content_type=CSV)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
