"""What ended spot checks have found, for everybody: the same numbers, files and report."""

from flask import Response, render_template, url_for

from portal import clock, web
from portal.access import open_to_all
from portal.policy.queries import policy_on
from portal.public import blueprint as public
from portal.sheets import csv_lines
from portal.supervision.actions.reporting import report_of, table_of
from portal.supervision.queries.results import Found, found_by, public_result
from portal.supervision.queries.telling import result_of, trends


@public.get("/supervision/results")
@open_to_all
def list_results() -> str:
    """Show every ended check with what it found, one after the other."""
    rows = trends(
        team_id=None,
        fewest=_fewest(),
        url_of=lambda check: url_for(".show_results", check=check.code),
    )
    return render_template("public/supervision/trends.html", trends=rows)


@public.get("/supervision/<string:check>/results")
@open_to_all
def show_results(check: str) -> str:
    """Show what an ended check has found."""
    found = _found(check)
    policy = policy_on(clock.today())
    result = result_of(found, fewest=policy.fewest_to_rate, within_m=policy.match_metres)
    return render_template("public/supervision/results.html", check=found.check, result=result)


@public.get("/supervision/<string:check>/results.csv")
@open_to_all
def check_results_csv(check: str) -> Response:
    """Give the counts and rates of every stratum as text."""
    content = b"".join(csv_lines(table_of(_found(check))))
    return _file(content, f"{check}-results.csv", "text/csv; charset=utf-8")


@public.get("/supervision/<string:check>/report.pdf")
@open_to_all
@web.limiter.limit("60 per hour")
def check_report(check: str) -> Response:
    """Give the report to print."""
    pdf = report_of(_found(check), fewest=_fewest(), today=clock.today())
    return _file(pdf, f"{check}-report.pdf", "application/pdf")


def _found(code: str) -> Found:
    return found_by(public_result(code))


def _fewest() -> int:
    return policy_on(clock.today()).fewest_to_rate


def _file(content: bytes, name: str, kind: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
