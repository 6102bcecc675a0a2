"""No request of another system reads a growing table from end to end."""

import pytest

from tests.api.cast import of_street, of_unit
from tests.factories import a_case, a_dispatched_case
from tests.plans import GROWING, listening, scans_of, without_scans
from tests.public.results_cast import published, subjects

LISTS = (
    "",
    "?status=dispatched",
    "?status=closed",
    "?unit={unit}",
    "?area={grid}",
    "?matter={matter}",
    "?updated_after=2026-09-20T00:00:00Z",
)


@pytest.mark.parametrize("whose", ["unit", "street"])
def test_no_request_reads_a_growing_table_from_end_to_end(client, whose):
    without_scans()
    case = a_dispatched_case()
    a_case(grid=case.grid, matter=case.matter)
    period = published(whom=subjects(grid=case.grid.code)).period.name
    system = of_unit(client, unit=case.unit) if whose == "unit" else of_street(client)
    step, etag = ("take" if whose == "unit" else "answer"), system.etag(case.number)
    names = {"unit": case.unit.code, "grid": case.grid.code, "matter": case.matter.code}
    read = [f"/cases{asked.format(**names)}" for asked in LISTS]
    read += [f"/cases/{case.number}", f"/cases/{case.number}/history", "/matters", "/units"]
    read += ["/periods", f"/figures?period={period}"]

    with listening() as sent:
        answers = [system.get(path).status_code for path in read]
        taken = system.step(case.number, step, words="好", headers={"If-Match": etag})

    assert (set(answers), taken.status_code) == ({200}, 200)
    assert len(sent) > 20
    assert [scan for said, given in sent for scan in scans_of(said, given, GROWING)] == []
