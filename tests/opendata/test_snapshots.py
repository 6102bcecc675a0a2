"""Snapshots: kept once a month, checked by their sums, resumed where they broke off."""

import csv
import hashlib
import io
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.cases.models import Case
from portal.cases.rules import CaseStatus
from portal.db import db
from portal.exchange.queries import latest_snapshots
from portal.opendata.jobs import keep_month
from portal.opendata.keeping import keep_open_data
from tests.factories import a_board, a_case, a_grid, a_matter

OCTOBER = datetime(2026, 10, 1, 1, tzinfo=UTC)
DAY = "2026-10-01"


@pytest.fixture
def kept(app):
    grid, matter = a_board().grid, a_matter(code="B901", category="B", is_private=False)
    secret = a_matter(code="B902", category="B", is_private=True)
    for n in range(12):
        with clock.stopped_at(OCTOBER - timedelta(days=3 + n // 6)):
            a_case(grid=grid, matter=matter, words=f"=秘密{n}")
    with clock.stopped_at(OCTOBER - timedelta(days=9)):
        a_case(grid=a_grid(), matter=secret)
    with clock.stopped_at(OCTOBER + timedelta(hours=1)):
        a_case(grid=grid, matter=matter)
    keep_open_data(OCTOBER)
    return latest_snapshots()[OCTOBER.date()]


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def address(name):
    return f"/open-data/snapshots/{DAY}/{name}"


def test_every_kept_file_has_the_sum_that_is_said_of_it(client, kept):
    sums = client.get(address("sha256sums.txt")).text
    page = client.get("/open-data/").text
    catalogue = client.get("/open-data/catalog.jsonld").text

    assert len(kept) == 19
    for line in sums.splitlines():
        found, name = line.split("  ")
        content = client.get(address(name)).data
        assert hashlib.sha256(content).hexdigest() == found
        assert found in page
        assert found in catalogue


def test_a_download_goes_on_where_it_broke_off(client, kept):
    name = next(one.name for one in kept if one.name == "cases-2026.csv")
    whole = client.get(address(name))
    tag, size = whole.headers["ETag"], len(whole.data)

    def get(**headers):
        return client.get(
            address(name), headers={key.replace("_", "-"): told for key, told in headers.items()}
        )

    rest = get(Range=f"bytes=40-{size - 2}", If_Range=tag)
    assert (rest.status_code, rest.data) == (206, whole.data[40:-1])
    assert rest.headers["Content-Range"] == f"bytes 40-{size - 2}/{size}"
    assert get(Range="bytes=-7").data == whole.data[-7:]
    assert get(Range=f"bytes={size}-").status_code == 416
    other = get(Range="bytes=40-", If_Range='"another"')
    assert (other.status_code, other.data) == (200, whole.data)
    assert get(If_None_Match=tag).status_code == 304
    assert get(If_Modified_Since=whole.headers["Last-Modified"]).status_code == 304
    assert client.head(address(name)).headers["Content-Length"] == str(size)


def test_a_small_file_can_be_resumed_too(client):
    a_matter()
    whole = client.get("/open-data/matters.csv")

    rest = client.get(
        "/open-data/matters.csv",
        headers={"Range": "bytes=10-", "If-Range": whole.headers["ETag"]},
    )

    assert (rest.status_code, rest.data) == (206, whole.data[10:])
    too_far = client.get("/open-data/matters.csv", headers={"Range": f"bytes={len(whole.data)}-"})
    assert too_far.status_code == 416


@pytest.mark.usefixtures("kept")
def test_cases_are_told_by_five_at_least_and_only_of_months_that_are_over(client):
    kept_rows = rows_of(client.get(address("cases-2026.csv")).data)
    with clock.stopped_at(OCTOBER + timedelta(days=1)):
        streamed = client.get("/open-data/cases.csv?year=2026")
        assert client.get("/open-data/cases.csv?year=1999").status_code == 404

    assert streamed.headers["Accept-Ranges"] == "none"
    assert rows_of(streamed.data) == kept_rows
    alike = Counter((row["area"], row["matter"], row["reported"]) for row in kept_rows)
    assert sorted(alike.values()) == [6, 6]
    assert {row["matter"] for row in kept_rows} == {"B901"}
    assert "秘密" not in streamed.text


@pytest.mark.usefixtures("kept")
def test_a_month_is_kept_once():
    with clock.stopped_at(OCTOBER + timedelta(days=12)):
        keep_month()
    assert list(latest_snapshots()) == [OCTOBER.date()]
    with clock.stopped_at(OCTOBER + timedelta(days=31)):
        keep_month()
    assert len(latest_snapshots()) == 2


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("path", ["2026-10-02/grids.csv", "2026-10-01/none.csv", "x/grids.csv"])
def test_what_was_not_kept_is_not_found(client, path):
    assert client.get(f"/open-data/snapshots/{path}").status_code == 404


def test_the_cases_of_a_year_are_not_sent_again_until_something_happens_to_one(client, kept):
    address = "/open-data/cases.csv?year=2026"
    with clock.stopped_at(OCTOBER):
        first = client.get(address)
        asked = {"If-None-Match": first.headers["ETag"]}
        again = client.get(address, headers=asked)
        case = db.session.scalars(select(Case).order_by(Case.id).limit(1)).one()
        case.status = CaseStatus.DECLINED
        db.session.commit()
        changed = client.get(address, headers=asked)

    assert (again.status_code, again.data) == (304, b"")
    assert changed.status_code == 200
    assert changed.data != first.data
    assert changed.headers["ETag"] != first.headers["ETag"]
