"""A department's own system: its key, and requests whose answers are held against the document."""

from typing import Any

from jsonschema import Draft202012Validator

from portal import clock
from portal.accounts.rules import Role
from portal.exchange.actions import make_key
from portal.exchange.actions.keys import NewKey
from portal.exchange.rules import Scope
from tests.factories import DISTRICT_CODE, STREET_CODE, a_clerk, a_unit

PROBLEM = "application/problem+json"
_document: dict[str, Any] = {}  # asked for once: it is the same for everybody


class System:
    """Another system with a key of its own."""

    def __init__(self, client: Any, *scopes: Scope, **reach: Any) -> None:
        by = a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE)
        new = NewKey("城管系统", scopes or tuple(Scope), **reach)
        self.key, self.secret = make_key(new, by=by, now=clock.now())
        self.client = client

    def get(self, path: str, **given: Any) -> Any:
        """Read something."""
        return self._send("GET", path, **given)

    def post(self, path: str, **given: Any) -> Any:
        """Change something."""
        return self._send("POST", path, **given)

    def etag(self, number: str) -> str:
        """The state of a case as this system reads it now."""
        return str(self.get(f"/cases/{number}").headers["ETag"])

    def step(self, number: str, step: str, *, headers: Any = None, **given: Any) -> Any:
        """Take a step with the case as it stands now, or as the headers say it was read."""
        headers = {"If-Match": self.etag(number)} if headers is None else headers
        return self.post(f"/cases/{number}/steps", json={"step": step, **given}, headers=headers)

    def _send(self, method: str, path: str, **given: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.secret}", **given.pop("headers", {})}
        response = self.client.open(f"/api/v1{path}", method=method, headers=headers, **given)
        assert not_as_described(self.client, method, path, response) == []
        return response


def of_unit(client: Any, *scopes: Scope, unit: Any = None) -> System:
    """A system of a department."""
    return System(client, *scopes, unit=unit or a_unit())


def of_street(client: Any, *scopes: Scope) -> System:
    """A system of the command room of a street."""
    return System(client, *scopes, area_code=STREET_CODE)


def not_as_described(client: Any, method: str, path: str, response: Any) -> list[str]:
    """Return in what a response differs from what the OpenAPI document says of it."""
    if not _document:
        _document.update(client.get("/api/v1/openapi.json").json)
    document = _document
    described = _described(document, method, path)
    if described is None or response.status_code == 304:
        return []
    answer = described["responses"].get(str(response.status_code))
    if answer is None:
        return [f"{response.status_code} is not described"]
    if response.mimetype not in answer["content"]:
        return [f"{response.mimetype} is not described"]
    schema = {**answer["content"][response.mimetype].get("schema", {})}
    if not response.is_json:
        return []
    schema["components"] = document["components"]
    return [error.message for error in Draft202012Validator(schema).iter_errors(response.json)]


def _described(document: Any, method: str, path: str) -> Any:
    given = path.partition("?")[0].split("/")
    for template, methods in document["paths"].items():
        parts = template.split("/")
        is_it = len(parts) == len(given) and all(
            part == there or part.startswith("{") for part, there in zip(parts, given, strict=True)
        )
        if is_it and method.lower() in methods:
            return methods[method.lower()]
    return None
