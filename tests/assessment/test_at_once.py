"""Two who count the same figures at one moment: a proof, and what recounts the marks."""

import threading

from sqlalchemy import select

from portal import clock
from portal.assessment.actions import recount, recount_month
from portal.assessment.models import FigureCell
from portal.db import db
from tests.conftest import NOW
from tests.factories import a_case

MONTH = clock.day_of(NOW).replace(day=1)


def test_whoever_counts_second_waits_and_counts_the_same(own_app):
    grid_id = a_case().grid_id
    db.session.commit()
    recount_month(MONTH, now=NOW)  # so that no mark is left for the two to wait at
    db.session.commit()
    is_counted, failed = threading.Event(), []

    def count_too():
        with own_app.app_context(), clock.stopped_at(NOW):
            is_counted.wait(timeout=30)
            try:
                recount_month(MONTH, now=NOW)
                db.session.commit()
            except Exception as error:  # noqa: BLE001 - shown below, where the test sees it
                failed.append(error)

    other = threading.Thread(target=count_too)
    other.start()
    recount(grid_id, MONTH, now=NOW)
    is_counted.set()
    other.join(timeout=1)
    assert other.is_alive(), "it waits for the first"
    db.session.commit()
    other.join(timeout=30)

    assert failed == []
    reported = select(FigureCell.reported).where(FigureCell.grid_id == grid_id)
    assert db.session.scalars(reported).all() == [1]
