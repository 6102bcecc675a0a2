"""An outsider draws a published check again from the open files alone, by docs/recompute.md."""

import re
from pathlib import Path

import pytest

from portal.supervision import actions, queries
from tests.conftest import NOW
from tests.factories import a_grid
from tests.supervision.cast import a_check, a_team, closed_cases, drawn, lead_of, seeded

DOCUMENT = Path(__file__).parents[2] / "docs" / "recompute.md"


@pytest.fixture
def check(client, tmp_path, monkeypatch):
    """A check of two strata and two rounds, its open files in a folder of their own."""
    grid = a_grid()
    closed_cases(grid, 30)
    closed_cases(grid, 9, level=1)
    drawn(check := a_check(a_team()))
    actions.draw_round(seeded(check, "2 7", further=6), by=lead_of(check.team), now=NOW)
    drawn(a_check(a_team("JD-2")), seed="of another check")
    here = f"/supervision/{check.code}"
    for address in ("/open-data/checks.csv", f"{here}/list.csv", f"{here}/drawn.csv"):
        answer = client.get(address)
        assert answer.status_code == 200
        (tmp_path / Path(address).name).write_bytes(answer.data)
    monkeypatch.chdir(tmp_path)
    return check


def draw_again(check):
    """Run the lines of the document as they stand there; return what they know at the end."""
    (lines,) = re.findall(r"```python\n(# draw again.*?)```", DOCUMENT.read_text(), re.DOTALL)
    known = {"CHECK": check.code}
    exec(lines, known)
    return known


def test_the_document_draws_what_was_published(check):
    known = draw_again(check)

    assert list(known["rounds"]["round"]) == ["1", "2"]
    sampled = {(one.number, str(one.round.turn)) for one in queries.sampled_in(check)}
    said = known["drawn"][known["drawn"]["as"] == "drawn"]
    assert set(zip(said.number, said["round"], strict=True)) == sampled
    assert len(sampled) > 10


@pytest.mark.parametrize("file", ["list.csv", "drawn.csv", "checks.csv"])
def test_a_changed_file_does_not_pass(check, file, tmp_path):
    changed = tmp_path / file
    number = queries.sampled_in(check)[0].number
    was = check.rounds[0].seed if file == "checks.csv" else number
    changed.write_text(changed.read_text().replace(was, was[:-1] + "x", 1))

    with pytest.raises(AssertionError):
        draw_again(check)
