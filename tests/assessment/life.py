"""Two grids on their way through a random history: all that can happen to what is counted."""

from datetime import UTC, date, datetime

from portal import clock
from portal.accounts.models import Person, Unit
from portal.accounts.rules import Role, UnitKind
from portal.assessment.models import Exclusion
from portal.cases import actions
from portal.cases.jobs import close_unopposed, mark_overdue
from portal.cases.models import Case, Matter
from portal.cases.rules import DeclineReason, Outcome, Solved, Validity
from portal.db import db
from portal.errors import Refused
from portal.grids.models import Grid
from portal.policy.queries import policy_on, work_calendar
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_grid,
    a_matter,
    a_unit,
)

FIRST = datetime(2026, 6, 28, 1, 0, tzinfo=UTC)  # a Sunday three days before a month's end
LAST = datetime(2026, 12, 30, tzinfo=UTC)
MONTHS = [date(2026, month, 1) for month in range(6, 13)] + [date(2027, 1, 1), date(2027, 2, 1)]


class Life:
    """Two grids, their cases, and everything that can happen to them."""

    def __init__(self) -> None:
        self.grids: list[Grid] = [a_grid(), a_grid()]
        self.matter: Matter = a_matter()
        self.unit: Unit = a_unit()
        self.other: Unit = a_unit()
        a_unit(kind=UnitKind.COMMAND_CENTRE, area_code=DISTRICT_CODE)
        self.low: Unit = a_unit(kind=UnitKind.COMMUNITY)
        self.dispatcher: Person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
        self.handler: Person = a_clerk(Role.UNIT_CLERK, unit=self.unit)
        self.worker: Person = a_clerk(Role.GRID_WORKER, area_code=self.grids[0].code)
        self.cases: list[Case] = []

    def live(self, happening: str, n: int) -> None:
        """Let one thing happen to one case; a step that the case does not have is refused."""
        if happening == "report" or not self.cases:
            by = self.worker if n % 3 == 0 else None
            self.cases.append(a_case(grid=self.grids[n % 2], matter=self.matter, by=by))
            return
        case = self.cases[n % len(self.cases)]
        try:
            with db.session.begin_nested():
                getattr(self, happening)(case, n)
        except Refused:
            db.session.expire_all()

    def dispatch(self, case: Case, _n: int) -> None:
        by = self.dispatcher
        actions.dispatch(case, level=3, unit=self.unit, note="", by=by, **moment(calendar=True))

    def dispatch_low(self, case: Case, _n: int) -> None:
        by = self.dispatcher
        actions.dispatch(case, level=1, unit=self.low, note="", by=by, **moment(calendar=True))

    def take(self, case: Case, _n: int) -> None:
        actions.take(case, words="", by=self.handler, now=clock.now())

    def transfer(self, case: Case, n: int) -> None:
        unit = (self.unit, self.other)[n % 2]
        actions.transfer(case, unit=unit, words="转办", by=self.handler, now=clock.now())

    def hand_up(self, case: Case, n: int) -> None:
        by = self.handler if n % 2 else self.dispatcher
        actions.hand_up(case, words="要上级协调", by=by, **moment(calendar=True))

    def recall(self, case: Case, _n: int) -> None:
        actions.recall(case, note="派错了", by=self.dispatcher, now=clock.now())

    def judge(self, case: Case, n: int) -> None:
        validity = list(Validity)[n % 3]
        reason = DeclineReason.TEST if validity is Validity.INVALID else None
        judged = {"validity": validity, "reason": reason, "note": ""}
        actions.judge(case, **judged, by=self.dispatcher, now=clock.now())

    def exclude(self, case: Case, n: int) -> None:
        asked = {"asked_by": self.handler, "asked_at": clock.now(), "is_granted": n % 2 == 0}
        db.session.add(Exclusion(case=case, reason="重复考核", **asked))
        actions.changed(case)

    def decline(self, case: Case, _n: int) -> None:
        now = clock.now()
        actions.decline(
            case, reason=DeclineReason.TEST, words="不受理", by=self.dispatcher, now=now
        )

    def resolve(self, case: Case, _n: int) -> None:
        by = self.handler
        actions.resolve(
            case, outcome=Outcome.DONE, words="已处理", photos=[], by=by, **moment(calendar=False)
        )

    def handle(self, case: Case, n: int) -> None:
        self.dispatch(case, n)
        self.resolve(case, n)

    def verify(self, case: Case, _n: int) -> None:
        actions.verify(case, words="", by=self.worker, now=clock.now())

    def dispute(self, case: Case, _n: int) -> None:
        actions.dispute(case, words="没有解决", by=self.worker, **moment(calendar=True))

    def say_solved(self, case: Case, n: int) -> None:
        if case.ratings:
            answer = list(Solved)[n % 3]
            actions.say_solved(case.ratings[-1], answer, **moment(calendar=True))

    def give_stars(self, case: Case, n: int) -> None:
        if case.ratings:
            actions.give_stars(case.ratings[n % len(case.ratings)], n % 5 + 1, now=clock.now())

    def return_to_triage(self, case: Case, _n: int) -> None:
        actions.return_to_triage(case, words="不是我们的", by=self.handler, **moment(calendar=True))

    def merge(self, case: Case, n: int) -> None:
        main, policy = self.cases[n * 7 % len(self.cases)], policy_on(clock.today())
        actions.merge(case, main, by=self.dispatcher, now=clock.now(), policy=policy)

    def unmerge(self, case: Case, _n: int) -> None:
        actions.unmerge(case, note="是另一处", by=self.dispatcher, **moment(calendar=True))

    def split(self, case: Case, n: int) -> None:
        part = actions.PartAsked(matter=self.matter, level=3, unit=self.unit)
        actions.split(case, [part] * (n % 3 + 1), by=self.dispatcher, **moment(calendar=True))
        self.cases += [part for part in case.parts if part not in self.cases]

    def time_passes(self, _case: Case, _n: int) -> None:
        mark_overdue()
        close_unopposed()


def moment(*, calendar: bool) -> dict[str, object]:
    """Return now, and the rules of today."""
    given = {"now": clock.now(), "policy": policy_on(clock.today())}
    return given | ({"calendar": work_calendar()} if calendar else {})
