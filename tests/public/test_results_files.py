"""Published figures to take along: the same numbers in each file, and how they are counted."""

import io
import re

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


def workbook(client):
    return CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{AUGUST_1}.xlsx").data))


def test_the_table_leads_to_the_open_data_of_the_same_edition(client):
    there = client.get(f"{AUGUST_1}.csv").location

    assert there == "/open-data/results/2026-08.csv?edition=1"
    assert client.get(there).status_code == 200


def test_the_workbook_holds_what_is_needed_to_count_again(client):
    head, *lines = workbook(client).get_sheet_by_name("results").to_python()
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    of_the_street = {row["indicator"]: row for row in rows if row["kind"] == "street"}

    closed = of_the_street["closed_rate"]
    assert (closed["part"], closed["whole"], closed["share"]) == (140, 200, 70.0)
    points = [row["points"] for row in of_the_street.values() if row["points"] != ""]
    assert sum(points) == pytest.approx(of_the_street["score"]["score"], abs=0.06)
    few = [
        row for row in rows if row["code"].endswith("001") and row["indicator"] == "satisfaction"
    ]
    assert [(row["part"], row["share"]) for row in few] == [("", "")]
    assert "W0001" not in {row["code"] for row in rows}


def test_the_workbook_has_a_sheet_with_the_method_and_is_always_the_same(client):
    method = workbook(client).get_sheet_by_name("method").to_python()

    words = " ".join(str(cell) for row in method for cell in row)
    assert re.search("[0-9a-f]{64}", words)
    assert "Valid cases that were due in the period." in words
    assert "fewest_to_rate" in words
    assert "worker_weights" not in words
    assert client.get(f"{AUGUST_1}.xlsx").data == client.get(f"{AUGUST_1}.xlsx").data


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_printed_report_says_the_same_in_either_language(client, language):
    client.set_cookie("lang", language)

    page = client.get(f"{AUGUST_1}.pdf")
    words = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.data)).pages)

    assert page.mimetype == "application/pdf"
    assert "240 / 400" in words
    assert {"zh": "有效解决率", "en": "Effective resolution"}[language] in words
    assert client.get(f"{AUGUST_1}.pdf").data == page.data
