"""What spot checks have found, in numbers: one of them, all in a row, and files to take along."""

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.policy.queries import policy_on
from portal.sheets import csv_lines, workbook
from portal.staff import blueprint as staff
from portal.staff.matters import attached
from portal.supervision.actions.reporting import report_of, table_of
from portal.supervision.queries import check_in_reach, team_in_reach
from portal.supervision.queries.results import Found, found_by
from portal.supervision.queries.telling import result_of, trends

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff.get("/supervision/results")
@allow(Permission.SEE_CHECKS)
def list_results() -> ResponseReturnValue:
    """Show the ended checks of a team, or of all, one after the other."""
    rows = trends(
        team_id=team_in_reach(current_user, clock.today()),
        fewest=_fewest(),
        url_of=lambda check: url_for(".show_results", check=check.code),
    )
    return render_template("staff/supervision/trends.html", trends=rows)


@staff.get("/supervision/checks/<string:check>/results")
@allow(Permission.SEE_CHECKS)
def show_results(check: str) -> ResponseReturnValue:
    """Show what a check has found so far."""
    found = _found(check)
    policy = policy_on(clock.today())
    result = result_of(found, fewest=policy.fewest_to_rate, within_m=policy.match_metres)
    return render_template("staff/supervision/results.html", check=found.check, result=result)


@staff.get("/supervision/checks/<string:check>/results.csv")
@allow(Permission.SEE_CHECKS)
def check_results_csv(check: str) -> Response:
    """Give the counts and rates of every stratum as text."""
    content = b"".join(csv_lines(table_of(_found(check))))
    return attached(content, f"{check}-results.csv", CSV)


@staff.get("/supervision/checks/<string:check>/results.xlsx")
@allow(Permission.SEE_CHECKS)
def check_results_xlsx(check: str) -> Response:
    """Give the same as a workbook."""
    found = _found(check)
    content = workbook(table_of(found), name="results", made_at=found.check.closed_at)
    return attached(content, f"{check}-results.xlsx", XLSX)


@staff.get("/supervision/checks/<string:check>/report.pdf")
@allow(Permission.SEE_CHECKS)
def check_report(check: str) -> Response:
    """Give the report to print: numbers, method and limits."""
    pdf = report_of(_found(check), fewest=_fewest(), today=clock.today())
    return attached(pdf, f"{check}-report.pdf", "application/pdf")


def _fewest() -> int:
    """Return from how many on a rate is shown, by the policy of the day."""
    return policy_on(clock.today()).fewest_to_rate


def _found(code: str) -> Found:
    return found_by(check_in_reach(current_user, code))
