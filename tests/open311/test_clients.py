"""Clients that others wrote drive the door over a real line: `three` and `georeport`."""

import itertools
import sys
import threading
from contextlib import contextmanager

import pytest
from georeport import GeoReport
from werkzeug.serving import WSGIRequestHandler, make_server

from portal import clock
from portal.accounts.rules import Role
from portal.app import create_app
from portal.db import db
from portal.exchange.actions import make_key
from portal.exchange.actions.keys import NewKey
from portal.exchange.rules import Scope
from tests.factories import (
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_photo,
    a_unit,
)
from tests.open311.test_formats import check
from tests.ports import free_port


class Silent(WSGIRequestHandler):
    """Writes down nothing."""

    def log(self, *_args):
        pass


@contextmanager
def served(app):
    server = make_server("127.0.0.1", free_port(), app, threaded=True, request_handler=Silent)
    at_work = threading.Thread(target=server.serve_forever, daemon=True)
    at_work.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()
    at_work.join()


@pytest.fixture(scope="module")
def portal(ready_file, settings_for, tmp_path_factory):
    """A served portal with a case, a service and a key of its own."""
    own = tmp_path_factory.mktemp("open311") / "own.sqlite"
    own.write_bytes(ready_file.read_bytes())
    app = create_app(settings_for(PORTAL_DATABASE_URL=f"sqlite:///{own}"))
    with app.app_context():
        case = a_dispatched_case(words="张阿姨家门口")
        matter, grid = a_matter(evidence="现场照片1张以上+门牌号/楼栋号+文字说明"), a_grid()
        by = a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE)
        key = make_key(NewKey("路政", [Scope.REPORT], unit=a_unit()), by=by, now=clock.now())[1]
        known = {"number": case.number, "code": matter.code, "grid": grid.code, "key": key}
        db.session.commit()
        with served(app) as address:
            yield known | {"address": address}
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def three():
    """The client, which was written for Python 2 and asks for one name that has gone since."""
    itertools.ifilter = filter
    try:
        from three import Three
    finally:
        del itertools.ifilter
    yield Three
    sys.modules.pop("three", None)


def test_three_reads_and_reports(portal, three):
    city = three(f"{portal['address']}/open311/v2", api_key=portal["key"])
    city.discovery_url = f"{portal['address']}/open311/discovery.json"

    assert city.discovery()["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    services = {one["service_code"]: one for one in city.services()}
    assert services[portal["code"]]["metadata"] is True
    assert city.services(portal["code"])["attributes"][1]["code"] == "building"
    (found,) = city.request(portal["number"])
    assert found["status"] == "open"
    assert [one["service_request_id"] for one in city.requests(count=5)] == [portal["number"]]

    (made,) = city.post(
        portal["code"],
        address_id=portal["grid"],
        name="Zhang San",
        email="zhang@example.cn",
        description="井盖坏了",
        media=("a.jpg", a_photo()),
    )
    (found,) = city.request(made["service_request_id"])
    assert found["address_id"] == portal["grid"]
    assert "zhang" not in city._request.text.lower()
    listed = city.requests(portal["code"], status="open", between=["01-01-2020", "01-20-2020"])
    assert listed == []
    assert city.post(portal["code"], api_key="guess")[0]["code"] == 403


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_in_both_formats(portal, form):
    city = GeoReport(
        f"{portal['address']}/open311/v2", jurisdiction=STREET_CODE, output_format=form
    )

    codes = {one["service_code"] for one in city.get_service_list()}
    assert portal["code"] in codes
    assert city.get_service_definition(portal["code"])["service_code"] == portal["code"]
    found = city.get_service_request(portal["number"])
    assert found["service_request_id"] == portal["number"]
    listed = city.get_service_requests(
        service_request_id=f"{portal['number']},BJ1", status="closed"
    )
    assert (listed[0] if form == "json" else listed)["status"] == "open"
    if form == "json":
        check([found], "requests")
