"""The import of the demonstration: it can be looked at, and nothing of it is left."""

from sqlalchemy import func, select

from portal.accounts.rules import Role
from portal.db import db
from portal.demo.lists import make_imports
from portal.exchange.models import Batch
from portal.exchange.rules import BatchStatus
from portal.policy.models import CalendarYear
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, a_clerk


def test_the_demonstration_has_an_import_that_was_undone(app):
    keeper = a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE, login="admin")
    last = db.session.scalar(select(func.max(CalendarYear.year)))

    make_imports(NOW)

    batch = db.session.scalars(select(Batch)).one()
    assert (batch.status, batch.by) == (BatchStatus.UNDONE, keeper)
    assert batch.counts["created"] > 0
    assert db.session.scalar(select(func.max(CalendarYear.year))) == last
