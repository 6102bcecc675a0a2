"""XML and JSON hold the same, whatever the words and whatever the case; schemas of the standard."""

import json
from datetime import timedelta
from itertools import count
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.cases.rules import CaseStatus, DeclineReason, Outcome
from portal.open311.formats import written
from portal.open311.translate import fit
from tests.conftest import NOW
from tests.factories import a_case, a_dispatched_case, a_grid, a_matter, a_resolved_case, a_unit
from tests.open311.xml_read import as_text, plain

SCHEMAS = Path(__file__).parent / "schemas"
_n = count(1)
WORDS = st.text(max_size=30)
NAMES = WORDS.filter(lambda name: bool(name.strip()))


def schema(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text())


def check(content, name):
    checker = jsonschema.Draft202012Validator(
        schema(name), format_checker=jsonschema.FormatChecker()
    )
    checker.validate(content)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "service_request_id": WORDS.map(fit),
                "description": st.none() | WORDS.map(fit),
                "lat": st.none() | st.floats(-90, 90),
                "metadata": st.booleans(),
                "notes": st.lists(st.fixed_dictionaries({"description": WORDS.map(fit)})),
            }
        ),
        max_size=4,
    )
)
def test_whatever_the_words_are_the_two_formats_hold_the_same(requests):
    in_xml = plain(written("xml", "service_requests", requests).encode())
    in_json = as_text(json.loads(written("json", "service_requests", requests)))

    assert _ends(in_xml) == _ends(in_json)


def _ends(content):
    """XML readers make one line end of two characters."""
    return json.loads(json.dumps(content).replace("\\r\\n", "\\n").replace("\\r", "\\n"))


MAKERS = (a_case, a_dispatched_case, a_resolved_case)


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_random_cases_read_the_same_in_both_formats_and_fit_the_schemas(client, locale):
    @settings(
        max_examples=10,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
        database=None,
    )
    @given(
        maker=st.sampled_from(MAKERS),
        status=st.sampled_from(CaseStatus),
        outcome=st.none() | st.sampled_from(Outcome),
        reason=st.none() | st.sampled_from(DeclineReason),
        is_private=st.booleans(),
        name=NAMES,
        days=st.integers(0, 89),
    )
    def look(maker, status, outcome, reason, is_private, name, days):
        name = name.replace("\x00", "")  # which no database holds
        matter = a_matter(is_private=is_private, name=name, name_en=name)
        case = maker(
            matter=matter,
            grid=a_grid(name=name, outline=None if days % 2 else [[120, 30], [121, 31], [120, 30]]),
            now=NOW - timedelta(days=days),
            **({"unit": a_unit(name=name)} if maker is a_dispatched_case else {}),
        )
        case.status, case.outcome, case.decline_reason = status, outcome, reason
        query = {"locale": locale, "extensions": "true", "service_code": matter.code}
        in_xml = client.get("/open311/v2/requests.xml", query_string=query)
        in_json = client.get("/open311/v2/requests.json", query_string=query)
        assert len(in_json.json) == 1
        assert _ends(plain(in_xml.data)) == _ends(as_text(in_json.json))
        check(in_json.json, "requests")

    look()


def test_services_and_definitions_fit_the_schemas(client):
    matters = [
        a_matter(evidence=evidence)
        for evidence in (
            "",
            "排放口/井位照片+定位+天气（晴/雨）+水色气味勾选",
            "文字说明+楼栋号；不拍摄室内和人员",
        )
    ]

    check(client.get("/open311/v2/services.json?extensions=true").json, "services")
    for matter in matters:
        page = client.get(f"/open311/v2/services/{matter.code}.json")
        check(page.json, "service-definition")
    check(client.get("/open311/v2/services/none.json").json, "errors")
    check(client.get("/open311/discovery.json").json, "discovery")
