"""Published figures for everybody: a period at a glance, one area or unit, and who is where."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import open_to_all
from portal.assessment import queries
from portal.assessment.rules import PeriodKind, Result, SubjectKind
from portal.boards.models import Board
from portal.boards.queries import board_of
from portal.grids.queries import grid_called
from portal.grids.rules import DISTRICT
from portal.policy.queries import policy_on, values_on
from portal.public import blueprint as public
from portal.public import results_league, results_map, results_method, results_subject, results_told
from portal.public import results_words as words
from portal.public.copies import copied
from portal.public.results_subject import COMMUNITY_DIGITS, MAIN
from portal.public.results_told import Edition

MAIN_FOUR = (MAIN, "satisfaction", "on_time_rate", "first_response")


@public.get("/results")
@open_to_all
@copied
def results() -> str:
    """Say what the newest month has brought, and lead to every published period."""
    periods = [(words.PERIODS[kind], queries.shown_periods(kind)) for kind in PeriodKind]
    months = periods[0][1]
    newest = Edition(queries.shown_revision(months[0].name)) if months else None
    return render_template(
        "public/results/results.html",
        periods=[(heading, some) for heading, some in periods if some],
        newest=newest,
        told=results_told.told_one(newest, _district(newest), MAIN) if newest else None,
        period_words=queries.period_words,
    )


@public.get("/results/method")
@open_to_all
@copied
def show_method() -> str:
    """Say how each indicator is counted and what a score is made of."""
    policy = policy_on(clock.today())
    return render_template(
        "public/results/method.html",
        described=results_method.described(policy),
        schemes=results_method.schemes(policy),
        score_words=results_method.score_words(policy),
        is_draft=_is_draft(),
    )


@public.get("/results/grid/<string:which>")
@open_to_all
def newest_of_grid(which: str) -> ResponseReturnValue:
    """Lead from a grid's board to what the newest month says of it."""
    months = queries.shown_periods(PeriodKind.MONTH)
    if not months:
        return redirect(url_for(".results"))
    here = Edition(queries.shown_revision(months[0].name))
    return redirect(here.url("show_subject_result", who=SubjectKind.GRID.value, which=which))


@public.get("/results/<string:period>")
@open_to_all
def newest_edition(period: str) -> ResponseReturnValue:
    """Lead to the figures of a period that count today."""
    return redirect(Edition(queries.shown_revision(period)).url())


@public.get("/results/<string:period>/<string:edition>")
@open_to_all
@copied
def show_edition(period: str, edition: str) -> str:
    """Show one edition of a period's figures: the district, question by question."""
    here = results_told.edition_of(period, edition)
    result = _district(here)
    return render_template(
        "public/results/edition.html",
        here=here,
        result=result,
        told=(told := results_told.told_of(here, result)),
        asked=[one for one in told if one.name in MAIN_FOUR],
        objections=[one.is_upheld for one in queries.objections_to(here.revision)],
        reasons=queries.reasons_left_out(here.revision, here.policy.fewest_to_publish),
        kinds=[one for one in words.KINDS.items() if one[0] is not SubjectKind.DISTRICT],
    )


@public.get("/results/<string:period>/<string:edition>/<string:who>")
@open_to_all
@copied
def show_league(period: str, edition: str, who: str) -> ResponseReturnValue:
    """Show all of a kind beside their peers, by score or by one indicator."""
    here, kind = results_told.edition_of(period, edition), results_told.kind_called(who)
    within, by = request.args.get("within", ""), request.args.get("by", results_league.SCORE)
    if kind is SubjectKind.DISTRICT:
        return redirect(here.url())
    if kind is SubjectKind.GRID and len(within) != COMMUNITY_DIGITS:
        return _choice_of_communities(here)
    name = None if by == results_league.SCORE else results_told.indicator_called(by)
    found = here.all_of(kind, within)
    return render_template(
        "public/results/league.html",
        here=here,
        heading=words.KINDS[kind],
        answered=words.answered_by(kind),
        title=words.title_of(name) if name else words.SCORE,
        name=name,
        groups=results_league.groups_of(here, found, name),
        choices=results_league.choices_of(here, kind, within, by),
        is_draft=_is_draft(),
    )


@public.get("/results/<string:period>/<string:edition>/<string:who>/<string:which>")
@open_to_all
@copied
def show_subject_result(period: str, edition: str, who: str, which: str) -> str:
    """Show one area or unit, each figure beside those of its peers."""
    here, kind = results_told.edition_of(period, edition), results_told.kind_called(who)
    result = queries.result_of(here.revision, kind, which)
    return render_template(
        "public/results/subject.html",
        here=here,
        result=result,
        **results_subject.about(here, result),
        **results_subject.over(here, result),
        **results_subject.below(here, result),
        board=_board(which) if kind is SubjectKind.GRID else None,
        is_draft=_is_draft(),
        words=words,
    )


@public.get("/results/<string:period>/<string:edition>/indicator/<string:indicator>")
@open_to_all
@copied
def show_indicator(period: str, edition: str, indicator: str) -> str:
    """Show one indicator over time, by street and community, and on the map of grids."""
    here, name = results_told.edition_of(period, edition), results_told.indicator_called(indicator)
    result = _district(here)
    over = results_told.over_time(here, result, name)
    grids = here.all_of(SubjectKind.GRID)
    return render_template(
        "public/results/indicator.html",
        here=here,
        told=results_told.told_one(here, result, name),
        over=over,
        points=results_told.drawn_over(over),
        heat=results_map.heat_map(here, grids, name, DISTRICT),
        without=results_league.rows_without_any(here, here.all_of(SubjectKind.COMMUNITY), name),
        places=[
            (words.KINDS[kind], results_league.rows_of(here, found, name))
            for kind in (SubjectKind.STREET, SubjectKind.COMMUNITY)
            if (found := here.all_of(kind))
        ],
    )


def _choice_of_communities(here: Edition) -> str:
    communities = here.all_of(SubjectKind.COMMUNITY)
    streets = here.all_of(SubjectKind.STREET)
    return render_template(
        "public/results/league.html",
        here=here,
        heading=words.KINDS[SubjectKind.GRID],
        communities=results_league.communities_of(here, communities, streets),
    )


def _board(code: str) -> Board | None:
    grid = grid_called(code)
    return board_of(grid) if grid else None


def _district(here: Edition) -> Result:
    return queries.result_of(here.revision, SubjectKind.DISTRICT, DISTRICT)


def _is_draft() -> bool:
    """Say whether the weights in force are still a draft."""
    weights = (one for one in values_on(clock.today()) if one.name.endswith("_weights"))
    return any(one.set_by is None or one.set_by.is_draft for one in weights)
