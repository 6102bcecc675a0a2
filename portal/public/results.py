"""Published figures for everybody: a period at a glance, one area or unit, and who is where."""

from collections.abc import Sequence
from itertools import groupby

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import open_to_all
from portal.assessment import queries
from portal.assessment.indicators import INDICATORS, scheme_of
from portal.assessment.rules import PeriodKind, Result, SubjectKind, range_of_score
from portal.errors import N_, NotFound
from portal.grids.rules import DISTRICT
from portal.public import blueprint as public
from portal.public import results_map, results_told
from portal.public import results_words as words
from portal.public.copies import copied
from portal.public.results_told import Edition, Line, Told

MAIN = "effective_resolution"  # what a page opens with
SCORE = "score"  # what a table goes by unless another is chosen


@public.get("/results")
@open_to_all
@copied
def results() -> str:
    """Say what the newest month has brought, and lead to every published period."""
    periods = {kind: queries.shown_periods(kind) for kind in PeriodKind}
    months = periods[PeriodKind.MONTH]
    newest = Edition(queries.shown_revision(months[0].name)) if months else None
    return render_template(
        "public/results/results.html",
        periods=periods,
        newest=newest,
        told=_main_of(newest) if newest else None,
        words=words,
    )


@public.get("/results/method")
@open_to_all
@copied
def show_method() -> str:
    """Say how each indicator is counted and what a score is made of."""
    return render_template("public/results/method.html", **results_told.method_today())


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
    result = queries.result_of(here.revision, SubjectKind.DISTRICT, DISTRICT)
    return render_template(
        "public/results/edition.html",
        here=here,
        result=result,
        told=results_told.told_of(here, result),
        objections=queries.objections_to(here.revision),
        newest=Edition(queries.shown_revision(period)) if here.is_replaced else None,
        kinds=[(kind, words.KINDS[kind]) for kind in words.KINDS if kind.value != "district"],
        words=words,
    )


@public.get("/results/<string:period>/<string:edition>/<string:who>")
@open_to_all
@copied
def show_league(period: str, edition: str, who: str) -> ResponseReturnValue:
    """Show all of a kind beside their peers, by score or by one indicator."""
    here, kind = results_told.edition_of(period, edition), results_told.kind_called(who)
    within, by = request.args.get("within", ""), request.args.get("by", SCORE)
    if kind is SubjectKind.DISTRICT:
        return redirect(here.url())
    name = None if by == SCORE else results_told.indicator_called(by)
    communities = queries.results_of(here.revision, SubjectKind.COMMUNITY)
    must_choose = kind is SubjectKind.GRID and len(within) < len(communities[0].code)
    found = [] if must_choose else queries.results_of(here.revision, kind, within)
    return render_template(
        "public/results/league.html",
        here=here,
        kind=kind,
        groups=_groups(here, found, name),
        name=name,
        names=list(scheme_of(kind, here.policy)),
        within=within,
        communities=communities if must_choose else [],
        words=words,
        name_of=results_told.name_of,
    )


@public.get("/results/<string:period>/<string:edition>/<string:who>/<string:which>")
@open_to_all
@copied
def show_subject_result(period: str, edition: str, who: str, which: str) -> str:
    """Show one area or unit, each figure beside those of its peers."""
    here, kind = results_told.edition_of(period, edition), results_told.kind_called(who)
    result = queries.result_of(here.revision, kind, which)
    peers = queries.results_of(here.revision, kind)
    return render_template(
        "public/results/subject.html",
        here=here,
        kind=kind,
        result=result,
        name=results_told.name_of(result),
        around=[
            (results_told.name_of(one), here.url_of(one))
            for one in results_told.around_of(here, result)
        ],
        told=results_told.told_of(here, result, peers),
        parts=_parts(here, result),
        trend=results_told.trend_of(here, result),
        **results_map.inside(here, result),
        words=words,
    )


@public.get("/results/<string:period>/<string:edition>/indicator/<string:indicator>")
@open_to_all
@copied
def show_indicator(period: str, edition: str, indicator: str) -> str:
    """Show one indicator over time, by street and community, and on the map of grids."""
    here, name = results_told.edition_of(period, edition), results_told.indicator_called(indicator)
    district = queries.result_of(here.revision, SubjectKind.DISTRICT, DISTRICT)
    return render_template(
        "public/results/indicator.html",
        here=here,
        name=name,
    )
