"""A period with its people, and figures for two communities, a unit and a worker."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.rules import Role
from portal.assessment import actions
from portal.assessment.actions import periods
from portal.assessment.models import Period
from portal.assessment.rules import Counts, PeriodKind, Subject, SubjectKind
from tests.factories import COMMUNITY_CODE, DISTRICT_CODE, a_clerk, a_grid, an_area

OVER = datetime(2026, 9, 3, 2, 0, tzinfo=UTC)  # a Thursday: August is over
LAST_DAY = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)  # five working days later
AFTER = datetime(2026, 9, 11, 2, 0, tzinfo=UTC)
NEIGHBOUR = COMMUNITY_CODE[:-3] + "998"


def a_subject(kind: SubjectKind, code: str, **counts: int) -> Subject:
    """Return a subject with enough of everything to be rated, or with what is said."""
    usual = {"reported": 40, "judged": 40, "valid": 36, "due": 30, "closed": 28} | {
        "closed_in_time": 25,
        "due_valid": 30,
        "confirmed": 20,
        "unconfirmed": 0,
        "asked": 30,
        "answered": 20,
        "satisfied": 17,
        "stars": 84,
        "said": 20,
        "solved": 18,
        "resolved": 28,
        "reworked": 2,
        "response_due": 40,
        "responded": 38,
        "verify_due": 20,
        "verified": 18,
    }
    return Subject(kind, code, f"名{code}", f"Name {code}", "peers", Counts(**usual | counts))


class Cast:
    """Who works on the figures of August, and who is spoken of."""

    def __init__(self) -> None:
        an_area(COMMUNITY_CODE)
        self.grid = a_grid()
        self.assessor = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE, language="en")
        self.lead = a_clerk(Role.LEAD, area_code=DISTRICT_CODE, language="en")
        self.clerk = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE, language="en")
        self.subjects = [
            a_subject(SubjectKind.DISTRICT, DISTRICT_CODE),
            a_subject(SubjectKind.COMMUNITY, COMMUNITY_CODE),
            a_subject(SubjectKind.COMMUNITY, NEIGHBOUR, satisfied=9, answered=15, stars=60),
            a_subject(SubjectKind.GRID, COMMUNITY_CODE + "001", answered=3, satisfied=2, stars=11),
            a_subject(SubjectKind.GRID, COMMUNITY_CODE + "002", answered=17, satisfied=15),
            a_subject(SubjectKind.WORKER, "W0001"),
        ]

    def count_more(self, place: int, **counts: int) -> None:
        """Let one of the subjects have other counts."""
        was = self.subjects[place]
        self.subjects[place] = replace(was, counts=replace(was.counts, **counts))

    def august(self) -> Period:
        """Begin August and count its first draft."""
        period = actions.begin_period(PeriodKind.MONTH, OVER.date() - timedelta(days=10), now=OVER)
        actions.count_draft(period.revisions[0], now=OVER)
        return period

    def published(self) -> Period:
        """Begin August, open it and publish it."""
        period = self.august()
        actions.open_to_objections(period.revisions[0], now=OVER)
        actions.publish(period.revisions[0], by=self.lead, now=AFTER)
        return period


@pytest.fixture
def cast(app: object, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The people and figures; counting gives what the cast's subjects say."""
    assert app
    made = Cast()
    monkeypatch.setattr(periods, "counted", lambda _period: made.subjects)
    return made
