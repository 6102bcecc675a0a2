"""The OpenAPI document is what the interface does: schemathesis finds no request that differs."""

import contextvars
from typing import Any

import pytest
import schemathesis
from flask.globals import _cv_app
from hypothesis import HealthCheck, given, seed, settings
from jsonschema import Draft202012Validator
from markupsafe import escape
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks

from portal.api.operations import OPERATIONS
from portal.db import db
from tests.api.cast import of_street
from tests.factories import a_case, a_dispatched_case, a_photo
from tests.public.results_cast import published

EXAMPLES = 8  # of each operation and kind
# A step that is described well can still be against a rule: a day long past, a unit of elsewhere.
UNKEPT = {"expected-statuses": ["2xx", 403, 404, 409, 422]}
OPERATIONS_SEEN = [
    {"include-operation-id": "take_one_step", "checks": {"positive_data_acceptance": UNKEPT}}
]
NAMES = [one.name for one in OPERATIONS]


class Served:
    """The portal as schemathesis calls it: each request stands alone, as on a server."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, environ: Any, start: Any) -> Any:
        db.session.commit()
        answer = contextvars.copy_context().run(self._answer, environ, start)
        db.session.expire_all()
        return answer

    def _answer(self, environ: Any, start: Any) -> Any:
        _cv_app.set(None)
        pieces = self._app(environ, start)
        try:
            return list(pieces)
        finally:
            pieces.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")
@pytest.mark.parametrize("name", NAMES)
def test_schemathesis_finds_no_failure(app, client, name):
    case = a_dispatched_case()
    a_case(grid=case.grid, matter=case.matter)
    published()
    system = of_street(client)
    load_all_checks()
    config = schemathesis.Config.from_dict({"operations": OPERATIONS_SEEN})
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", Served(app), config=config)
    operation = schema.find_operation_by_id(name)

    key = {"Authorization": f"Bearer {system.secret}"}

    def send_well(asked):
        make_real(asked, case, system)
        asked.call_and_validate(headers=key)

    ask(operation, GenerationMode.POSITIVE, send_well)
    ask(operation, GenerationMode.NEGATIVE, lambda asked: asked.call_and_validate(headers=key))


def ask(operation, mode, send):
    """Send some requests that are as described, or some that are not: always the same ones."""

    @seed(20260921)
    @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
    @given(asked=operation.as_strategy(generation_mode=mode))
    def one(asked: Any) -> None:
        send(asked)

    one()


def make_real(asked, case, system):
    """Put what no generator can guess into a request that is to be accepted."""
    if "number" in asked.path_parameters:
        asked.path_parameters["number"] = case.number
    if "If-Match" in asked.headers:
        asked.headers["If-Match"] = system.etag(case.number)
    if asked.media_type == "multipart/form-data":
        asked.body["photos"] = [a_photo()]


def test_the_document_is_valid_and_names_every_operation(client):
    document = client.get("/api/v1/openapi.json").json
    told = {one["operationId"] for path in document["paths"].values() for one in path.values()}

    assert document["openapi"] == "3.1.0"
    assert told == set(NAMES)
    for path in document["paths"].values():
        for one in path.values():
            for answer in one["responses"].values():
                for content in answer["content"].values():
                    Draft202012Validator.check_schema(content.get("schema", {}))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_every_operation_to_people_and_needs_no_script(client, language):
    page = client.get("/api/", query_string={"lang": language}).text
    document = client.get("/api/v1/openapi.json", query_string={"lang": language}).json
    main = page[page.index("<main") : page.index("</main>")]

    for path, methods in document["paths"].items():
        for method, one in methods.items():
            assert f"{method.upper()} {path}" in main
            assert str(escape(one["summary"])) in main
    assert "<script" not in main
    assert "https://" not in main
    assert "/api/" in client.get("/open-data/").text
