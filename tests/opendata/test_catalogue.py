"""The catalogue leads to every file and its dictionary, and both say the same of it."""

import csv
import io
import json

from portal.opendata.dictionary import FILES
from tests.factories import a_board, a_case, a_grid, a_matter


def rows_of(page):
    assert page.status_code == 200
    return list(csv.DictReader(io.StringIO(page.data.decode("utf-8-sig"), newline="")))


def test_every_file_of_the_catalogue_is_there_with_its_columns(app, client):
    a_case(grid=a_board().grid)
    site = app.config["SETTINGS"].base_url
    page = client.get("/open-data/catalog.jsonld")
    catalogue = json.loads(page.data)

    assert page.content_type == "application/ld+json"
    assert catalogue["@type"] == "dcat:Catalog"
    assert [one["dct:identifier"] for one in catalogue["dcat:dataset"]] == [f.slug for f in FILES]
    for known, one in zip(FILES, catalogue["dcat:dataset"], strict=True):
        words = rows_of(client.get(one["dct:conformsTo"]["@id"].removeprefix(site)))
        assert [row["column"] for row in words] == [column.name for column in known.columns]
        assert all(row["meaning"] and row["meaning_en"] for row in words)
        for file in one["dcat:distribution"]:
            answer = client.get(file["dcat:downloadURL"]["@id"].removeprefix(site))
            assert answer.status_code == 200
            assert answer.content_type.startswith(file["dcat:mediaType"])
            if file["dcat:mediaType"] == "text/csv":
                header = answer.data.decode("utf-8-sig").split("\r\n")[0].strip()
                assert header.split(",") == [column.name for column in known.columns]


def test_boards_and_grids_are_there_as_tables(client):
    board = a_board(a_grid(), lon=120.2, lat=30.2)

    (row,) = rows_of(client.get("/open-data/boards.csv"))
    (grid,) = rows_of(client.get("/open-data/grids.csv"))

    assert (row["code"], row["grid"], row["lon"]) == (board.code, board.grid.code, "120.2")
    assert row["page"] == grid["board"]
    assert row["page"].endswith(f"/b/{board.code}")


def test_no_cell_of_any_file_runs_as_a_formula(client):
    for start in ("=", "+", "-", "@", "\t", "\r", "＝", " ="):
        a_matter(name=f"{start}HYPERLINK(1)", name_en=f"{start}1+1")
    for file in ("matters.csv", "grids.csv", "boards.csv", "policy-versions.csv", "checks.csv"):
        for line in csv.reader(
            io.StringIO(client.get(f"/open-data/{file}").data.decode("utf-8-sig"), newline="")
        ):
            for cell in line:
                assert not cell.lstrip(" ").startswith(tuple("=+-@\t\r＝＋－＠")), (file, cell)
