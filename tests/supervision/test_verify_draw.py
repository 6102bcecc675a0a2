"""portal verify-draw: anyone repeats a published draw from the list and the seed alone."""

import hashlib

import pytest
from click.testing import CliRunner

from portal.cli import COMMANDS
from portal.cli.draws import verify_draw
from portal.supervision.rules import Row, draw, shared_out, ticket

ROWS = [Row(f"BJ{n:03}", "a" if n < 14 else "b") for n in range(20)]
LINES = sorted(f"{row.number},{row.stratum}" for row in ROWS)


@pytest.fixture
def listed(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("number,stratum\n" + "\n".join(reversed(LINES)) + "\n", encoding="utf-8-sig")
    return str(file)


def run(*words):
    return CliRunner().invoke(verify_draw, words)


def test_it_prints_the_lists_hash_and_the_drawn_numbers_with_their_tickets(listed):
    said = run(listed, "--seed", "6 2", "--size", "6")

    digest = hashlib.sha256(("\n".join(LINES) + "\n").encode()).hexdigest()
    first, *drawn = said.output.splitlines()
    assert said.exit_code == 0
    assert first == f"list {digest}  20 rows"
    expected = draw(ROWS, shared_out(6, {"a": 14, "b": 6}), "6 2")
    stratum_of = dict(ROWS)
    assert drawn == [f"{n}\t{stratum_of[n]}\t{ticket('6 2', n)}" for n in expected]


def test_sizes_may_be_given_for_each_stratum(listed):
    said = run(listed, "--seed", "6 2", "--size", "a=2", "--size", "b=5")

    strata = [line.split("\t")[1] for line in said.output.splitlines()[1:]]
    assert strata == ["a"] * 2 + ["b"] * 5


def test_what_earlier_rounds_drew_is_left_out(listed, tmp_path):
    first = [
        line.split("\t")[:2]
        for line in run(listed, "--seed", "1", "--size", "8").output.splitlines()[1:]
    ]
    earlier = tmp_path / "earlier.csv"
    earlier.write_text("number,stratum\n" + "\n".join(",".join(row) for row in first))

    again = run(listed, "--seed", "1", "--size", "8", "--earlier", str(earlier))

    numbers = {line.split("\t")[0] for line in again.output.splitlines()[1:]}
    assert numbers
    assert not numbers & {number for number, _stratum in first}


@pytest.mark.parametrize(
    ("content", "size", "why"),
    [
        pytest.param("case,stratum\nA,x\nB,x\n", "2", "columns number and stratum", id="columns"),
        pytest.param("number,stratum\nA,x\nA,x\n", "2", "twice", id="a number twice"),
        pytest.param("number,stratum\nA,x\nB,y\n", "2", "fewer than two", id="thin strata"),
        pytest.param("number,stratum\nA,x\nB,x\n", "z=2", "needs a size", id="unknown stratum"),
        pytest.param("number,stratum\nA,x\nB,x\n", "some", "not a number", id="size in words"),
        pytest.param("number,stratum\nA\nB,x\n", "2", "hold no comma", id="no stratum"),
        pytest.param("number,stratum\n", "2", "empty", id="nothing listed"),
        pytest.param("", "2", "columns number and stratum", id="an empty file"),
    ],
)
def test_what_cannot_be_repeated_is_said_in_a_sentence(tmp_path, content, size, why):
    file = tmp_path / "list.csv"
    file.write_text(content)

    said = run(str(file), "--seed", "6", "--size", size)

    assert said.exit_code != 0
    assert why in said.output
    assert "Traceback" not in said.output


def test_a_file_that_is_no_text_is_refused(tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(b"\xff\xfe\x00number")

    assert "cannot be read as CSV" in run(str(file), "--seed", "6", "--size", "2").output


def test_the_command_is_one_of_the_portals():
    assert verify_draw in COMMANDS
