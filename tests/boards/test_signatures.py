"""The signature of a printed address: made, judged, rotated; the address itself works for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.boards.actions import contents_of, printed_address
from portal.boards.rules import (
    CODE_LETTERS,
    SIGNATURE_LENGTH,
    Verdict,
    judge_address,
    read_address,
    signature_of,
)
from tests.factories import a_board
from tests.public.reporting import in_english

SITE = "https://grid.example.org"
OLD, NEW = ("A", "a" * 32), ("B", "b" * 32)
CODE = "7K3M9Q"

codes = st.text(CODE_LETTERS, min_size=6, max_size=6)
keys = st.tuples(st.sampled_from("ABCDEFGH"), st.text(min_size=32, max_size=60))


def judged(words, *, trusted=(NEW, OLD), is_known=True):
    return judge_address(read_address(words, SITE), is_known=is_known, keys=trusted)


def address(code=CODE, key=NEW):
    return f"{SITE}/b/{code}?s={signature_of(code, *key)}"


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (address(), Verdict.OURS),
        (address(key=OLD), Verdict.OURS),
        (f"  {address().lower()} ", Verdict.OURS),
        (address() + "&lang=en", Verdict.OURS),
        (f"{SITE}/b/{CODE}", Verdict.UNSIGNED),
        (f"{SITE}/b/{CODE}?s=", Verdict.UNSIGNED),
        (address(key=("C", "c" * 32)), Verdict.OLD_KEY),
        (f"{SITE}/b/{CODE}?s=B2222222A", Verdict.FORGED),
        (address().replace(CODE, "7K3M9R"), Verdict.FORGED),
        (address()[:-1], Verdict.FORGED),
        (CODE, Verdict.OURS),
        (CODE.lower(), Verdict.OURS),
        (address().replace("grid.example", "grld.example"), Verdict.OTHER_SITE),
        ("https://grid.example.org.evil.cn/b/7K3M9Q", Verdict.OTHER_SITE),
        ("http://grid.example.org/b/7K3M9Q", Verdict.OTHER_SITE),
        ("weixin://dl/business/?t=abc", Verdict.OTHER_SITE),
        (f"{SITE}/pay", Verdict.OTHER_SITE),
        (f"{SITE}/b/../pay", Verdict.UNKNOWN_CODE),
        ("what is this", Verdict.NO_ADDRESS),
        ("", Verdict.NO_ADDRESS),
        ("https://[", Verdict.OTHER_SITE),
    ],
)
def test_an_address_is_judged_by_site_code_and_signature(words, verdict):
    is_known = "/../" not in words

    assert judged(words, is_known=is_known) is verdict


def test_a_code_that_we_never_gave_out_is_unknown_whatever_its_signature():
    assert judged(address(), is_known=False) is Verdict.UNKNOWN_CODE


def test_without_keys_a_known_code_of_our_site_is_ours():
    assert judged(f"{SITE}/b/{CODE}", trusted=()) is Verdict.OURS
    assert judged(address(), trusted=()) is Verdict.OURS


def test_a_key_that_is_taken_out_is_trusted_no_longer_and_the_others_are():
    assert judged(address(key=OLD), trusted=(NEW,)) is Verdict.OLD_KEY
    assert judged(address(key=NEW), trusted=(NEW,)) is Verdict.OURS


@given(codes, keys)
def test_a_signature_is_short_and_of_letters_that_are_read_well(code, key):
    signature = signature_of(code, *key)

    assert signature[0] == key[0]
    assert len(signature) == 1 + SIGNATURE_LENGTH
    assert set(signature[1:]) <= set(CODE_LETTERS)
    assert judged(f"{SITE}/b/{code}?s={signature}", trusted=(key,)) is Verdict.OURS


@given(codes, codes, keys)
def test_a_signature_is_good_for_its_own_code_only(code, other, key):
    moved = judged(f"{SITE}/b/{other}?s={signature_of(code, *key)}", trusted=(key,))

    assert moved is (Verdict.OURS if code == other else Verdict.FORGED)


@given(codes, keys, keys)
def test_a_signature_with_another_secret_is_not_ours(code, key, other):
    verdict = judged(f"{SITE}/b/{code}?s={signature_of(code, *other)}", trusted=(key,))

    assert (verdict is Verdict.OURS) == (key == other)


@given(st.text(max_size=600))
def test_whatever_was_read_is_judged_without_a_fault(words):
    assert judged(words) in set(Verdict)


def test_as_delivered_a_printed_address_carries_nothing(app):
    board = a_board()
    (content,) = contents_of([board], clock.today(), base_url=SITE, supervision_phone="12345")

    assert content.url == f"{SITE}/b/{board.code}"


def test_with_keys_the_first_signs_what_is_printed(another, database):
    board = a_board()
    signing = another(
        PORTAL_DATABASE_URL=database, PORTAL_BOARD_KEYS="B:" + "b" * 32 + ",A:" + "a" * 32
    )

    with signing.app_context():
        assert printed_address(board.code, SITE) == address(board.code, NEW)


def test_a_printed_address_works_for_ever_whatever_its_signature(client):
    board = a_board()
    in_english(client)

    for end in (
        "",
        "?s=",
        "?s=A2345678",
        f"?s={signature_of(board.code, *OLD)}",
        "?s=" + "x" * 900,
    ):
        assert client.get(f"/b/{board.code}{end}").status_code == 200
