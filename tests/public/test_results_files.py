"""Published figures to take along: the same numbers in each file, and how they are counted."""

import csv
import io

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.public.reporting import in_english
from tests.public.results_cast import published

AUGUST_1 = "/results/2026-08/r1"


@pytest.fixture
def client(client):
    published()
    return in_english(client)


def rows_of(client):
    text = client.get(f"{AUGUST_1}.csv").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_holds_what_is_needed_to_count_again(client):
    of_the_street = {row["indicator"]: row for row in rows_of(client) if row["kind"] == "street"}

    closed = of_the_street["closed_rate"]
    assert (closed["part"], closed["whole"]) == ("140", "200")
    assert float(closed["share"]) == 70.0
    points = [float(row["points"]) for row in of_the_street.values() if row["points"]]
    assert sum(points) == pytest.approx(float(of_the_street["score"]["score"]), abs=0.06)


def test_the_workbook_has_the_same_table_and_a_sheet_with_the_method(client):
    page = client.get(f"{AUGUST_1}.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(page.data))

    table = book.get_sheet_by_name("results").to_python()
    method = book.get_sheet_by_name("method").to_python()

    assert len(table) == 1 + len(rows_of(client))
    words = " ".join(str(cell) for row in method for cell in row)
    assert "ab" * 32 in words
    assert "Valid cases that were due in the period." in words
    assert "fewest_to_rate" in words
    assert "worker_weights" not in words
    assert client.get(f"{AUGUST_1}.xlsx").data == page.data


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_printed_report_says_the_same_in_either_language(client, language):
    client.set_cookie("lang", language)

    page = client.get(f"{AUGUST_1}.pdf")
    words = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.data)).pages)

    assert page.mimetype == "application/pdf"
    assert "240 / 400" in words
    assert {"zh": "有效解决率", "en": "Effective resolution"}[language] in words
    assert client.get(f"{AUGUST_1}.pdf").data == page.data
