"""The list of matters: read by all staff, worked on as drafts, in and out as sheets."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
import xlsxwriter
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import stream_encode_multipart

from portal import clock
from portal.access import GRANTS, Permission
from portal.accounts.rules import Role
from portal.cases.actions import load_platforms
from portal.cases.actions import matters as actions
from portal.cases.models import Case, Matter, MatterEdition, Platform, RefusedImport
from portal.cases.queries import matter_by_code
from portal.cases.queries.editions import rows_on
from portal.cases.rules.editions import sheet_of
from portal.db import db
from portal.district.loading import PLATFORMS
from portal.exchange.models import Batch
from portal.sheets import csv_lines
from tests.cases.test_editions import a_row
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_board,
    a_case,
    a_clerk,
    a_grid,
    a_matter,
    a_photo,
    signed_in,
)
from tests.laws.test_pages import faults_of

LIST, EDITIONS = "/staff/matters", "/staff/matter-editions"
IMPORT = f"{EDITIONS}/import"
TODAY = clock.day_of(NOW)
LATER = TODAY + timedelta(days=10)


@pytest.fixture(autouse=True)
def four_platforms(app):
    load_platforms(
        {"name": name, "name_en": name_en, "rank": rank}
        for rank, (name, name_en) in enumerate(PLATFORMS)
    )
    db.session.flush()


@pytest.fixture
def clerk(client):
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


@pytest.fixture
def reader(client):
    person = a_clerk(Role.STREET_CLERK, area_code="330108002")
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


@pytest.fixture
def listed(app):
    """A list of three matters."""
    return [
        a_matter(code="B901", name="占道经营", name_en="Trading", initials="zdjy"),
        a_matter(code="B902", name="井盖松动", name_en="Loose cover", initials="jgsd"),
        a_matter(code="B903", name="垃圾满溢", name_en="Full bins", initials="ljmy"),
    ]


@pytest.fixture
def draft(clerk, listed):
    return actions.draft_edition("Autumn", by=clerk, now=NOW)


def page_of(draft):
    return f"{EDITIONS}/{draft.id}"


def form_of(client, address):
    """What a form of a page would send as it stands, without its hidden mark of the site."""
    import html5lib

    page = client.get(address)
    assert page.status_code == 200
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    main = tree.find(".//main")
    form = next(
        f
        for f in main.iter("form")
        if f.get("method") == "post" and f.find(".//select") is not None
    )
    filled = {}
    for field in form.iter("input"):
        ticked = field.get("type") not in {"checkbox", "radio"} or field.get("checked") is not None
        if field.get("name") and ticked:
            filled[field.get("name")] = field.get("value", "y")
    for field in form.iter("textarea"):
        filled[field.get("name")] = (field.text or "").lstrip("\n")
    for field in form.iter("select"):
        chosen = [o for o in field.iter("option") if o.get("selected") is not None]
        filled[field.get("name")] = (chosen or list(field.iter("option")))[0].get("value")
    return filled


def a_sheet(*rows, **more):
    lines = sheet_of([a_row(**said) for said in rows], is_chinese=True)
    return b"".join(csv_lines(lines))


def send_sheet(client, content, name="list.csv", **said):
    fields = {"title": "From a sheet", "scope": "whole"} | said
    form = MultiDict(fields | {"file": FileStorage(io.BytesIO(content), name)})
    body, _length, boundary = stream_encode_multipart(form, use_tempfile=False)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(IMPORT, data=body.read(), content_type=kind)


def drafts():
    return db.session.scalars(select(MatterEdition).order_by(MatterEdition.id)).all()


# reading


def test_the_list_stands_by_groups_with_what_each_matter_says(client, reader, listed):
    page = client.get(LIST)

    assert page.status_code == 200
    assert list(faults_of(page.text, "en")) == []
    for told in ("B901", "Trading", "Loose cover", "B2 Grid events", "5 working days", "Draft"):
        assert told in page.text
    assert "Integrated law enforcement" in page.text


@pytest.mark.parametrize("asked", ["zdjy", "ZDJY", "z d j", "占道", "trading", "b901", "ｂ９０１"])
def test_a_matter_is_found_by_word_code_and_initials(client, reader, listed, asked):
    page = client.get(LIST, query_string={"q": asked}).text

    assert "B901" in page
    assert "B902" not in page


def test_nothing_found_is_said(client, reader, listed):
    assert "Nothing found" in client.get(f"{LIST}?q=xyz").text


def test_without_a_list_the_page_says_what_will_be_here(client, reader):
    assert "No matters yet" in client.get(LIST).text
    assert "No editions yet" in client.get(EDITIONS).text


def test_one_matter_shows_all_of_it_and_its_open_cases(client, reader, listed):
    a_case(matter=listed[0])

    page = client.get(f"{LIST}/B901")

    assert page.status_code == 200
    assert list(faults_of(page.text, "en")) == []
    assert "1 open case" in page.text
    assert "/staff/cases?view=all&amp;matter=B901" in page.text
    assert "As it was loaded" in page.text


def test_a_matters_page_tells_how_it_read_by_edition(client, clerk, listed):
    draft = actions.draft_edition("Second edition", by=clerk, now=NOW)
    rows = [row | {"level": 2, "days": 3} if row["code"] == "B902" else row for row in draft.rows]
    draft.rows = [row for row in rows if row["code"] != "B903"]
    actions.adopt(draft, on=TODAY, reason="summer rules", by=clerk, now=NOW)

    changed, retired = client.get(f"{LIST}/B902").text, client.get(f"{LIST}/B903").text

    for told in ("Second edition", "summer rules", "<ins>2</ins>", "<ins>3</ins>"):
        assert told in changed
    assert "Off the list" in retired
    assert "B903" not in client.get(LIST).text


@pytest.mark.parametrize(
    "address", [f"{LIST}/NOPE", f"{EDITIONS}/99999", f"{EDITIONS}/99999/matters.csv"]
)
def test_what_there_is_not_is_not_found(client, clerk, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_goes_out_and_comes_back_as_csv(client, clerk, listed, language):
    client.set_cookie("lang", language)
    file = client.get(f"{LIST}/today.csv")
    assert file.data.startswith(b"\xef\xbb\xbf")
    assert file.headers["Content-Disposition"] == 'attachment; filename="matters-2026-09-21.csv"'

    answer = send_sheet(client, file.data)

    assert answer.status_code == 303
    assert drafts()[0].rows == rows_on(TODAY)


def test_the_list_goes_out_and_comes_back_as_a_workbook(client, clerk, listed):
    file = client.get(f"{LIST}/today.xlsx")

    assert send_sheet(client, file.data, "list.xlsx").status_code == 303
    assert drafts()[0].rows == rows_on(TODAY)


def test_formulas_go_out_as_text_and_come_back_as_they_were(client, clerk, listed):
    listed[0].evidence = "=CMD|'/c calc'!A0"
    for kind in ("csv", "xlsx"):
        file = client.get(f"{LIST}/today.{kind}").data
        assert send_sheet(client, file, f"list.{kind}").status_code == 303
        if kind == "csv":
            assert "'=CMD" in file.decode("utf-8-sig")
    assert [each.rows[0]["evidence"] for each in drafts()] == ["=CMD|'/c calc'!A0"] * 2


# working on a draft


def test_a_draft_begins_as_the_list_and_changes_nothing(client, clerk, listed):
    answer = client.post(EDITIONS, data={"title": "Autumn"})

    (draft,) = drafts()
    assert (answer.status_code, answer.location) == (303, page_of(draft))
    page = client.get(page_of(draft))
    assert "Nothing yet" in page.text
    assert list(faults_of(page.text, "en")) == []
    assert "Autumn" in client.get(LIST).text


@pytest.mark.parametrize("title", ["", "x" * 61])
def test_a_draft_needs_a_name(client, clerk, listed, title):
    answer = client.post(EDITIONS, data={"title": title})

    assert answer.status_code == 422
    assert drafts() == []


def test_the_form_of_a_matter_sent_as_it_is_changes_nothing(client, clerk, draft):
    before = list(draft.rows)
    address = f"{page_of(draft)}/matters/B901"
    page = client.get(address)
    assert list(faults_of(page.text, "en")) == []

    assert client.post(address, data=form_of(client, address)).status_code == 303
    assert draft.rows == before


def test_a_matter_is_changed_cell_by_cell_and_the_difference_shown(client, clerk, draft):
    address = f"{page_of(draft)}/matters/B901"
    form = form_of(client, address)

    answer = client.post(
        address,
        data=form | {"name": "流动摊贩", "level": "2", "limit_value": "8", "limit_unit": "hours"},
    )

    assert answer.status_code == 303
    row = draft.rows[0]
    assert (row["name"], row["level"], row["days"], row["limit_hours"]) == ("流动摊贩", 2, 1, 8)
    page = client.get(page_of(draft)).text
    assert list(faults_of(page, "en")) == []
    assert "0 added, 1 changed, 0 retired" in page
    assert '<del class="soft">占道经营</del> → <ins>流动摊贩</ins>' in page
    assert matter_by_code("B901").name == "占道经营"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"name": ""}, "It is needed", id="no name"),
        pytest.param({"name": "占\x08道"}, "cannot be seen", id="a control character"),
        pytest.param({"evidence": "长" * 20_000}, "It may have 200", id="a huge text"),
        pytest.param({"platform": "五平台"}, "is not known here", id="unknown platform"),
        pytest.param({"level": "7"}, "whole number from 1 to 4", id="unknown level"),
        pytest.param({"limit_value": "9"}, "at most", id="too long for its level"),
        pytest.param({"rank": "3"}, "needs a short name", id="a tile without a name"),
        pytest.param({"group": "+", "group_code": ""}, "It is needed", id="a new group, unnamed"),
    ],
)
def test_a_form_that_cannot_be_kept_comes_back_as_typed(client, clerk, draft, wrong, said):
    before, address = list(draft.rows), f"{page_of(draft)}/matters/B902"
    form = form_of(client, address) | {"name_en": "Typed in English"}

    answer = client.post(address, data=form | wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert "Typed in English" in answer.text
    assert list(faults_of(answer.text.replace("\x08", ""), "en")) == []
    assert draft.rows == before


def test_what_somebody_else_changed_meanwhile_is_told_and_then_replaced(client, clerk, draft):
    address = f"{page_of(draft)}/matters/B901"
    form = form_of(client, address)
    actions.put_row(draft, draft.rows[0] | {"evidence": "theirs"}, old=draft.rows[0])

    stale = client.post(address, data=form | {"evidence": "mine"})

    assert stale.status_code == 422
    assert "Somebody else changed this matter" in stale.text
    assert "mine" in stale.text
    assert draft.rows[0]["evidence"] == "theirs"
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', stale.text)[1]
    assert client.post(address, data=form | {"evidence": "mine", "seen": seen}).status_code == 303
    assert draft.rows[0]["evidence"] == "mine"


def test_a_matter_is_added_with_a_group_of_its_own(client, clerk, draft):
    address = f"{page_of(draft)}/new"
    form = form_of(client, address) | {
        "code": "E101",
        "name": "低空飞行噪声",
        "group": "+",
        "group_code": "E1",
        "group_name": "新业态",
        "platform": "综合执法",
    }

    assert client.post(address, data=form).status_code == 303

    row = draft.rows[-1]
    assert (row["code"], row["group_name"], row["initials"]) == ("E101", "新业态", "dkfxzs")
    assert row["is_draft"]
    again = client.post(address, data=form)
    assert again.status_code == 422
    assert "is taken" in again.text


def test_a_matter_is_retired_and_kept_after_all(client, clerk, draft, listed):
    a_case(matter=listed[2])
    address = f"{page_of(draft)}/matters/B903"

    assert client.post(f"{address}/retire").status_code == 303
    page = client.get(page_of(draft)).text
    assert "0 added, 0 changed, 1 retired" in page
    assert "1 open case" in page

    assert client.post(f"{address}/retire").status_code == 409
    assert client.post(f"{address}/restore").status_code == 303
    assert "Nothing yet" in client.get(page_of(draft)).text


def test_a_draft_is_thrown_away(client, clerk, draft):
    assert client.post(f"{page_of(draft)}/discard").status_code == 303
    assert drafts() == []


# adopting


def adopt(client, draft, **said):
    page = client.get(page_of(draft)).text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    fields = {"on": str(LATER), "reason": "yearly", "version": version}
    return client.post(f"{page_of(draft)}/adopt", data=fields | said)


def test_a_draft_is_adopted_shown_as_coming_and_withdrawn(client, clerk, draft):
    client.post(f"{page_of(draft)}/matters/B903/retire")

    assert adopt(client, draft).status_code == 303

    assert draft.in_force_on == LATER
    assert "Another edition comes on" in client.get(LIST).text
    assert "Coming" in client.get(EDITIONS).text
    page = client.get(page_of(draft))
    assert "Withdraw it" in page.text
    assert "0 added, 0 changed, 1 retired" in page.text
    assert list(faults_of(page.text, "en")) == []
    assert matter_by_code("B903", LATER) is None

    assert client.post(f"{page_of(draft)}/withdraw").status_code == 303
    assert matter_by_code("B903", LATER)
    assert client.post(f"{page_of(draft)}/withdraw").status_code == 409


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param({"on": ""}, "Choose the day", id="no day"),
        pytest.param({"on": "2026-13-01"}, "Not a valid date", id="no such day"),
        pytest.param({"on": "2026-09-20"}, "in the past", id="yesterday"),
        pytest.param({"on": "2999-01-01"}, "more than a year away", id="in a thousand years"),
        pytest.param({"reason": ""}, "Say why", id="no reason"),
        pytest.param({"reason": "x" * 201}, "within 200 characters", id="long reason"),
    ],
)
def test_an_edition_without_a_good_day_and_reason_is_not_adopted(client, clerk, draft, said, words):
    client.post(f"{page_of(draft)}/matters/B903/retire")

    answer = adopt(client, draft, **said)

    assert answer.status_code == 422
    assert words in answer.text
    assert draft.in_force_on is None
    assert matter_by_code("B903", LATER)


def test_a_draft_that_was_changed_after_the_look_is_not_adopted(client, clerk, draft):
    client.post(f"{page_of(draft)}/matters/B903/retire")
    version = draft.version
    client.post(f"{page_of(draft)}/matters/B902/retire")

    assert adopt(client, draft, version=str(version)).status_code == 409
    assert draft.in_force_on is None


def test_a_draft_that_fell_behind_is_brought_up_to_date(client, clerk, draft):
    other = actions.draft_edition("Other", by=clerk, now=NOW)
    client.post(f"{page_of(draft)}/matters/B902/retire")
    client.post(f"{page_of(other)}/matters/B903/retire")
    assert adopt(client, other, on=str(TODAY)).status_code == 303

    assert adopt(client, draft).status_code == 409
    assert "Bring it up to date" in client.get(page_of(draft)).text
    assert client.post(f"{page_of(draft)}/refresh").status_code == 303
    assert adopt(client, draft).status_code == 303
    assert [row["code"] for row in rows_on(LATER)] == ["B901"]


def test_an_adopted_edition_has_no_form_any_more(client, clerk, draft):
    client.post(f"{page_of(draft)}/matters/B903/retire")
    adopt(client, draft, on=str(TODAY))

    for address in ("new", "matters/B901"):
        assert client.get(f"{page_of(draft)}/{address}").status_code == 409
        assert client.post(f"{page_of(draft)}/{address}").status_code == 409
    assert client.post(f"{page_of(draft)}/withdraw").status_code == 409
    assert client.get(f"{page_of(draft)}/matters.csv").status_code == 200


def test_a_report_on_a_matter_retired_meanwhile_is_told_so(client, clerk, listed):
    board = a_board(a_grid())
    draft = actions.draft_edition("Autumn", by=clerk, now=NOW)
    draft.rows = draft.rows[:2]
    actions.adopt(draft, on=TODAY, reason="x", by=clerk, now=NOW)

    answer = client.post(
        f"/b/{board.code}/report", data={"key": "k" * 20, "matter": "B903", "words": "满了"}
    )

    assert answer.status_code == 422
    assert "taken off the list" in answer.text
    assert "满了" in answer.text
    assert db.session.scalar(select(func.count(Case.id))) == 0


def test_open_data_gives_the_list_of_any_day(client, clerk, listed):
    draft = actions.draft_edition("Autumn", by=clerk, now=NOW)
    draft.rows = draft.rows[:2]
    actions.adopt(draft, on=TODAY, reason="x", by=clerk, now=NOW)

    def codes(**query):
        file = client.get("/open-data/matters.csv", query_string=query).data.decode("utf-8-sig")
        return [row["code"] for row in csv.DictReader(io.StringIO(file))]

    assert codes() == ["B901", "B902"]
    assert codes(on="2026-09-20") == ["B901", "B902", "B903"]
    assert client.get("/open-data/matters.csv?on=soon").status_code == 422


# sheets that come in


def test_a_sheet_becomes_a_draft_whose_difference_is_shown(client, clerk, listed):
    rows = [row | {"evidence": "近景"} if row["code"] == "B901" else row for row in rows_on(TODAY)]
    content = b"".join(csv_lines(sheet_of([*rows[:2], a_row("B999")], is_chinese=True)))

    answer = send_sheet(client, content)

    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "1 added, 1 changed, 1 retired" in page
    assert list(faults_of(page, "en")) == []
    assert [row["code"] for row in rows_on(TODAY)] == ["B901", "B902", "B903"]


def test_a_sheet_stands_in_the_log_and_is_undone_while_nothing_came_of_it(client, clerk, listed):
    content = "编码,名称\r\nB901,流动摊贩\r\n".encode()
    addresses = []
    for _time in range(3):
        send_sheet(client, content, scope="part")
        addresses.append(f"/staff/imports/{db.session.scalar(select(func.max(Batch.id)))}")
    untouched, adopted, edited = drafts()
    address = page_of(untouched)
    actions.adopt(adopted, on=TODAY + timedelta(days=1), reason="x", by=clerk, now=NOW)
    actions.retire_row(edited, "B902")
    db.session.flush()

    page = client.get(addresses[0])
    answers = [client.post(f"{address}/undo") for address in addresses]

    assert addresses[0] in client.get("/staff/imports").text
    assert f'href="{address}"' in page.text
    assert "占道经营 → 流动摊贩" in page.text
    assert list(faults_of(page.text, "en")) == []
    assert [answer.status_code for answer in answers] == [303, 409, 409]
    assert "withdraw it first" in answers[1].text
    assert drafts() == [adopted, edited]
    assert client.get("/staff/imports/of/matters").status_code == 404


def test_a_sheet_of_changes_leaves_the_others_as_they_are(client, clerk, listed):
    answer = send_sheet(client, "编码,名称\r\nB901,流动摊贩\r\n".encode(), scope="part")

    assert "0 added, 1 changed, 0 retired" in client.get(answer.location).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_sheet_is_read_however_it_was_saved(client, clerk, listed, encoding):
    content = "编码,名称\r\nB901,流动摊贩\r\n".encode(encoding)

    assert send_sheet(client, content, scope="part").status_code == 303
    assert drafts()[0].rows[0]["name"] == "流动摊贩"


def a_workbook(**cells):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, content in cells.items():
            sheet.write(place, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "The file is empty", id="nothing chosen"),
        pytest.param(b"\r\n \r\n", "The file is empty", id="blank lines"),
        pytest.param(b"code,name\r\n", "the sheet is empty", id="a header alone"),
        pytest.param(a_photo(), "neither text", id="a picture called csv"),
        pytest.param("编码,说明\nB1,x\n".encode(), "名称 is not among them", id="wrong header"),
        pytest.param(
            "编码,名称,code\nB1,x,y\n".encode(), "names a column twice", id="column twice"
        ),
        pytest.param("編碼,名稱\nB901,x\n".encode("big5"), "is not among them", id="Big5"),
        pytest.param(b'code,name\nB901,"x\n', "Line 2 cannot be read", id="an open quotation"),
        pytest.param(b"PK\x03\x04 and more", "cannot be read", id="a broken workbook"),
        pytest.param(b"\xd0\xcf\x11\xe0 old", "old workbook", id="an old workbook"),
        pytest.param(a_workbook(A1="x", XFD1048576="y"), "reaches too far", id="a boundless sheet"),
        pytest.param(b"code,name\n" + b"x" * 10_000_001, "more than 10 MB", id="a huge file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    client, clerk, listed, content, said
):
    answer = send_sheet(client, content)

    assert answer.status_code == 422
    assert said in answer.text
    assert "From a sheet" in answer.text
    assert list(faults_of(answer.text, "en")) == []
    assert drafts() == []


def test_every_fault_of_a_sheet_is_told_and_nothing_is_half_done(client, clerk, listed):
    content = a_sheet({"code": "B901"}, {"code": "B902", "platform": "五平台", "days": 40})

    answer = send_sheet(client, content)

    assert answer.status_code == 422
    assert "2 faults" in answer.text
    assert "五平台" in answer.text
    assert "<td>Platform (平台)</td>" in answer.text, "the file's own heading is named"
    assert list(faults_of(answer.text, "en")) == []
    assert drafts() == []
    assert "had faults" in client.get(EDITIONS).text


def test_the_refused_rows_come_back_with_a_column_of_faults(client, clerk, listed):
    send_sheet(client, a_sheet({"code": "B901"}, {"code": "b 9", "evidence": "=1+1"}))

    file = client.get(f"{IMPORT}/faults.csv")
    header, good, bad = csv.reader(io.StringIO(file.data.decode("utf-8-sig")))

    assert header[-1] == "What is wrong"
    assert good[-1] == ""
    assert "is no code" in bad[-1]
    assert "'=1+1" in bad

    send_sheet(client, a_sheet({"code": "B999", "level": 9}))
    assert db.session.scalar(select(func.count(RefusedImport.person_id))) == 1


def test_without_a_refused_import_there_is_nothing_to_download(client, clerk):
    assert client.get(f"{IMPORT}/faults.csv").status_code == 404


def test_ten_thousand_rows_with_faults_are_answered_on_one_page(client, clerk, listed):
    rows = [a_row(f"B{n:05}", level=9 if n % 2 else 3) for n in range(10_000)]
    content = b"".join(csv_lines(sheet_of(rows, is_chinese=True)))

    answer = send_sheet(client, content)

    assert "5000 faults" in answer.text
    assert "The first 100 are below" in answer.text
    assert answer.text.count("<tr>") < 150
    assert len(client.get(f"{IMPORT}/faults.csv").data.splitlines()) == 10_001


def test_a_sheet_that_slipped_by_one_column_is_wrong_in_every_cell_and_still_answered(
    client, clerk, listed
):
    header, *rows = sheet_of([a_row(f"B{n:05}") for n in range(10_000)], is_chinese=True)
    content = b"".join(csv_lines([header, *(["=X", *row] for row in rows)]))

    answer = send_sheet(client, content)

    assert answer.status_code == 422
    assert "They stand in 10000 rows" in " ".join(answer.text.split())
    assert len(client.get(f"{IMPORT}/faults.csv").data.splitlines()) == 10_001


def test_ten_thousand_good_rows_become_a_draft_that_can_be_looked_at(client, clerk, listed):
    rows = [a_row(f"B{n:05}") for n in range(10_000)]

    answer = send_sheet(client, b"".join(csv_lines(sheet_of(rows, is_chinese=True))))
    page = client.get(answer.location)

    assert "10000 added, 0 changed, 3 retired" in page.text
    assert "and 9,800 more" in page.text
    assert len(page.data) < 2_000_000


# platforms


def test_a_platform_is_renamed_everywhere(client, clerk, listed):
    platform = db.session.scalar(select(Platform).where(Platform.name == "综合执法"))
    prefix = f"p{platform.id}-"
    said = {"name": "综合行政执法", "name_en": "Administrative enforcement", "rank": "3"}

    answer = client.post(
        f"/staff/platforms/{platform.id}",
        data={prefix + name: value for name, value in said.items()},
    )

    assert answer.status_code == 303
    assert db.session.get(Matter, listed[0].id).platform == "综合行政执法"
    assert "Administrative enforcement" in client.get(LIST).text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param({"name": ""}, "needs a name", id="no name"),
        pytest.param({"name": "市场监管"}, "this name already", id="another's name"),
        pytest.param({"rank": "x"}, "Not a valid integer", id="no number"),
        pytest.param({"name": "长" * 41}, "within 40 characters", id="long name"),
    ],
)
def test_a_platform_without_a_good_name_stays_as_it_is(client, clerk, said, words):
    platform = db.session.scalar(select(Platform).where(Platform.name == "综合执法"))
    fields = {"name": "综合执法", "name_en": "Typed", "rank": "3"} | said

    answer = client.post(
        f"/staff/platforms/{platform.id}",
        data={f"p{platform.id}-{name}": value for name, value in fields.items()},
    )

    assert answer.status_code == 422
    assert words in answer.text
    assert "Typed" in answer.text
    assert list(faults_of(answer.text, "en")) == []
    assert db.session.get(Platform, platform.id).name_en == "Integrated law enforcement"


def test_an_unknown_platform_is_not_found(client, clerk):
    assert client.post("/staff/platforms/99999", data={}).status_code == 404


# who may

READ = [
    LIST,
    f"{LIST}/B901",
    f"{LIST}/today.csv",
    f"{LIST}/today.xlsx",
    EDITIONS,
    "/staff/platforms",
]
CHANGE = ["", "/adopt", "/withdraw", "/refresh", "/discard", "/new", "/matters/B901"]
CHANGE += ["/matters/B901/retire", "/matters/B901/restore"]


def test_the_list_is_changed_by_the_centre_and_the_administrator_alone():
    who = {role for role in Role if Permission.EDIT_MATTERS in GRANTS[role]}

    assert who == {Role.DISPATCHER, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", list(Role))
def test_everyone_on_staff_may_read(client, listed, role):
    signed_in(client, a_clerk(role, area_code=DISTRICT_CODE))

    for address in READ:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("change", CHANGE)
def test_another_post_changes_nothing(client, listed, change):
    person = a_clerk(Role.STREET_CLERK, area_code="330108002")
    draft = actions.draft_edition("Autumn", by=person, now=NOW)
    signed_in(client, person)
    address = f"{page_of(draft)}{change}" if change else EDITIONS

    assert client.post(address, data={"title": "x"}).status_code == 403
    assert (len(drafts()), draft.version) == (1, 1)


@pytest.mark.parametrize("address", [IMPORT, "/staff/platforms/1"])
def test_another_post_imports_and_renames_nothing(client, listed, reader, address):
    assert client.post(address, data={}).status_code == 403


@pytest.mark.parametrize("address", [*READ, f"{EDITIONS}/1", f"{IMPORT}/faults.csv"])
def test_whoever_is_not_signed_in_is_sent_to_the_door(client, address):
    answer = client.get(address)

    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.location


@pytest.mark.parametrize(
    "address", [LIST, EDITIONS, IMPORT, f"{EDITIONS}/1", f"{EDITIONS}/1/adopt"]
)
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_no_other_method_is_answered(client, clerk, address, method):
    assert getattr(client, method)(address).status_code == 405


def test_a_day_of_the_year_2020_is_the_first_of_a_list_that_was_loaded(listed):
    assert listed[0].started_on == date(2020, 1, 1)
