"""Field maps are read line by line: what is wrong is told where it stands, and nothing explodes."""

from datetime import datetime

import pytest

from portal.exchange.queries.maps import example_texts
from portal.exchange.rules import Direction, Period, made, read_map

HEAD = "name: 城市大脑\nsystem: 大脑\n"


def read(columns, head=HEAD):
    return read_map(f"{head}columns:\n{columns}")


def faults(columns, head=HEAD):
    plan, found = read(columns, head)
    assert (plan is None) == bool(found)
    return {
        (fault.line, fault.words % fault.facts if fault.facts else fault.words) for fault in found
    }


def in_words(fault):
    return fault.words % fault.facts if fault.facts else fault.words


def words_of(columns, head=HEAD):
    return " ".join(words for _line, words in sorted(faults(columns, head)))


def test_every_example_that_comes_with_the_portal_has_no_fault():
    found = {name: read_map(text) for name, text in example_texts().items()}
    assert {name: wrong for name, (_plan, wrong) in found.items() if wrong} == {}
    assert {"pingan", "city-brain", "national-2007", "national-2013", "national-2026"} <= set(found)
    assert {name for name, (plan, _wrong) in found.items() if plan.direction == "import"} == {
        "hotline-12345",
        "sensors",
    }
    assert [plan.personal_reason for plan, _wrong in found.values()] == [""] * len(found)
    titles = {plan.title_in(tongue) for plan, _wrong in found.values() for tongue in ("zh", "en")}
    assert len(titles) == 2 * len(found)  # each its own, in both languages


def test_a_title_is_said_in_both_languages_or_not_at_all():
    number = "  - {name: a, from: number}"
    titled = HEAD + "title: {zh: 一, en: One}\n"
    plain, _faults = read_map(HEAD + "columns:\n  - {name: a, from: number}")

    assert "“zh” and “en”" in words_of(number, titled.replace("一", "''"))
    assert "“fr” is not known" in words_of(
        "  - {name: a, from: number}", titled.replace("en:", "fr:")
    )
    assert (plain.title_in("en"), plain.title) == ("城市大脑", {})


def test_what_is_wrong_is_told_with_its_line_and_what_would_be_right():
    found = faults(
        "  - {name: a, from: grid_cod}\n  - {name: a, from: number}\n"
        "  - {name: b, max: 0, from: level}\n"
        "  - {name: c}\n  - {name: d, from: level, colour: red}"
    )

    lines = dict(sorted(found))
    assert "There is no field called “grid_cod”; fields are grid_code" in lines[4]
    assert lines[5] == "Two columns are called “a”."
    assert lines[6] == "“0” is no number from 1 to 10000."
    assert lines[7] == "A column needs “from” or “constant”, one of the two."
    assert lines[8].startswith("“colour” is not known here; known are name, from")
    assert "“system” is missing." in words_of("  - {name: a, from: number}", "name: x\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x [1]\nb: [*x, *x]", "References (&, *) and tags (!) are not read."),
        ("a: !!python/object/apply:os.system [ls]", "References (&, *) and tags (!)"),
        ("[" * 30 + "]" * 30, "too deep or too long"),
        ("name: [1, 2\ncolumns: 3", "cannot be read as YAML"),
        ("name: a\nname: b", "“name” stands here twice. Keep one."),
        ("x" * 100_001, "more than 100000 characters"),
        ("", "“columns” is missing."),
        ("- 1", "“columns” is missing."),
    ],
)
def test_hostile_or_broken_yaml_is_refused_in_words(text, said):
    plan, found = read_map(text)

    assert plan is None
    assert said in " ".join(
        fault.words % fault.facts if fault.facts else fault.words for fault in found
    )


def test_a_national_code_needs_its_edition_and_that_of_2007_its_table():
    assert "needs its edition" in words_of("  - {name: a, from: national_code}")
    assert "needs a table of codes" in words_of("  - {name: a, from: national_code_2007}")
    assert faults("  - {name: a, from: national_code_2007, codes: {B219: '05-06'}}") == set()
    assert faults("  - {name: a, from: national_code_2013}") == set()


def test_what_people_wrote_goes_out_only_with_a_reason_and_their_names_never():
    assert "say why in personal_reason" in words_of("  - {name: a, from: words}")
    assert faults("  - {name: a, from: words}", f"{HEAD}personal_reason: 上级要求\n") == set()
    assert "no field called “phone”" in words_of("  - {name: a, from: phone}")


def test_cells_are_made_with_codes_formats_and_lengths_or_the_row_is_left_out():
    plan, _none = read(
        "  - {name: no, from: number, required: yes}\n"
        "  - {name: kind, from: level, codes: {3: '01', '*': '09'}}\n"
        "  - {name: at, from: reported_at, format: '%Y%m%d%H%M'}\n"
        "  - {name: lat, from: lat, format: '0.00'}\n  - {name: src, constant: '007'}\n"
        "  - {name: to, from: status, codes: {closed: 完}, max: 1}",
        f"{HEAD}personal_reason: 上级要求\n",
    )
    said = {
        "number": "BJ1",
        "level": 3,
        "reported_at": datetime(2026, 11, 2, 9, 5),  # noqa: DTZ001 - local already
        "lat": 30.2071,
        "status": "closed",
    }

    assert plan.direction is Direction.EXPORT
    assert plan.period is Period.MONTH
    assert made(plan, said).cells == ["BJ1", "01", "202611020905", "30.21", "007", "完"]
    assert made(plan, said | {"level": 1}).cells[1] == "09"
    for wrong, problem in (
        ({"number": ""}, "nothing stands here"),
        ({"status": "paused"}, "there is no code"),
    ):
        assert problem in made(plan, said | wrong).problem[0]
