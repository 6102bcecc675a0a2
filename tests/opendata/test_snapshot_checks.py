"""A snapshot holds all that an outsider needs: frames, seeds, tickets, findings and results."""

import csv
import hashlib
import io
import json

import pytest

from portal import clock
from portal.exchange.queries import latest_snapshots
from portal.opendata.keeping import keep_open_data
from portal.policy.rules import DRAFT
from tests.assessment.period_cast import Cast, cast
from tests.factories import a_grid
from tests.supervision.cast import a_check, a_team, closed_cases, drawn
from tests.supervision.results_cast import ended

__all__ = ["cast"]


@pytest.fixture
def fetch(cast: Cast, client):
    """A check that is drawn, one that has ended, and a published month; fetch what was kept."""
    closed_cases(a_grid(), 30)
    drawn(a_check(a_team()))
    drawn(over := a_check(a_team("JD-2")), seed="2 7")
    ended(over)
    cast.published()
    keep_open_data(clock.now())
    day = clock.today().isoformat()
    return lambda name: client.get(f"/open-data/snapshots/{day}/{name}").data


def rows_of(content, **where):
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [row for row in rows if all(row[name] == said for name, said in where.items())]


def test_frames_hash_to_what_was_published_and_seeds_give_the_tickets(fetch):
    checks = rows_of(fetch("checks.csv"))
    assert len(checks) == 2
    for check in checks:
        frame = rows_of(fetch("frames.csv"), check=check["check"])
        lines = "".join(f"{line['number']},{line['stratum']}\n" for line in frame)
        assert hashlib.sha256(lines.encode()).hexdigest() == check["list_sha256"]
        tickets = rows_of(fetch("tickets.csv"), check=check["check"])
        seed = check["seed"]
        told = sorted(
            hashlib.sha256(f"{seed}:{one['number']}".encode()).hexdigest() for one in frame
        )
        assert [one["ticket"] for one in tickets] == told[: len(tickets)]
        assert {"drawn", "reserve"} == {one["as"] for one in tickets}


def test_kept_files_say_what_the_live_ones_say(fetch, client):
    assert fetch("findings.csv") == client.get("/supervision/log.csv").data
    for kept, live in (
        ("results.csv", "2026-08.csv"),
        ("strata.csv", "2026-08/strata.csv"),
        ("results-matters.csv", "2026-08/matters.csv"),
        ("results-mix.csv", "2026-08/mix.csv"),
        ("exclusions.csv", "2026-08/exclusions.csv"),
    ):
        rows = rows_of(fetch(kept), period="2026-08", edition="1")
        shown = [{k: v for k, v in row.items() if k not in ("period", "edition")} for row in rows]
        assert shown == rows_of(client.get(f"/open-data/results/{live}").data)
    assert rows_of(fetch("results.csv"))


def test_few_answers_are_kept_back_in_what_is_kept_for_ever_too(fetch):
    told = rows_of(fetch("results.csv"), kind="grid", indicator="satisfaction")

    few = [row for row in told if row["is_kept_back"] == "true"]
    assert few
    assert {row[name] for row in few for name in ("part", "whole", "asked")} == {""}
    assert all(int(row["whole"] or 5) >= DRAFT.fewest_to_publish for row in told if row not in few)


def test_sealed_texts_and_files_answer_to_the_manifest(fetch):
    (line,) = fetch("results-sealed.jsonl").splitlines()
    sealed = json.loads(line)

    said = dict(reversed(one.split("  ")) for one in sealed["manifest"].splitlines())
    assert hashlib.sha256(sealed["manifest"].encode()).hexdigest() == sealed["sha256"]
    for name, text in {**sealed["texts"], **sealed["files"]}.items():
        assert hashlib.sha256(text.encode()).hexdigest() == said[name]


def test_the_dictionary_has_a_word_on_every_column_of_every_file(fetch):
    words = rows_of(fetch("dictionary.csv"))
    (kept,) = latest_snapshots().values()

    assert all(row["meaning"] and row["meaning_en"] for row in words)
    for one in kept:
        columns = [row["column"] for row in words if row["file"] == one.name]
        if one.media_type.startswith("text/csv") and one.name != "dictionary.csv":
            header = fetch(one.name).decode("utf-8-sig").split("\r\n")[0]
            assert header.split(",") == columns
        if one.name == "results-sealed.jsonl":
            assert list(json.loads(fetch(one.name).splitlines()[0])) == columns
