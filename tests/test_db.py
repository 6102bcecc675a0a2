"""The ground under everything: durable commits, true counters, instants with a zone."""

import contextlib
import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError, StatementError

from portal.app import create_app
from portal.cases.models import DayCount
from portal.db import UTCDateTime, asked_once, count_up, db, first_look, reading
from portal.policy.models import WorkDay

DIALECTS = (sqlite.dialect(), postgresql.dialect())
NO_ZONE = datetime(2026, 9, 21)  # noqa: DTZ001 - what must be refused
DAY = date(2001, 2, 3)  # long before any case of ours
A_WEDNESDAY = date(2026, 7, 8)  # that breaks no plain week


@pytest.fixture
def own_app(settings_for, own_file):
    """An app on a SQLite file of its own."""
    app = create_app(settings_for(PORTAL_DATABASE_URL=f"sqlite:///{own_file}"))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def counted(whole_app):
    """A day whose counter is gone before and after."""
    with whole_app.app_context():
        for _before_and_after in range(2):
            db.session.execute(delete(DayCount).where(DayCount.day == DAY))
            db.session.commit()
            if not _before_and_after:
                yield whole_app


@pytest.fixture
def app_of_its_own(own_database, settings_for):
    """An app that really commits, with one page that counts a day up whatever it is asked by."""
    app = create_app(settings_for(PORTAL_DATABASE_URL=own_database))
    app.config.update(WTF_CSRF_ENABLED=False)

    def count():
        count_up(DayCount, "last", day=DAY)
        return "counted"

    app.add_url_rule("/count", view_func=count, methods=["GET", "POST"])
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(("method", "counted_up"), [("GET", 0), ("POST", 1)])
def test_what_only_reads_cannot_write_even_where_a_page_tries(app_of_its_own, method, counted_up):
    with contextlib.suppress(InternalError):  # PostgreSQL refuses it, SQLite takes it back
        app_of_its_own.test_client().open("/count", method=method)
    days = select(func.count()).select_from(DayCount).where(DayCount.day == DAY)
    assert db.session.scalar(days) == counted_up


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        pytest.param("journal_mode", "wal", id="readers do not wait for writers"),
        pytest.param("foreign_keys", 1, id="references hold"),
        pytest.param("synchronous", 2, id="a commit survives a power cut"),
        pytest.param("busy_timeout", 15_000, id="a writer waits for the one before it"),
    ],
)
def test_sqlite_is_set_up_as_promised_on_every_connection(own_app, pragma, value):
    with own_app.app_context(), db.engine.connect() as first, db.engine.connect() as second:
        for line in (first, second):
            with reading():
                assert line.scalar(text(f"PRAGMA {pragma}")) == value


def test_a_reference_to_nothing_is_refused(own_app):
    with own_app.app_context():
        db.session.add(WorkDay(day=DAY, year=1901, is_working=True, name=""))
        with pytest.raises(IntegrityError):
            db.session.flush()


def test_sqlite_takes_the_write_lock_at_the_beginning(own_app):
    with own_app.app_context(), db.engine.connect() as first, db.engine.connect() as second:
        second.execute(text("PRAGMA busy_timeout=50"))
        second.rollback()
        first.execute(text("SELECT 1"))
        with pytest.raises(OperationalError, match="locked"):
            second.execute(text("SELECT 1"))


def test_whoever_only_reads_takes_no_lock(own_app):
    with own_app.app_context(), db.engine.connect() as first, db.engine.connect() as second:
        second.execute(text("PRAGMA busy_timeout=50"))
        second.rollback()
        first.execute(text("SELECT 1"))
        with reading():
            assert second.scalar(text("SELECT 1")) == 1


def test_what_follows_a_reading_request_may_write_again(own_app):
    assert own_app.test_client().get("/healthz").status_code == 200

    with own_app.app_context(), db.engine.connect() as first, db.engine.connect() as second:
        second.exec_driver_sql("PRAGMA busy_timeout=50")
        second.rollback()
        first.execute(text("SELECT 1"))
        with pytest.raises(OperationalError, match="locked"):
            second.execute(text("SELECT 1"))


def test_a_first_look_holds_nothing_afterwards(own_app):
    with own_app.app_context():
        with first_look():
            db.session.scalar(text("SELECT 1"))
        assert not db.session().in_transaction()


def test_a_first_look_inside_a_transaction_throws_nothing_away(own_app):
    with own_app.app_context():
        db.session.add(DayCount(day=DAY, last=7))
        db.session.flush()
        with first_look():
            assert db.session.scalar(select(DayCount.last)) == 7
        assert db.session.scalar(select(DayCount.last)) == 7


def test_two_at_once_count_every_time(counted):
    """Two connections, each its own transactions, twenty times each: no number twice, none lost."""
    start, seen, failures = threading.Barrier(2), [], []

    def count_twenty():
        try:
            start.wait(timeout=10)
            for _time in range(20):
                with counted.app_context():
                    number = count_up(DayCount, "last", day=DAY)
                    db.session.commit()
                    seen.append(number)
        except Exception as why:  # noqa: BLE001 - told by the test's own thread
            failures.append(why)

    threads = [threading.Thread(target=count_twenty) for _both in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert not failures
    assert sorted(seen) == list(range(1, 41))
    assert db.session.scalar(select(DayCount.last).where(DayCount.day == DAY)) == 40


def test_a_count_that_is_rolled_back_was_never_counted(counted):
    with counted.app_context():
        assert count_up(DayCount, "last", day=DAY) == 1
        db.session.rollback()
        assert count_up(DayCount, "last", day=DAY) == 1
        db.session.rollback()


@given(
    moment=st.datetimes(
        min_value=NO_ZONE.replace(year=1900),
        max_value=NO_ZONE.replace(year=2200),
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]),
    )
)
@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_an_instant_comes_back_as_the_same_instant_in_utc(dialect, moment):
    column = UTCDateTime()

    back = column.process_result_value(column.process_bind_param(moment, dialect), dialect)

    assert back == moment
    assert back.utcoffset() == timedelta()


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_an_instant_without_a_zone_is_refused(dialect):
    with pytest.raises(ValueError, match="time zone"):
        UTCDateTime().process_bind_param(NO_ZONE, dialect)


def test_an_instant_survives_the_database_to_the_microsecond(app):
    moment = datetime(2026, 9, 21, 10, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))

    kept = db.session.scalar(select(db.bindparam("at", moment, UTCDateTime())))

    assert app
    assert kept == moment
    assert kept.tzinfo is UTC


def test_a_refused_value_is_refused_before_it_reaches_the_database(app):
    with pytest.raises(StatementError, match="time zone"):
        db.session.scalar(select(db.bindparam("at", NO_ZONE, UTCDateTime())))
    assert app


@pytest.fixture
def how_often(app):
    """A question that counts how often it is asked, and how many days it found."""
    asked = []

    @asked_once
    def days_like(day):
        asked.append(day)
        return db.session.scalar(select(func.count()).where(WorkDay.day == day))

    return asked, days_like


def test_a_question_is_asked_once_while_nothing_changes(how_often):
    asked, days_like = how_often

    assert [
        days_like(A_WEDNESDAY),
        days_like(A_WEDNESDAY),
        days_like(A_WEDNESDAY + timedelta(days=1)),
    ] == [0, 0, 0]
    assert len(asked) == 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda: db.session.add(a_day()) or db.session.flush(), id="a row is written"),
        pytest.param(lambda: db.session.execute(insert_of_a_day()), id="an order is given"),
        pytest.param(lambda: db.session.add(a_day()) or db.session.commit(), id="it is committed"),
    ],
)
def test_what_has_changed_is_asked_anew(how_often, change):
    _asked, days_like = how_often
    assert days_like(A_WEDNESDAY) == 0

    change()

    assert days_like(A_WEDNESDAY) == 1


def test_what_was_rolled_back_is_asked_anew(how_often):
    _asked, days_like = how_often
    with db.session.begin_nested() as savepoint:
        db.session.add(a_day())
        db.session.flush()
        assert days_like(A_WEDNESDAY) == 1
        savepoint.rollback()

    assert days_like(A_WEDNESDAY) == 0


def a_day():
    return WorkDay(year=A_WEDNESDAY.year, day=A_WEDNESDAY, is_working=False, name="")


def insert_of_a_day():
    return insert(WorkDay).values(year=A_WEDNESDAY.year, day=A_WEDNESDAY, is_working=False, name="")
