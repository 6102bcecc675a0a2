"""The commands say what they did, or in a sentence why not."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from portal import clock
from portal.accounts.actions import Visit, sign_in
from portal.accounts.models import Person
from portal.accounts.queries import person_by_login
from portal.accounts.rules import Role
from portal.app import main
from portal.boards.models import Board
from portal.db import db
from portal.district.loading import load_district
from portal.grids.models import Grid
from portal.policy.rules import DRAFT
from tests.factories import a_grid, a_person, a_unit
from tests.grids.registry import a_community, a_street, a_worker, as_csv, whole
from tests.grids.registry import a_grid as a_grid_row

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-c", "from portal.app import main; main()"]


def run(*args: object, typed: str | None = None) -> Result:
    result = CliRunner().invoke(main, [str(arg) for arg in args], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def run_apart(home: Path, *args: object) -> "subprocess.CompletedProcess[str]":
    """A command as somebody types it, in a process of its own."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environ |= {"PORTAL_INSTANCE": "test", "PORTAL_HOME": str(home), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*COMMAND, *map(str, args)],
        env=environ, cwd=home, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture
def registry(tmp_path):
    """Write rows to a file and return its path."""

    def write(rows, name="registry.csv"):
        path = tmp_path / name
        path.write_bytes(as_csv(rows))
        return path

    return write


def count(model):
    return db.session.scalar(select(func.count(model.id)))


class TestImportGrids:
    def test_a_good_file_comes_in(self, app, registry):
        result = run("import-grids", registry(whole()))

        assert result.exit_code == 0
        assert "grid            1 rows: 1 added, 0 changed, 0 unchanged" in result.output
        assert "0 ended, 0 warnings, 0 wrong" in result.output
        assert count(Grid) == 1

    def test_the_same_file_again_changes_nothing(self, app, registry):
        run("import-grids", registry(whole()))

        result = run("import-grids", registry(whole()))

        assert "nothing changed" in result.output

    def test_one_bad_row_keeps_everything_out(self, app, registry):
        rows = [*whole(), a_worker(person="S5", phone="12")]

        result = run("import-grids", registry(rows))

        assert result.exit_code == 1
        assert "wrong: line 7: “12” is not a telephone number" in result.output
        assert "Nothing was imported" in result.output
        assert count(Grid) == count(Person) == 0

    def test_the_good_rows_come_in_on_demand_and_it_still_says_that_some_were_wrong(
        self, app, registry
    ):
        rows = [*whole(), a_worker(person="S5", phone="12")]

        result = run("import-grids", registry(rows), "--keep-good")

        assert result.exit_code == 1
        assert "1 wrong" in result.output
        assert (count(Grid), count(Person)) == (1, 2)

    def test_a_warning_keeps_nothing_out(self, app, registry):
        rows = [a_street(), a_community(), a_grid_row(residents="1200")]

        result = run("import-grids", registry(rows))

        assert result.exit_code == 0
        assert "warning: line 4: 1,200 residents, 1,000 is the limit" in result.output

    def test_a_thousand_bad_rows_do_not_fill_the_screen(self, app, registry):
        result = run("import-grids", registry([a_worker(person=f"S{n}") for n in range(1000)]))

        assert "… and 800 more wrong rows" in result.output

    def test_an_unreadable_file_is_a_sentence(self, app, tmp_path):
        (tmp_path / "photo.csv").write_bytes(b"\x89PNG\x00")

        result = run("import-grids", tmp_path / "photo.csv")

        assert result.exit_code == 1
        assert result.output.startswith("Error: The file is neither text")

    def test_a_missing_file_is_a_sentence(self, app, tmp_path):
        result = run("import-grids", tmp_path / "nothing.csv")

        assert result.exit_code == 2
        assert "does not exist" in result.output


class TestBoardsPrint:
    def test_one_grid(self, app, tmp_path):
        grid = a_grid()

        result = run("boards", "print", "--grid", grid.code, "--out", tmp_path / "one.pdf")

        assert result.exit_code == 0
        assert "1 board in" in result.output
        assert len(pypdf.PdfReader(tmp_path / "one.pdf").pages) == 1
        assert count(Board) == 1

    def test_a_community_or_all_and_the_codes_stay(self, app, tmp_path):
        load_district(clock.today())
        community = "330108001001"

        run("boards", "print", "--community", community, "--out", tmp_path / "some.pdf")
        codes = set(db.session.scalars(select(Board.code)))
        run("boards", "print", "--community", community, "--out", tmp_path / "again.pdf")

        assert len(pypdf.PdfReader(tmp_path / "some.pdf").pages) == len(codes) > 3
        assert set(db.session.scalars(select(Board.code))) == codes

    def test_a_folder_gets_a_file_for_each_community(self, app, tmp_path):
        grid = a_grid()

        run("boards", "print", "--all", "--out", tmp_path)

        assert [path.name for path in tmp_path.glob("*.pdf")] == [
            f"boards-{grid.community.code}.pdf"
        ]

    @pytest.mark.parametrize(
        ("chosen", "said"),
        [
            pytest.param([], "Say which boards", id="none"),
            pytest.param(["--all", "--grid", "330108002021001"], "Say which boards", id="two"),
            pytest.param(["--grid", "99"], "has the code 99", id="unknown"),
            pytest.param(["--all"], "import grids first", id="no grids"),
        ],
    )
    def test_a_wrong_choice_is_a_sentence_and_writes_nothing(self, app, tmp_path, chosen, said):
        result = run("boards", "print", *chosen, "--out", tmp_path / "no.pdf")

        assert result.exit_code in {1, 2}
        assert said in result.output
        assert not list(tmp_path.iterdir())

    def test_a_sheet_in_both_languages_for_a_print_shop(self, app, tmp_path):
        grid, out = a_grid(), tmp_path / "plate.pdf"

        wish = ["--sheet", "door-plate", "--bilingual", "--bleed"]
        result = run("boards", "print", "--grid", grid.code, "--out", out, *wish)

        assert result.exit_code == 0
        (page,) = pypdf.PdfReader(out).pages
        assert round(float(page.trimbox.width) / 72 * 25.4) == 100
        assert round(float(page.bleedbox.width) / 72 * 25.4) == 106
        assert grid.name_en in page.extract_text().replace("\n", " ")

    def test_a_sheet_that_there_is_not_is_named(self, app, tmp_path):
        result = run("boards", "print", "--all", "--sheet", "a5", "--out", tmp_path / "no.pdf")

        assert result.exit_code == 2
        assert "'a4-landscape'" in result.output
        assert not list(tmp_path.iterdir())

    def test_a_place_that_cannot_be_written_is_a_sentence(self, app, tmp_path):
        grid = a_grid()

        result = run("boards", "print", "--grid", grid.code, "--out", tmp_path / "no" / "x.pdf")

        assert result.exit_code == 1
        assert "cannot be written" in result.output
        assert not list(tmp_path.iterdir())


class TestMakeStaff:
    def make(self, *args, typed="a long password\n"):
        return run("make-staff", *args, "--password-stdin", typed=typed)

    def can_sign_in(self, login, password="a long password"):
        return (
            sign_in(login, password, visit=Visit("127.0.0.1"), now=clock.now(), policy=DRAFT)
            is not None
        )

    def test_a_clerk_of_a_unit(self, app):
        unit = a_unit()

        result = self.make("he", "--name", "何芳", "--role", "unit_clerk", "--unit", unit.code)

        assert result.exit_code == 0
        assert self.can_sign_in("he")
        assert person_by_login("he").posts[0].unit_id == unit.id

    def test_somebody_whom_the_registry_knows_already(self, app):
        grid, person = a_grid(), a_person(number="S00003", name="宋俊浩")

        self.make(
            "song", "--name", "宋俊浩", "--role", "grid_worker", "--area", grid.code,
            "--number", "S00003",
        )  # fmt: skip

        assert person_by_login("song").id == person.id
        assert person.posts[0].role is Role.GRID_WORKER

    def test_the_password_is_asked_for_twice_and_not_shown(self, app):
        grid = a_grid()

        result = run(
            "make-staff", "lin", "--name", "林", "--role", "grid_worker", "--area", grid.code,
            typed="a long password\na long password\n",
        )  # fmt: skip

        assert "a long password" not in result.output
        assert self.can_sign_in("lin")

    @pytest.mark.parametrize(
        ("args", "typed", "said"),
        [
            pytest.param(
                ["--role", "grid_worker", "--area", "330108002021"], None, "has 15 digits",
                id="an area of another size",
            ),
            pytest.param(["--role", "street_clerk"], None, "serves an area", id="no area"),
            pytest.param(
                ["--role", "unit_clerk", "--area", "330108002"], None, "works for a unit",
                id="an area for a unit",
            ),
            pytest.param(["--role", "unit_clerk", "--unit", "X"], None, "No unit", id="no unit"),
            pytest.param(
                ["--role", "street_clerk", "--area", "330108009"], None, "has the code 330108009",
                id="an unknown area",
            ),
            pytest.param(
                ["--role", "street_clerk", "--area", "330108002"], "short\n", "at least 10",
                id="a short password",
            ),
            pytest.param(["--role", "king"], None, "Invalid value", id="no such role"),
        ],
    )  # fmt: skip
    def test_a_wrong_post_is_a_sentence_and_makes_nobody(self, app, args, typed, said):
        a_grid()

        result = self.make("wu", "--name", "吴", *args, typed=typed or "a long password\n")

        assert result.exit_code in {1, 2}
        assert said in result.output
        db.session.rollback()
        assert person_by_login("wu") is None

    def test_a_login_is_given_once(self, app):
        grid = a_grid()
        post = ("--name", "李", "--role", "grid_worker", "--area", grid.code)
        self.make("li", *post)

        result = self.make("li", *post)

        assert result.exit_code == 1
        assert "is taken" in result.output


class TestInit:
    def test_a_new_portal_is_made_ready_and_a_second_time_changes_nothing(self, tmp_path):
        first = run_apart(tmp_path, "init", "--district")
        again = run_apart(tmp_path, "init", "--district")

        assert first.returncode == again.returncode == 0, first.stderr + again.stderr
        assert "Matters: 127 new. Units: 93 new." in first.stdout
        assert "362 grids, 5,398 appointments" in first.stdout
        assert "Matters: 0 new. Units: 0 new." in again.stdout
        assert "already there" in again.stdout

    def test_without_a_district_it_says_how_to_go_on(self, tmp_path):
        done = run_apart(tmp_path, "init")

        assert "portal import-grids FILE" in done.stdout

    def test_help_needs_no_settings(self):
        environ = {name: v for name, v in os.environ.items() if not name.startswith("PORTAL_")}
        done = subprocess.run(
            [*COMMAND, "--help"], env=environ | {"PYTHONPATH": str(ROOT)}, cwd=ROOT,
            capture_output=True, text=True, check=True,
        )  # fmt: skip

        assert "import-grids" in done.stdout


class TestServe:
    def test_a_taken_port_is_said_before_anything_starts(self, tmp_path):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]

            done = run_apart(tmp_path, "serve", "--port", port)

        assert done.returncode == 1
        assert done.stderr.startswith(f"Error: Port {port} on 127.0.0.1 cannot be used")
