"""A demonstration touches only what a demonstration made, and ends when it is told to."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import inspect

from portal.app import create_app
from portal.db import db
from portal.demo.building import Built, build
from portal.demo.people import LOGINS
from portal.demo.starting import Found, clear_away, look
from tests.factories import a_case, a_person
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
DEMO = [sys.executable, "-c", "from portal.app import main; main()", "demo", "--cases", "40"]


@pytest.fixture
def empty(empty_database, settings_for, tmp_path):
    """An app over a database that nobody has used, or that is cleared for this test."""
    settings = settings_for(PORTAL_DATABASE_URL=empty_database, PORTAL_HOME=str(tmp_path))
    app = create_app(settings)
    with app.app_context():
        if look() is not Found.NOTHING:
            clear_away(settings)
        yield settings
        db.session.rollback()
        clear_away(settings)
        db.session.remove()
        db.engine.dispose()


def test_an_empty_database_and_one_that_was_only_made_ready_are_free(empty):
    before = look()
    upgrade()

    assert before is look() is Found.NOTHING


@pytest.mark.parametrize(
    "something", [pytest.param(a_person, id="people"), pytest.param(a_case, id="cases")]
)
def test_what_others_keep_is_known_as_theirs(empty, something):
    upgrade()
    something()
    db.session.commit()

    assert look() is Found.SOMETHING_ELSE


def test_half_of_a_demonstration_is_known_and_cleared_away_to_the_last_table(empty):
    next(build(20, 1, Built()))
    db.session.rollback()
    half = look()
    clear_away(empty)

    assert [half, look()] == [Found.HALF_OF_ONE, Found.NOTHING]
    assert inspect(db.engine).get_table_names() == ["alembic_version"]


def test_a_whole_one_is_known(told):
    assert told.cases
    assert look() is Found.A_DEMONSTRATION


def environ() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1][:3]
    except FileNotFoundError:
        return False


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    said = ""
    while words not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    return said


def run(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*DEMO, *arguments],
        env=environ(),
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@dataclass(frozen=True)
class Evening:
    """What was seen of a demonstration from its start to Ctrl-C."""

    home: Path
    said: str
    page: int
    family: list[int]
    code: int
    last_words: str
    second: "subprocess.CompletedProcess[str]"  # started meanwhile on the same port


@pytest.fixture(scope="module")
def evening(tmp_path_factory):
    home, port = tmp_path_factory.mktemp("evening"), free_port()
    begun = subprocess.Popen(
        [*DEMO, "--port", str(port)], env=environ(), cwd=home, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        said = read_until(begun, "Stop with Ctrl-C")
        board = next(word for word in said.split() if "/b/" in word)
        with urllib.request.urlopen(board) as page:
            status = page.status
        wait_until_ready(port)
        children = children_of(begun.pid)
        family = children + [grandchild for child in children for grandchild in children_of(child)]
        second = run("--port", str(port), cwd=home)
    finally:
        begun.send_signal(signal.SIGINT)
        last_words, _ = begun.communicate(timeout=60)
    return Evening(home, said, status, family, begun.returncode, last_words, second)


def test_ctrl_c_ends_the_server_and_the_worker_and_is_no_failure(evening):
    assert evening.page == 200
    assert len(evening.family) >= 4  # the server with two workers, and the worker
    assert not any(map(is_alive, evening.family))
    assert evening.last_words.endswith("Stopped.\n")
    assert evening.code == 0


def test_a_login_of_each_role_is_printed_with_the_addresses(evening):
    for word in (*LOGINS, "/board.pdf", "/staff/sign-in"):
        assert word in evening.said


def test_a_taken_port_is_said_before_anything_is_built(evening):
    assert evening.second.returncode == 1
    assert "cannot be used" in evening.second.stderr
    assert "Building" not in evening.second.stdout


def test_a_demonstration_that_is_there_is_used_again_and_says_how_to_start_afresh(evening):
    again = run("--no-serve", cwd=evening.home)

    assert "Using the demonstration of 40 cases" in again.stdout
    assert "--fresh" in again.stdout
    assert "Sign in as" not in again.stdout


def test_new_passwords_are_printed_on_demand(evening):
    renewed = run("--no-serve", "--new-passwords", cwd=evening.home)

    assert "Sign in as" in renewed.stdout


def test_somebody_elses_database_stays_untouched(tmp_path, settings_for):
    address = f"sqlite:///{tmp_path / 'theirs.sqlite'}"
    app = create_app(settings_for(PORTAL_DATABASE_URL=address, PORTAL_HOME=str(tmp_path)))
    with app.app_context():
        upgrade()
        a_person()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    before = (tmp_path / "theirs.sqlite").read_bytes()

    done = subprocess.run(
        [*DEMO, "--no-serve", "--fresh"], env=environ() | {"PORTAL_DATABASE_URL": address},
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert done.returncode == 1
    assert "stays untouched" in done.stderr
    assert (tmp_path / "theirs.sqlite").read_bytes() == before


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path):
    nowhere = {"PORTAL_DATABASE_URL": f"postgresql://nobody@127.0.0.1:{free_port()}/none"}
    done = subprocess.run(
        [*DEMO, "--no-serve"], env=environ() | nowhere, cwd=tmp_path,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.startswith("Error: The database cannot be reached")


def wait_until_ready(port: int) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the worker was not seen")
