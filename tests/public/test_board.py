"""The page behind a printed code: who answers, what they do, how the grid does; small and ours."""

import io
import re
from datetime import date

import pypdf
import pytest

from portal import clock
from portal.assessment.models import GridMonth
from portal.boards.rules import SIZES, Sheet
from portal.db import db
from portal.grids.rules import Duty
from tests.factories import a_board, a_grid, a_matter, a_person, an_appointment
from tests.public.reporting import in_english

SEPTEMBER = date(2026, 9, 1)
MOST_BYTES = 60_000


@pytest.fixture
def client(client):
    """A browser that asks for English."""
    return in_english(client)


def a_staffed_board(**given):
    grid = a_grid(**given)
    for duty, name in (
        (Duty.GRID_LEADER, "王长"),
        (Duty.FULL_TIME_WORKER, "李专"),
        (Duty.GRID_INSTRUCTOR, "赵导"),
    ):
        an_appointment(
            grid, duty, person=a_person(name=name, phone=f"0571-0{len(name)}00{duty[:1]}")
        )
    an_appointment(grid, Duty.PART_TIME_WORKER, person=a_person(name="欧阳小明", number="S00099"))
    return a_board(grid)


def counted(board, **counts):
    row = GridMonth(grid_id=board.grid_id, month=SEPTEMBER, counted_at=clock.now())
    for name in (
        "reported",
        "resolved",
        "on_time",
        "asked",
        "answered",
        "satisfied",
        "stars",
        "said",
        "solved",
    ):
        setattr(row, name, counts.get(name, 0))
    db.session.add(row)
    db.session.flush()


def weight_of(client, address: str) -> int:
    """What comes over the line to show a page: the page itself and all that it names of ours."""
    page = client.get(address)
    parts = set(re.findall(r'(?:src|href)="(/static/[^"#?]+)', page.text))
    assert any(part.endswith(".css") for part in parts)
    parts |= {part for module in parts for part in imports_of(client, module)}
    small = {"Accept-Encoding": "gzip"}
    return len(page.data) + sum(len(client.get(part, headers=small).data) for part in parts)


def imports_of(client, module: str) -> set[str]:
    """The modules that come with a module at once, and those that come with them."""
    if not module.endswith(".js"):
        return set()
    named = re.findall(r'^import .*?"\./([\w-]+\.js)', client.get(module).text, re.MULTILINE)
    found = {f"/static/js/{name}" for name in named}
    return found | {other for each in found for other in imports_of(client, each)}


def test_a_board_names_who_answers_the_full_time_worker_first(client):
    board = a_staffed_board()

    page = client.get(f"/b/{board.code}").text

    assert page.index("李专") < page.index("王长") < page.index("赵导")
    assert page.count('href="tel:0571-0') == 5  # three cards; the first by two more buttons
    assert board.grid.scope in page
    assert "日常巡查" in page


def test_a_board_names_a_volunteer_by_family_name_and_number(client):
    page = client.get(f"/b/{a_staffed_board().code}").text

    assert "欧阳 S00099" in page
    assert "欧阳小明" not in page


def test_a_board_leads_to_reporting_following_calling_and_the_emergency_numbers(client):
    board = a_staffed_board()

    page = client.get(f"/b/{board.code}").text

    assert f'href="/b/{board.code}/report"' in page
    assert 'href="/track"' in page
    for number in ("110", "119", "120", "12345"):
        assert f'href="tel:{number}"' in page


def test_nobody_who_has_left_or_not_yet_begun_is_on_the_board(client):
    board = a_board()
    an_appointment(
        board.grid, Duty.GRID_LEADER, person=a_person(name="走了"), ended_on=date(2026, 9, 1)
    )
    an_appointment(
        board.grid,
        Duty.FULL_TIME_WORKER,
        person=a_person(name="没来"),
        started_on=date(2026, 10, 1),
    )

    page = client.get(f"/b/{board.code}").text

    assert "走了" not in page
    assert "没来" not in page
    assert "Nobody is named for this grid yet" in page


def test_a_code_works_in_small_letters(client):
    board = a_board()

    assert client.get(f"/b/{board.code.lower()}").status_code == 200


@pytest.mark.parametrize("code", ["NOBODY", "§", "x" * 2000, "%ED%A0%80"])
def test_an_unknown_code_says_where_to_look(client, code):
    page = client.get(f"/b/{code}")

    assert page.status_code == 404
    assert "Check the letters under the square code" in page.text


def test_a_board_of_an_ended_grid_is_still_shown_and_says_so(client):
    board = a_board(a_grid(ended_on=date(2026, 9, 1)))

    page = client.get(f"/b/{board.code}")

    assert page.status_code == 200
    assert "This grid ended on" in page.text


def test_a_grid_without_figures_says_so_and_shows_no_rate(client):
    page = client.get(f"/b/{a_board().code}").text

    assert "No figures yet this month" in page
    assert "%" not in re.sub(r"<[^>]+>", "", page)


def test_ten_answers_are_enough_for_a_rate_with_its_counts(client):
    board = a_board()
    counted(
        board,
        reported=20,
        resolved=15,
        on_time=14,
        asked=15,
        answered=10,
        satisfied=9,
        stars=45,
        said=10,
        solved=8,
    )

    page = client.get(f"/b/{board.code}").text

    for words in (
        "90.0 %",
        "9 of 10",
        "4.5",
        "80.0 %",
        "8 of 10",
        "14 of them in time",
        "of 15 asked",
    ):
        assert words in page


def test_nine_answers_are_shown_as_counts_without_a_rate(client):
    board = a_board()
    counted(
        board,
        reported=12,
        resolved=9,
        on_time=9,
        asked=9,
        answered=9,
        satisfied=9,
        stars=45,
        said=9,
        solved=9,
    )

    page = client.get(f"/b/{board.code}").text

    assert "of 9 answers" in page
    assert "Fewer than 10 answers" in page
    assert "%" not in re.sub(r"<[^>]+>", "", page)


def test_another_month_and_another_grid_do_not_count(client):
    board, other = a_board(), a_board()
    counted(other, reported=7)
    db.session.add(
        GridMonth(
            grid_id=board.grid_id, month=date(2026, 8, 1), counted_at=clock.now(), reported=5,
            resolved=0, on_time=0, asked=0, answered=0, satisfied=0, stars=0, said=0, solved=0,
        )
    )  # fmt: skip

    assert "No figures yet this month" in client.get(f"/b/{board.code}").text


def test_the_area_is_drawn_among_its_neighbours_and_called_schematic(client):
    board = a_board()
    a_grid(name="隔壁", outline=[[120.21, 30.2], [120.23, 30.2], [120.23, 30.21], [120.21, 30.21]])

    page = client.get(f"/b/{board.code}").text

    assert 'class="outline-own" d="M' in page
    assert 'class="outline-other" d="M' in page
    assert "Schematic map" in page


def test_a_grid_without_an_outline_has_a_page_all_the_same(client):
    board = a_board(a_grid(outline=None))

    page = client.get(f"/b/{board.code}")

    assert page.status_code == 200
    assert "Schematic map" not in page.text


def test_the_printed_board_is_a_pdf_named_by_its_number(client):
    board = a_staffed_board()

    pdf = client.get(f"/b/{board.code}/board.pdf")

    assert pdf.status_code == 200
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF")
    assert f"{board.number}.pdf" in pdf.headers["Content-Disposition"]


@pytest.mark.parametrize("sheet", Sheet)
def test_a_board_is_given_on_each_sheet_and_in_both_languages(client, sheet):
    board = a_staffed_board(name_en="Spring River, grid 4")

    pages = [
        pypdf.PdfReader(io.BytesIO(client.get(f"/b/{board.code}/board.pdf{asked}").data)).pages[0]
        for asked in (f"?sheet={sheet}", f"?sheet={sheet}&bilingual=1&bleed=1")
    ]

    size = SIZES[sheet]
    for page in pages:
        trim = page.trimbox
        wide, high = (float(side) / 72 * 25.4 for side in (trim.width, trim.height))
        assert (wide, high) == pytest.approx((size.width, size.height), abs=0.1)
    assert ["Spring River" in page.extract_text() for page in pages] == [False, True]
    assert float(pages[1].mediabox.width) > float(pages[1].trimbox.width)


@pytest.mark.parametrize(
    ("kind", "mimetype", "begin"),
    [("png", "image/png", b"\x89PNG"), ("svg", "image/svg+xml", b"<svg")],
)
def test_a_board_can_be_looked_at_before_it_is_printed(client, kind, mimetype, begin):
    board = a_staffed_board(outline=None)
    address = f"/b/{board.code}/board.{kind}?sheet=sticker&bilingual=1"

    seen, again = client.get(address), client.get(address)

    assert (seen.status_code, seen.mimetype) == (200, mimetype)
    assert seen.data.startswith(begin)
    assert seen.data == again.data
    assert f"{board.number}-sticker.{kind}" in seen.headers["Content-Disposition"]


@pytest.mark.parametrize("kind", ["pdf", "png", "svg"])
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("sheet=a5", "There is no such sheet. Ask for one of these: a4-landscape"),
        ("sheet=", "There is no such sheet"),
        ("sheet=A3-Landscape", "There is no such sheet"),
        ("bilingual=yes", "In this address bilingual must be 1 or 0."),
        ("bleed=2", "In this address bleed must be 1 or 0."),
    ],
)
def test_a_sheet_that_there_is_not_is_refused_with_those_that_there_are(client, kind, asked, said):
    page = client.get(f"/b/{a_board().code}/board.{kind}?{asked}")

    assert page.status_code == 422
    assert said in page.text


@pytest.mark.parametrize("kind", ["pdf", "png", "svg"])
def test_there_is_no_sheet_of_a_board_that_does_not_exist(client, kind):
    assert client.get(f"/b/NOBODY/board.{kind}").status_code == 404


@pytest.mark.parametrize("part", ["", "/board.pdf", "/board.png", "/board.svg"])
def test_a_board_only_shows(client, part):
    assert client.post(f"/b/{a_board().code}{part}").status_code == 405


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_board_page_weighs_under_sixty_kilobytes(client, language):
    board = a_staffed_board()
    counted(
        board,
        reported=20,
        resolved=15,
        asked=15,
        answered=12,
        satisfied=9,
        stars=45,
        said=12,
        solved=8,
    )
    for _ in range(12):
        an_appointment(board.grid, Duty.PART_TIME_WORKER)

    assert weight_of(client, f"/b/{board.code}?lang={language}") < MOST_BYTES


def test_a_report_page_with_every_matter_of_the_district_weighs_under_sixty_kilobytes(client):
    board = a_board()
    for _ in range(107):
        a_matter(name="房屋外墙饰面空鼓脱落隐患", name_en="Loose or falling outer wall finish")

    assert weight_of(client, f"/b/{board.code}/report") < MOST_BYTES


@pytest.mark.parametrize("page", ["", "/report"])
def test_a_page_asks_nothing_of_anybody_else(client, page):
    board = a_staffed_board()
    a_matter()

    html = client.get(f"/b/{board.code}{page}").text

    assert not re.findall(r'(?:src|href|action|data-[a-z-]+)="(?:https?:)?//', html)
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=", html)


def test_looking_at_a_board_sets_no_cookie(client):
    assert "Set-Cookie" not in client.get(f"/b/{a_board().code}").headers
