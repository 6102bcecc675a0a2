"""A log that is a chain: whatever is changed, left out or put in afterwards is found."""

import csv
import hashlib
import io

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from portal.cli.logs import verify_log
from portal.supervision.rules import (
    BEGINNING,
    COLUMNS,
    Breach,
    Link,
    LogLine,
    chained,
    details_text,
    digest_of,
    first_break,
    read_log,
)

details = st.dictionaries(st.sampled_from(["words", "verdict", "number"]), st.text(max_size=9))
logs = st.lists(details, min_size=1, max_size=6)
LINK_FIELDS = ("at", "step", "check", "digest")


def a_log(contents):
    lines, before = [], BEGINNING
    for turn, content in enumerate(contents, 1):
        text = details_text(content)
        link = Link(turn, f"2026-09-21T02:00:{turn:02}", "sign", "CC-2026-001", digest_of(text))
        lines.append(LogLine(link, chained(before, link), text))
        before = lines[-1].hash
    return lines


def written(lines):
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(COLUMNS)
    out.writerows([*line.link, line.hash, line.details] for line in lines)
    return text.getvalue()


@given(logs)
def test_a_log_as_it_was_written_holds_also_read_from_its_file(contents):
    lines = a_log(contents)

    assert first_break(lines) is None
    assert list(read_log(io.StringIO(written(lines), newline=""))) == lines


@given(logs, st.data())
def test_any_field_changed_afterwards_is_found_at_its_entry(contents, data):
    lines = a_log(contents)
    n = data.draw(st.integers(0, len(lines) - 1))
    field = data.draw(st.sampled_from(LINK_FIELDS))
    changed = lines[n].link._replace(**{field: getattr(lines[n].link, field) + "x"})
    lines[n] = lines[n]._replace(link=changed)

    broken = first_break(lines)

    assert broken is not None
    assert (broken.turn, broken.why) == (n + 1, Breach.CHAIN)


@given(logs, st.data())
def test_whoever_mends_one_hash_breaks_the_next_one(contents, data):
    lines = a_log([*contents, {}])
    n = data.draw(st.integers(0, len(lines) - 2))
    before = lines[n - 1].hash if n else BEGINNING
    forged = lines[n].link._replace(digest=digest_of("other"))
    lines[n] = LogLine(forged, chained(before, forged), "")

    assert first_break(lines) == (n + 2, Breach.CHAIN)


@given(logs, st.data())
def test_an_entry_left_out_or_doubled_is_found(contents, data):
    lines = a_log([*contents, {}])
    n = data.draw(st.integers(0, len(lines) - 2))

    assert first_break(lines[:n] + lines[n + 1 :]) == (n + 1, Breach.GAP)
    assert first_break([*lines[: n + 1], lines[n], *lines[n + 1 :]]) == (n + 2, Breach.GAP)


def test_details_that_were_not_logged_are_found_and_those_not_published_are_not_needed():
    first, second = a_log([{"words": "没有修"}, {"words": "修好了"}])

    assert first_break([first, second._replace(details='{"words":"没修"}')]) == (2, Breach.DETAILS)
    assert first_break([first, second._replace(details="")]) is None


def test_a_hash_is_that_of_a_sha256_tool_over_the_fields_with_commas():
    link = Link(1, "2026-09-21T02:00:00.000000Z", "sign", "CC-2026-001", "d" * 64)
    text = f"{BEGINNING},1,2026-09-21T02:00:00.000000Z,sign,CC-2026-001,{'d' * 64}"

    assert chained(BEGINNING, link) == hashlib.sha256(text.encode()).hexdigest()


def test_the_command_says_that_a_log_holds_and_where_it_does_not(tmp_path):
    lines = a_log([{"words": "甲"}, {"words": "乙"}])
    good, bad, none = (tmp_path / name for name in ("good.csv", "bad.csv", "none.csv"))
    good.write_text(written(lines))
    bad.write_text(written([lines[0]._replace(hash="0" * 64), lines[1]]))
    none.write_text("number,stratum\n")
    run = CliRunner().invoke

    assert f"head {lines[-1].hash}" in run(verify_log, [str(good)]).output
    assert run(verify_log, [str(good), "--head", lines[0].hash]).exit_code == 0
    assert "no entry of it has that head" in run(verify_log, [str(good), "--head", "1"]).output
    assert "entry 1: it, or an entry before it, was changed" in run(verify_log, [str(bad)]).output
    assert "This is not a log of findings" in run(verify_log, [str(none)]).output


@pytest.mark.parametrize("turn", ["", "one", "１", "-1"])
def test_a_line_without_a_number_is_refused(tmp_path, turn):
    file = tmp_path / "log.csv"
    file.write_text(",".join(COLUMNS) + f"\n{turn},a,b,c,d,e,\n")

    assert "Line 2 of the log cannot be read" in CliRunner().invoke(verify_log, [str(file)]).output
