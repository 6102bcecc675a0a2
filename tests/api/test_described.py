"""The OpenAPI document is what the interface does: schemathesis finds no request that differs."""

import contextvars
from typing import Any

import pytest
import schemathesis
from flask.globals import _cv_app
from hypothesis import HealthCheck, given, seed, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks

from portal.api.operations import OPERATIONS
from portal.db import db
from tests.api.cast import of_street
from tests.factories import a_case, a_dispatched_case
from tests.public.results_cast import published

EXAMPLES = 12  # of each operation and kind
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


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_schemathesis_finds_no_failure(app, client, name, mode):
    case = a_dispatched_case()
    a_case(grid=case.grid, matter=case.matter)
    published()
    system = of_street(client)
    load_all_checks()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", Served(app))
    operation = schema.find_operation_by_id(name)
    key = {"Authorization": f"Bearer {system.secret}"}

    @seed(20260921)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(asked=operation.as_strategy(generation_mode=mode))
    def ask(asked: Any) -> None:
        if "number" in asked.path_parameters and mode is GenerationMode.POSITIVE:
            asked.path_parameters["number"] = case.number
        asked.call_and_validate(headers=key)

    ask()


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
