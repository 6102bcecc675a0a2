"""Points and stars as facts grow: `python -m bench.stars [--only sqlite] [--facts 20000 500000]`.

The registry's part-time workers have all joined, and facts of a year are spread
over them; one of them has as many at every size. A quarter is rated, months are
settled, and that one volunteer's pages and queries are asked. A page's time is what the
processes of server and database work for it, a query's what the clock says: the middle
one of many. The volunteer's page is asked as at a first look, and as again within the
minute for which it is kept; each is loaded in turns with the bare page.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import delete, func, insert, select, text

from bench import site
from bench.growth import _database, _database_process
from bench.load import beside, get, in_turns
from bench.processor import milliseconds_of
from bench.site import environment
from portal import clock, config
from portal.app import create_app
from portal.db import db
from portal.demo.chance import Chance
from portal.demo.stage import shown_grid
from portal.demo.volunteers import FEWEST_FOR_ALL, make_volunteers
from portal.policy.queries import policy_on
from portal.policy.rules import DRAFT
from portal.rewards import actions, queries
from portal.rewards.models import PointEntry, PointFact, PointMonth
from portal.rewards.rules import FactKind, WhyNot, freezes_on, quarter_before, quarter_of, worth_of
from portal.volunteers.models import Volunteer

ASKED = 9  # times; the middle one counts
OWN = 120  # facts of the one whose pages are asked, at every size
SETTLED = 300  # months of people
FIRST_ID = 100_000_000  # of sources that no table has
AT_ONCE = 5_000
KINDS = (FactKind.REPORT, FactKind.REPORT, FactKind.PATROL, FactKind.VERIFICATION)
INVALID = 0.08
YEAR = 360  # days
FIRST, AGAIN, BARE = "my page, first look", "my page, again within the minute", "bare page"
PAGES = {
    FIRST: "/staff/my-page?first",  # nothing is kept of a page with a question in its address
    AGAIN: "/staff/my-page",
    "my statement": "/staff/my-page/statement",
    BARE: "/bare/",
}
Times = dict[str, float]


def measure(home: Path, address: str, facts: int) -> Times:
    """Return what rating, settling, queries and pages take, in milliseconds."""
    app = create_app(config.from_environment(environment(home, address)))
    with app.app_context():
        who = _filled(facts)
        work = [os.getpid(), *_database_process(home)]
        found = _rated(work) | _settled(work) | _asked(who)
        key = site.signed_in(who)
        db.session.commit()
        db.engine.dispose()
    cookie = site.cookies_of(app, key)

    def ask(page: str) -> bytes:
        return get(PAGES[page], cookie())

    with site.served(home, address) as there:
        work = [there.server, *_database_process(home)]
        times = in_turns(there.port, work, {page: partial(ask, page) for page in PAGES})
        found |= {f"{page}, ms": each for page, each in times.items()}
        for page in (FIRST, AGAIN):
            by_work = times[BARE] / times[page]
            found[f"{page} ÷ {BARE}, by processor time"] = by_work
            found[f"{page} ÷ {BARE}, requests/s"] = beside(there.port, ask(page), ask(BARE))
    return found


def _filled(facts: int) -> int:
    """Let there be so many facts of a year; return the volunteer who has as many at every size."""
    people = list(db.session.scalars(select(Volunteer.person_id).order_by(Volunteer.person_id)))
    who, there = people[len(people) // 2], _how_many()
    chance = random.Random(facts)
    if not there:
        _add([who] * OWN, chance, FIRST_ID)
    others = [one for one in people if one != who]
    rest = facts - _how_many()
    _add([others[n % len(others)] for n in range(rest)], chance, FIRST_ID + facts * 2)
    _count_months()
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()
    return who


def _how_many() -> int:
    made = select(func.count(PointFact.id)).where(PointFact.source_id >= FIRST_ID)
    return db.session.scalar(made) or 0


def _add(people: list[int], chance: random.Random, first_id: int) -> None:
    now, today = clock.now(), clock.today()
    top = db.session.scalar(select(func.coalesce(func.max(PointFact.id), 0))) or 0
    for start in range(0, len(people), AT_ONCE):
        rows = [
            _fact(top + n + 1, first_id + n, people[n], today, now, chance)
            for n in range(start, min(start + AT_ONCE, len(people)))
        ]
        db.session.execute(insert(PointFact), rows)
        db.session.execute(insert(PointEntry), [_entry(row) for row in rows if not row["why_not"]])
    if db.engine.dialect.name == "postgresql":
        counter = func.pg_get_serial_sequence("point_facts", "id")
        db.session.execute(select(func.setval(counter, top + len(people) + 1)))


def _fact(
    number: int, source: int, who: int, today: date, now: datetime, chance: random.Random
) -> dict[str, Any]:
    day = today - timedelta(days=chance.randrange(1, YEAR))
    kind = chance.choice(KINDS)
    is_invalid = kind is FactKind.REPORT and chance.random() < INVALID
    why = WhyNot.NOT_VALID if is_invalid else None
    level = chance.choice((1, 2, 3)) if kind is FactKind.REPORT else None
    return {
        "id": number,
        "kind": kind,
        "source_id": source,
        "person_id": who,
        "at": clock.start_of(day) + timedelta(minutes=chance.randrange(480, 1200)),
        "day": day,
        "month": day.replace(day=1),
        "level": level,
        "subject": f"BJ{source}",
        "worth": worth_of(kind, DRAFT, level=level),
        "stands_against": why,
        "why_not": why,
        "decided": None,
        "policy_version": 0,
        "noted_at": now,
    }


def _entry(fact: dict[str, Any]) -> dict[str, Any]:
    own = {"fact_id": fact["id"], "points": fact["worth"], "posted_at": fact["noted_at"]}
    return own | {"turn": 1, "person_id": fact["person_id"], "day": fact["day"]}


def _count_months() -> None:
    """Count the months of all facts, as settling does month by month."""
    db.session.execute(PointMonth.__table__.delete())
    is_report = PointFact.kind == FactKind.REPORT
    valid = PointFact.why_not.is_(None) & is_report
    rows = select(
        PointFact.person_id,
        PointFact.month,
        func.coalesce(func.sum(PointFact.worth).filter(PointFact.why_not.is_(None)), 0),
        func.count().filter(is_report),
        func.count().filter(valid),
        func.count().filter(PointFact.kind == FactKind.FAKE),
    ).group_by(PointFact.person_id, PointFact.month)
    names = ["person_id", "month", "points", "judged", "valid", "fakes"]
    db.session.execute(insert(PointMonth).from_select(names, rows))


def _rated(work: list[int]) -> Times:
    """Rate the quarter that ended last, and take it back: it is rated again at the next size."""
    today, now = clock.today(), clock.now()
    policy, quarter = policy_on(today), quarter_before(quarter_of(today))
    if today < freezes_on(quarter, policy):
        quarter = quarter_before(quarter)
    before, start = milliseconds_of(*work), time.perf_counter()
    rated = actions.freeze_quarter(quarter, now=now)
    seconds, worked = time.perf_counter() - start, milliseconds_of(*work) - before
    db.session.rollback()
    return {"volunteers rated": rated, "quarter rated, s": seconds, "its work, ms": worked}


def _settled(work: list[int]) -> Times:
    """Settle months of people: as they are, and as if none of their facts had been paid yet."""
    rows = select(PointMonth.person_id, PointMonth.month).order_by(
        PointMonth.month, PointMonth.person_id
    )
    months = [(row.person_id, row.month) for row in db.session.execute(rows.limit(SETTLED))]
    found = {"a person's month settled, nothing to pay, ms": _each(months, work)}
    people = {who for who, _month in months}
    unpaid = select(PointFact.id).where(
        PointFact.person_id.in_(people), PointFact.month == months[0][1]
    )
    unpaid = unpaid.where(PointFact.source_id >= FIRST_ID)
    db.session.execute(delete(PointEntry).where(PointEntry.fact_id.in_(unpaid)))
    found["a person's month settled and paid, ms"] = _each(months, work)
    db.session.rollback()
    return found


def _each(months: list[tuple[int, date]], work: list[int]) -> float:
    before = milliseconds_of(*work)
    actions.settle(months, queries.Policies(), now=clock.now())
    return (milliseconds_of(*work) - before) / len(months)


def _asked(who: int) -> Times:
    quarter = quarter_of(clock.today())
    asked: dict[str, Callable[[], Any]] = {
        "statement, first page, ms": lambda: queries.statement_of(who),
        "standing of one, ms": lambda: queries.years_to(quarter, [who]),
        "points of all for a quarter, ms": lambda: queries.years_to(quarter),
    }
    return {name: _middle(ask) for name, ask in asked.items()}


def _middle(ask: Callable[[], Any]) -> float:
    """Return the milliseconds that a query takes by the clock: too short for the processor's."""
    times = []
    for _ in range(ASKED + 2):
        db.session.expunge_all()
        start = time.perf_counter()
        ask()
        times.append(1000 * (time.perf_counter() - start))
    return median(times[2:])


@contextmanager
def _joined(name: str, home: Path) -> Iterator[str]:
    """Return the address of a small portal whose whole registry has joined."""
    with _database(name, home) as address:
        site.build(home, address, 300)
        app = create_app(config.from_environment(environment(home, address)))
        with app.app_context():
            make_volunteers(Chance(1), shown_grid(), FEWEST_FOR_ALL, clock.now())
            db.session.commit()
            db.engine.dispose()
        yield address


def _print(name: str, found: dict[int, Times]) -> None:
    sizes = list(found)
    print(f"\n### {name}\n\n| measured | {' | '.join(f'{size:,} facts' for size in sizes)} | × |")
    print("|---" * (len(sizes) + 2) + "|")
    for what in found[sizes[0]]:
        figures = [found[size][what] for size in sizes]
        grown = f"{figures[-1] / figures[0]:.2f}" if figures[0] else ""
        print(f"| {what} | {' | '.join(_short(one) for one in figures)} | {grown} |", flush=True)


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def main() -> None:
    """Measure each database at each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, nargs="+", default=[20_000, 500_000])
    parser.add_argument("--only", choices=["sqlite", "postgresql"], default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stars-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        for name in ("SQLite", "PostgreSQL"):
            if given.only in {"", name.lower()}:
                home = Path(folder) / name.lower()
                with _joined(name, home) as address:
                    _print(name, {facts: measure(home, address, facts) for facts in given.facts})


if __name__ == "__main__":
    main()
