"""Published figures to take along: one table as CSV and XLSX, and a report to print."""

from collections.abc import Iterator, Sequence

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from portal import web
from portal.access import open_to_all
from portal.assessment import queries
from portal.assessment.rules import Figure, Result
from portal.i18n import _, language
from portal.public import blueprint as public
from portal.public import results_method, results_print, results_told
from portal.public.copies import copied
from portal.public.results_told import Edition, Told
from portal.sheets import Cell, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUBJECT = ("kind", "code", "name", "name_en", "peers")
SHARES = ("share", "low", "high", "floor", "ceiling", "standardised")
HEAD = (*SUBJECT, "indicator", "part", "whole", "state", *SHARES, "points")
SCORE = ("score", "score_low", "score_high", "grade", "rank_from", "rank_to", "rank_of")


@public.get("/results/<string:period>/<string:edition>.csv")
@open_to_all
def results_csv(period: str, edition: str) -> ResponseReturnValue:
    """Lead to the file of this edition among the open data."""
    number = results_told.edition_of(period, edition).revision.number
    return redirect(url_for("opendata.results_csv", period=period, edition=number))


@public.get("/results/<string:period>/<string:edition>.xlsx")
@open_to_all
@copied
def results_xlsx(period: str, edition: str) -> Response:
    """Give the same as a workbook, with a sheet that says how it is counted."""
    here = results_told.edition_of(period, edition)
    made_at, method = here.revision.published_at, {"method": _method(here)}
    content = workbook(_table(here), name="results", made_at=made_at, more=method)
    return _file(content, here, "xlsx", XLSX)


@public.get("/results/<string:period>/<string:edition>.pdf")
@open_to_all
@web.limiter.limit("60 per hour")
@copied
def results_pdf(period: str, edition: str) -> Response:
    """Give the report to print, in the reader's language."""
    here = results_told.edition_of(period, edition)
    return _file(results_print.report_of(here), here, f"{language()}.pdf", "application/pdf")


def _table(here: Edition) -> Iterator[Sequence[Cell]]:
    """Yield the figures of everybody who may be named, as they are on the pages."""
    yield (*HEAD, *SCORE)
    for result in queries.published_results(here.revision):
        whose = (result.kind.value, result.code, result.name, result.name_en, result.peers)
        for name in result.figures:
            told = results_told.told_one(here, result, name)
            yield (*whose, name, *_cells(told, result.parts.get(name)))
        yield (*whose, "score", *[None] * (len(HEAD) - len(SUBJECT) - 1), *_score(result))


def _cells(told: Told, points: object) -> list[Cell]:
    """Return what follows an indicator's name; of what is kept back nothing."""
    if told.is_kept_back:
        return [None] * (len(HEAD) - len(SUBJECT) - 1)
    one = told.figure
    return [one.part, one.whole, one.state.value, *_shares(one), _number(points)]


def _shares(figure: Figure) -> list[float | None]:
    return [_number(getattr(figure, name)) for name in SHARES]


def _score(result: Result) -> list[Cell]:
    grade = result.grade.value if result.grade else None
    numbers = [_number(getattr(result, name)) for name in SCORE[:3]]
    return [*numbers, grade, *(result.rank or (None, None, None))]


def _method(here: Edition) -> Iterator[Sequence[Cell]]:
    """Yield what the numbers mean: the edition, each indicator, the weights, the values gone by."""
    revision = here.revision
    yield (_("About"), "", "")
    yield (_("Period"), here.name, revision.period.name)
    yield (_("Edition"), revision.number, revision.published_at and str(revision.published_at))
    yield (_("Fingerprint of all its figures (SHA-256)"), revision.sha256 or "", "")
    for one in results_method.described(here.policy):
        for term, said in one.terms:
            yield (one.name, f"{one.title} ({one.source}): {term}", said)
    for scheme in results_method.schemes(here.policy):
        for title, weight in scheme.weights:
            yield (_("Weight"), f"{scheme.kind}: {title}", weight)
    for said in results_method.score_words(here.policy):
        yield (_("How a score comes about"), said, "")
    for name, meaning, _clause, content in results_method.values_of(here.policy):
        yield (name, meaning, content)


def _number(exact: object) -> float | None:
    return None if exact is None else float(str(exact))


def _file(content: bytes, here: Edition, ending: str, kind: str) -> Response:
    revision = here.revision
    said = "-example" if revision.period.is_example else ""
    name = f"results-{revision.period.name}{said}-r{revision.number}.{ending}"
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
