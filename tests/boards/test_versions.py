"""What was printed is kept exactly, and what is no longer so is found: for any words at all."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.boards.drawing import BoardContent, PersonOnBoard
from portal.boards.rules import Field, canonical, changes, fingerprint, restored, says_the_same
from tests.boards.content import EVERYDAY, HARMFUL, LONGEST

WORDS = st.text(max_size=20)
PEOPLE = st.builds(
    PersonOnBoard,
    duty=st.sampled_from(["专职网格员", "网格长", "网格指导员"]),
    name=WORDS,
    phone=st.none() | WORDS,
    tasks=st.lists(WORDS, max_size=3).map(tuple),
)
CONTENTS = st.builds(
    replace,
    st.just(EVERYDAY),
    people=st.lists(PEOPLE, max_size=4).map(tuple),
    volunteers=st.lists(WORDS, max_size=4).map(tuple),
    scope=WORDS,
    grid_name=WORDS,
    printed_on=st.dates(),
    revision=st.integers(1, 99),
)


@given(CONTENTS)
def test_what_was_printed_can_be_had_back_exactly(content):
    text = canonical(content)

    assert restored(BoardContent, text) == content
    assert canonical(restored(BoardContent, text)) == text


@given(CONTENTS, st.dates(), st.integers(1, 99))
def test_another_day_or_revision_alone_is_no_change(content, day, revision):
    other = canonical(replace(content, printed_on=day, revision=revision))

    assert says_the_same(canonical(content), other)
    assert changes(canonical(content), other) == ()


@given(CONTENTS, CONTENTS)
def test_what_is_the_same_to_the_printer_is_never_out_of_date(one, other):
    old, new = canonical(one), canonical(other)

    if says_the_same(old, new):
        assert changes(old, new) == ()
    if changes(old, new):
        assert fingerprint(old) != fingerprint(new)


@given(CONTENTS, CONTENTS)
def test_a_change_is_one_whichever_way_it_goes(one, other):
    there, back = (
        changes(canonical(one), canonical(other)),
        changes(canonical(other), canonical(one)),
    )

    assert sorted((c.field, c.who, c.old, c.new) for c in there) == sorted(
        (c.field, c.who, c.new, c.old) for c in back
    )


def person(**changed):
    first, *others = EVERYDAY.people
    return {"people": (replace(first, **changed), *others)}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param(person(name="李四"), Field.WORKER, id="another worker"),
        pytest.param(person(phone="110"), Field.PHONE, id="another phone"),
        pytest.param(person(tasks=("看门",)), Field.DUTIES, id="other duties"),
        pytest.param({"people": EVERYDAY.people[1:]}, Field.WORKER, id="nobody any more"),
        pytest.param({"volunteers": ()}, Field.VOLUNTEERS, id="no volunteers"),
        pytest.param({"scope": "东至江"}, Field.SCOPE, id="another area"),
        pytest.param({"outline": EVERYDAY.outline[1:]}, Field.OUTLINE, id="another outline"),
        pytest.param({"grid_name": "第九网格"}, Field.NAME, id="another name"),
        pytest.param({"supervision_phone": "1"}, Field.SUPERVISION, id="another line above"),
    ],
)
def test_each_change_is_named(changed, field):
    found = changes(canonical(EVERYDAY), canonical(replace(EVERYDAY, **changed)))

    assert [change.field for change in found] == [field]


def test_a_new_worker_is_said_with_the_old_one():
    [change] = changes(canonical(EVERYDAY), canonical(replace(EVERYDAY, **person(name="李四"))))

    assert (change.who, change.old, change.new) == (
        "专职网格员",
        "陈建芳 0571-8670 1123",
        "李四 0571-8670 1123",
    )


@pytest.mark.parametrize("passing", [{"facts": ()}, {"neighbours": ()}, {"url": "HTTPS://X/B/1"}])
def test_what_passes_is_printed_anew_but_takes_no_board_down(passing):
    old, new = canonical(EVERYDAY), canonical(replace(EVERYDAY, **passing))

    assert changes(old, new) == ()
    assert not says_the_same(old, new)


def test_a_version_of_before_a_field_was_there_can_still_be_had():
    old = canonical(EVERYDAY).replace('"grid_name_en":', '"left_off":')

    content = restored(BoardContent, old)

    assert content.grid_name_en == ""
    assert content.grid_name == EVERYDAY.grid_name
    assert content.printed_on == date(2025, 11, 20)
    assert changes(old, canonical(EVERYDAY)) == ()


@pytest.mark.parametrize("content", [EVERYDAY, LONGEST, HARMFUL], ids=["usual", "long", "harmful"])
def test_the_longest_and_the_worst_words_come_back(content):
    assert restored(BoardContent, canonical(content)) == content
