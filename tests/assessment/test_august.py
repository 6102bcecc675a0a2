"""The report's own month: what 31,705 reports, 476 of them passed on, are said to be."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import insert, select

from portal.accounts.rules import UnitKind
from portal.assessment.models import FigureCell
from portal.assessment.queries import results_of, shown_revision
from portal.assessment.rules import State, SubjectKind, without_any
from portal.db import db
from portal.demo.august import (
    OTHERS,
    OWN,
    SILENT,
    TRIVIAL,
    august_before,
    make_august,
    publish_august,
)
from portal.district.loading import HERE
from portal.grids.models import Area, Grid
from portal.grids.rules import DISTRICT, AreaKind, GridKind
from tests.factories import a_matter, a_person, a_unit

NOW = datetime(2026, 11, 26, 4, tzinfo=UTC)
AUGUST = date(2025, 8, 1)


def district():
    """The streets, communities and grids of the shipped registry, without their people."""
    with (HERE / "registry.csv").open(encoding="utf-8") as registry:
        rows = [row for row in csv.DictReader(registry) if row["kind"] != "staff"]
    top = Area(code=DISTRICT, kind=AreaKind.DISTRICT, name="滨江区", name_en="Binjiang District")
    known = {DISTRICT: top}
    for row in rows:
        if row["kind"] != "grid":
            names = {name: row[name] for name in ("code", "name", "name_en")}
            parent = known[row["code"][:-3]]
            known[row["code"]] = Area(kind=AreaKind(row["kind"]), parent=parent, **names)
    db.session.add_all(known.values())
    db.session.flush()
    grids = [
        {name: row[name] for name in ("code", "name", "name_en", "scope")}
        | {"kind": GridKind(row["grid_kind"]), "community_id": known[row["code"][:12]].id}
        | {"households": 0, "residents": 0}
        for row in rows
        if row["kind"] == "grid"
    ]
    db.session.execute(insert(Grid), grids)
    return known


@pytest.fixture
def results(app):
    """What is published of the district and its communities."""
    areas = district()
    for code in (*TRIVIAL, OWN, OTHERS):
        a_matter(code=code)
    for code, area in areas.items():
        if area.kind is AreaKind.STREET:
            a_unit(kind=UnitKind.COMMAND_ROOM, area_code=code)
    make_august(NOW)
    publish_august(a_person(), NOW)
    revision = shown_revision("2025-08")
    kinds = (SubjectKind.DISTRICT, SubjectKind.COMMUNITY)
    return [one for kind in kinds for one in results_of(revision, kind)]


def test_the_page_of_what_is_passed_on_names_those_that_passed_nothing_on(results, client):
    page = client.get("/results/2025-08/r1/indicator/referral_rate").text
    said = page.split('id="without"')[1].split("</section>")[0]

    assert "August 2025 (example)" in client.get("/results/2025-08/r1?lang=en").text
    assert "This period is an example" in client.get("/results/2025-08/r1/street?lang=en").text
    assert "August 2025 (example)" in client.get("/results?lang=en").text
    file = client.get("/open-data/results/2025-08.csv")
    assert "results-2025-08-example.csv" in file.headers["Content-Disposition"]
    assert file.text.splitlines()[1].endswith(",true")
    assert client.get("/open-data/results/2025-08.json").json["is_example"] is True
    none = without_any(results[1:], "referral_rate")
    assert [one.name for one in none if f">{one.name}</a>" not in said] == []
    assert said.count("<li>") == SILENT


def test_the_reports_august_is_said_as_the_report_says_it_and_is_the_same_for_one_seed(results):
    whole, *communities = results
    referral, valid = whole.figures["referral_rate"], whole.figures["valid_case_rate"]

    assert (referral.part, referral.whole, referral.share) == (476, 31_705, Decimal("1.5"))
    assert valid.share == Decimal("9.5")
    assert len(communities) == 60
    none = without_any(communities, "referral_rate")
    assert len({one.name for one in none}) == SILENT == 33
    assert sum(one.counts.passed_on for one in communities if one not in none) == 476
    assert 0 < len(without_any(communities, "valid_case_rate")) < 33
    assert whole.figures["effective_resolution"].state is State.UNSAMPLED

    cells = select(FigureCell).order_by(*FigureCell.__table__.primary_key)
    keys = [column.name for column in FigureCell.__table__.columns]
    first = [[getattr(cell, key) for key in keys] for cell in db.session.scalars(cells)]
    assert sum(row[keys.index("reported")] for row in first) == 31_705
    db.session.expunge_all()
    make_august(NOW)
    assert [[getattr(cell, key) for key in keys] for cell in db.session.scalars(cells)] == first


@pytest.mark.parametrize(
    ("today", "august"),
    [(date(2026, 11, 26), 2025), (date(2026, 8, 20), 2024), (date(2026, 9, 2), 2025)],
)
def test_it_lies_before_the_demonstrations_year(today, august):
    assert august_before(today) == date(august, 8, 1)
