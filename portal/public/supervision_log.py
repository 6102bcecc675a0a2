"""The log of findings for everybody: its head, its newest entries, and all of it as a file."""

from itertools import chain
from typing import Any

from flask import Response, render_template, stream_with_context

from portal.access import open_to_all
from portal.i18n import _l
from portal.public import blueprint as public
from portal.sheets import csv_lines
from portal.supervision import queries
from portal.supervision.rules import COLUMNS, FindingStep

STEPS: dict[FindingStep, Any] = {
    FindingStep.SIGN: _l("A finding was signed by two"),
    FindingStep.REBUT: _l("A unit rebutted a finding"),
    FindingStep.ACCEPT: _l("A unit accepted a finding"),
    FindingStep.LAPSE: _l("A finding was not rebutted in time"),
    FindingStep.UPHOLD: _l("A rebuttal was refused"),
    FindingStep.GIVE_WAY: _l("A rebuttal was found right"),
    FindingStep.UNLOCK: _l("A finding was unlocked, with a reason"),
    FindingStep.MEND: _l("A unit said that it is put right"),
    FindingStep.PASS: _l("A recheck found it put right"),
    FindingStep.FAIL: _l("A recheck found it not put right"),
    FindingStep.DRAW_AGAIN: _l("A finding was drawn for a second look"),
    FindingStep.LOOK_AGAIN: _l("A second inspector looked"),
}


@public.get("/supervision/log")
@open_to_all
def show_finding_log() -> str:
    """Show the head of the log, when all of it was last checked, and how anybody checks it."""
    return render_template(
        "public/supervision/log.html",
        entries=queries.newest_entries(),
        proof=queries.newest_proof(),
        steps=STEPS,
    )


@public.get("/supervision/log.csv")
@open_to_all
def download_finding_log() -> Response:
    """Send the whole log; details stand in it once their check is closed."""
    rows = ((*line.link, line.hash, line.details) for line in queries.log_lines())
    pieces = stream_with_context(csv_lines(chain([COLUMNS], rows)))
    response = Response(pieces, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="finding-log.csv"'
    return response
