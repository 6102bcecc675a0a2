"""Style and modules: small on the line, kept for a year, fetched anew when they change."""

import gzip
import re

import pytest

GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def sheet(client):
    """The address of the style sheet as pages name it."""
    return re.search(r'href="([^"]+portal\.css[^"]*)"', client.get("/").text).group(1)


def test_a_page_names_its_sheet_by_its_content(sheet):
    assert re.fullmatch(r"/static/css/portal\.css\?v=[0-9a-f]{10}", sheet)


def test_the_sheet_is_sent_compressed_and_kept_for_a_year(client, sheet):
    plain, small = client.get(sheet), client.get(sheet, headers=GZIP)

    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data) / 3
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "max-age=31536000" in small.headers["Cache-Control"]
    assert "immutable" in small.headers["Cache-Control"]


def test_an_address_without_a_mark_is_not_kept_for_a_year(client):
    assert "immutable" not in client.get("/static/css/portal.css").headers["Cache-Control"]


def test_pages_beside_secrets_are_not_compressed(client):
    assert "Content-Encoding" not in client.get("/track", headers=GZIP).headers
