"""What an import does to the registry, on both databases."""

from datetime import date

import pytest
from sqlalchemy import event, func, select

from portal import clock
from portal.accounts.models import Person, Post
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.db import db
from portal.district.loading import load_district
from portal.grids.actions import Changes, import_registry, read_registry
from portal.grids.models import Appointment, Area, Grid
from portal.grids.queries import grid_by_code, known_codes, who_answers_for
from portal.grids.rules import DISTRICT, check_rows
from tests.factories import a_clerk
from tests.grids.registry import (
    GRID,
    RING,
    a_community,
    a_grid,
    a_leader,
    a_street,
    a_worker,
    as_csv,
    as_geojson,
    as_xlsx,
    whole,
)

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2026, 9, 21)


def imported(content: bytes, on: date = TODAY) -> Changes:
    checked = check_rows(read_registry(content), known_codes(), residents_limit=1000)
    changes = import_registry(checked, today=on)
    db.session.commit()
    return changes


def the_grid() -> Grid:
    return db.session.scalars(select(Grid).where(Grid.code == GRID)).one()


def names_on(day: date) -> list[str]:
    return [held.person.name for held in who_answers_for(the_grid(), day)]


def registry_as_kept() -> list[object]:
    """Everything an import writes, without ids."""
    grid_columns = (
        Grid.code, Grid.name, Grid.name_en, Grid.kind, Grid.households, Grid.residents,
        Grid.scope, Grid.external_code, Grid.ended_on,
    )  # fmt: skip
    of_people = (Person.number, Person.name, Person.phone, Person.email, Person.ended_on)
    of_duties = (Appointment.duty, Appointment.tasks, Appointment.started_on, Appointment.ended_on)
    return [
        db.session.execute(select(*columns).order_by(*columns[:1])).all()
        for columns in ((Area.code, Area.name, Area.name_en), grid_columns, of_people, of_duties)
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(as_csv(whole()), id="CSV"),
        pytest.param(as_csv(whole(), "utf-8-sig"), id="CSV with a mark"),
        pytest.param(as_csv(whole(), "gb18030"), id="CSV in GBK"),
        pytest.param(as_xlsx(whole()), id="XLSX"),
    ],
)
def test_the_same_registry_comes_in_however_it_was_saved(content):
    changes = imported(content)

    assert changes.added == {"street": 1, "community": 1, "grid": 1, "staff": 2}
    areas, grids, people, duties = registry_as_kept()
    assert [tuple(area) for area in areas] == [
        (DISTRICT, "滨江区", "Binjiang District"),
        ("330108002", "长河街道", "Changhe"),
        ("330108002021", "春江社区", "春江社区"),
    ]
    assert [tuple(grid) for grid in grids] == [
        (
            GRID,
            "春江社区第1网格",
            "Chunjiang Grid 1",
            "residential",
            412,
            930,
            "东至江陵路",
            None,
            None,
        )
    ]
    assert [tuple(person) for person in people] == [
        ("S00001", "覃俊波", None, None, None),
        ("S00003", "宋俊浩", "0571-06959125", "s00003@example.org", None),
    ]
    assert [held[2] for held in duties] == [date(2025, 9, 1)] * 2


def test_geojson_makes_the_same_grid_and_gives_it_an_outline():
    grid = a_grid()
    properties = {name: grid[name] for name in ("code", "name", "name_en", "community", "scope")}
    properties |= {"kind": "residential", "households": 412, "residents": 930}
    imported(as_csv([a_street(), a_community(), a_grid()]))
    from_csv = registry_as_kept()
    db.session.delete(the_grid())
    db.session.commit()

    imported(as_geojson(properties))

    assert registry_as_kept() == from_csv
    assert the_grid().outline == RING


def test_an_outline_alone_changes_nothing_else():
    imported(as_csv(whole()))
    before = registry_as_kept()

    changes = imported(as_geojson({"code": GRID}))

    assert changes.changed == {"grid": 1}
    assert registry_as_kept() == before
    assert the_grid().outline == RING


def test_the_table_leaves_the_outline_as_it_is():
    imported(as_csv(whole()))
    imported(as_geojson({"code": GRID}))

    assert imported(as_csv(whole())).is_nothing
    assert the_grid().outline == RING


def test_a_second_import_of_the_same_file_changes_nothing():
    imported(as_csv(whole()))
    before = registry_as_kept()

    changes = imported(as_csv(whole()), on=date(2026, 9, 30))

    assert changes.is_nothing
    assert changes.unchanged.total() == 5
    assert registry_as_kept() == before


def test_a_changed_name_and_phone_are_kept():
    imported(as_csv(whole()))

    changes = imported(
        as_csv(
            [a_grid(name="春江一网格", residents="940"), a_worker(phone="13800571000"), a_leader()]
        )
    )

    assert changes.changed == {"grid": 1, "staff": 1}
    assert (the_grid().name, the_grid().residents) == ("春江一网格", 940)
    worker = db.session.scalars(select(Person).where(Person.number == "S00003")).one()
    assert worker.phone == "13800571000"


def test_an_emptied_phone_is_forgotten_and_a_missing_column_says_nothing():
    imported(as_csv(whole()))
    worker = select(Person).where(Person.number == "S00003")

    imported(f"kind,name,grid,duty,person\nstaff,宋俊浩,{GRID},full_time_worker,S00003\n".encode())
    assert db.session.scalars(worker).one().phone == "0571-06959125"

    imported(as_csv([a_worker(phone="")]))
    assert db.session.scalars(worker).one().phone is None


def test_whoever_is_no_longer_listed_for_a_grid_is_ended_and_not_deleted():
    imported(as_csv(whole()))

    changes = imported(as_csv([a_leader(), a_worker(name="周新", person="S00009", email="")]))

    assert changes.ended == 1
    assert names_on(TODAY) == ["覃俊波", "周新"]
    assert names_on(date(2026, 9, 20)) == ["宋俊浩", "覃俊波", "周新"]  # as it was the day before
    left = db.session.scalars(select(Person).where(Person.number == "S00003")).one()
    assert left.ended_on == TODAY


def test_who_left_may_come_back():
    imported(as_csv(whole()))
    imported(as_csv([a_leader()]))

    changes = imported(as_csv(whole()), on=date(2026, 10, 9))

    assert changes.added == {"staff": 1}
    assert names_on(date(2026, 10, 9)) == ["覃俊波", "宋俊浩"]
    back = db.session.scalars(select(Person).where(Person.number == "S00003")).one()
    assert back.ended_on is None
    assert imported(as_csv(whole()), on=date(2026, 10, 9)).is_nothing


def test_who_leaves_one_duty_and_keeps_another_stays():
    other = "330108002021002"
    imported(as_csv([*whole(), a_grid(code=other), a_worker(grid=other)]))

    imported(as_csv([a_leader()]))

    stays = db.session.scalars(select(Person).where(Person.number == "S00003")).one()
    assert stays.ended_on is None


def test_a_grid_that_is_not_mentioned_is_left_alone():
    other = "330108002021002"
    imported(as_csv(whole()))

    changes = imported(as_csv([a_grid(code=other), a_leader(grid=other, person="S7")]))

    assert changes.ended == 0
    assert len(names_on(TODAY)) == 2


def test_a_full_time_worker_may_work_as_one_and_no_longer_after_leaving():
    imported(as_csv(whole()))
    assert [person.number for person in holders(Role.GRID_WORKER, GRID, TODAY)] == ["S00003"]

    imported(as_csv([a_leader()]))

    assert holders(Role.GRID_WORKER, GRID, TODAY) == []


def test_who_leaves_a_grid_and_has_another_post_may_still_sign_in():
    clerk = a_clerk(Role.COMMUNITY_CLERK, area_code="330108002021")
    instructor = a_worker(duty="grid_instructor", person=clerk.number, name=clerk.name)
    imported(as_csv([*whole(), instructor]))

    imported(as_csv(whole()))

    assert db.session.get_one(Person, clerk.id).ended_on is None


def test_a_slip_in_somebodys_row_does_not_end_them():
    imported(as_csv(whole()))

    changes = imported(as_csv([a_leader(), a_worker(phone="12")]))  # as with --keep-good

    assert changes.ended == 0
    assert len(names_on(TODAY)) == 2


def test_the_shipped_district_comes_in_with_few_questions_to_the_database():
    questions = []
    engine = db.engine

    def note(*args: object) -> None:
        if str(args[2]).startswith("SELECT"):
            questions.append(args[2])

    event.listen(engine, "before_cursor_execute", note)
    changes = load_district(clock.today())
    event.remove(engine, "before_cursor_execute", note)

    assert changes.added == {"street": 3, "community": 60, "grid": 362, "staff": 5398}
    assert db.session.scalar(select(func.count(Post.id))) == 362
    assert grid_by_code("330108001001001").outline
    assert len(questions) < 50
    assert load_district(clock.today()).is_nothing
