"""The three rates by policy: what is switched on shows wherever figures are shown."""

import csv
import io
from datetime import date

from portal.assessment.rules import SubjectKind
from portal.policy.actions import set_value
from portal.policy.rules import DRAFT
from tests.assessment.period_cast import OVER, Cast, a_subject, cast
from tests.factories import COMMUNITY_CODE, STREET_CODE, signed_in
from tests.public.reporting import in_english

__all__ = ["cast"]
WEIGHTS = dict(zip(("answer_rate", "resolution_rate", "satisfaction"), (10, 50, 40), strict=True))


def test_a_period_by_the_three_rates_says_so_on_its_pages_and_in_its_files(
    cast: Cast, client
) -> None:
    why = {"why": "A trial", "by": "lead", "now": OVER}
    set_value("three_rates", 1, from_day=date(2026, 8, 1), **why)
    cast.subjects.append(a_subject(SubjectKind.STREET, STREET_CODE))
    cast.published()
    signed_in(client, cast.lead)

    client = in_english(client)
    board = client.get("/staff/assessment").text
    card = client.get(f"/staff/assessment/community/{COMMUNITY_CODE}").text
    page = client.get(f"/results/2026-08/r1/community/{COMMUNITY_CODE}").text
    sealed = client.get("/open-data/results/2026-08.json").json
    file = client.get("/open-data/results/2026-08.csv").text.removeprefix("\ufeff")

    assert "Resolution rate" in board
    assert "Answer rate" in card
    assert "How many say that it is solved?" in page
    assert "Resolution rate" in client.get("/results/2026-08/r1/indicator/resolution_rate").text
    assert sealed["policy"]["three_rates"] == 1
    assert sealed["weights"]["community"] == WEIGHTS
    assert sealed["weights"]["worker"] == dict(
        zip(sealed["weights"]["worker"], DRAFT.worker_weights, strict=True)
    )
    mine = {
        row["indicator"]: row
        for row in csv.DictReader(io.StringIO(file))
        if row["code"] == COMMUNITY_CODE
    }
    assert {name for name, row in mine.items() if row["points"]} == set(WEIGHTS)
    assert mine["resolution_rate"]["share"] == "90.0"  # 18 of 20 said that it is solved
    assert float(mine["score"]["share"]) == round(
        sum(float(mine[name]["points"]) for name in WEIGHTS), 1
    )
