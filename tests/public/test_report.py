"""Reporting: three taps, photos that say nothing but the picture, one case for one form."""

import io
import re
import threading

import pillow_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from sqlalchemy import func, select

from portal import files
from portal.app import create_app
from portal.cases.models import Case
from portal.cases.rules import CaseStatus, Source
from portal.db import db
from tests.factories import a_board, a_matter, a_photo
from tests.public.reporting import form_for, in_english, kept_in, key_in, sent

TOO_MUCH = "长" * 501


@pytest.fixture
def client(client):
    """A browser that asks for English."""
    return in_english(client)


def how_many() -> int:
    return db.session.scalar(select(func.count(Case.id)))


def the_case() -> Case:
    return db.session.scalars(select(Case).order_by(Case.id.desc())).first()


def a_picture(kind: str) -> bytes:
    out = io.BytesIO()
    picture = Image.new("RGB", (64, 48), "teal")
    if kind == "HEIF":
        pillow_heif.from_pillow(picture).save(out, format="HEIF")
    else:
        picture.save(out, kind)
    return out.getvalue()


def a_telling_photo() -> bytes:
    """A photo that says where and when it was taken, by whom, and more in a comment."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Artist] = "SECRETPHONE", "SECRETNAME"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (30.0, 12.0, 30.5)
    out = io.BytesIO()
    Image.new("RGB", (320, 240), "olive").save(out, "JPEG", exif=exif, comment=b"SECRETCOMMENT")
    return out.getvalue()


def a_bomb() -> bytes:
    """A small file that would be a picture of 100 million pixels."""
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    return out.getvalue()


def test_a_report_needs_no_more_than_a_matter(client):
    board, matter = a_board(), a_matter()

    page = sent(client, board, form_for(client, board, matter=matter.code))

    case = the_case()
    assert page.status_code == 303
    assert page.location == f"/f/{case.follow_token}/received"
    assert case.number in re.sub(r"<[^>]+>|\s", "", client.get(page.location).text)
    assert (case.grid_id, case.matter_id) == (board.grid_id, matter.id)
    assert (case.status, case.source) == (CaseStatus.REPORTED, Source.RESIDENT)
    assert case.contact is None
    assert not case.is_held


def test_a_report_carries_words_place_photos_and_contact(client):
    board, matter = a_board(), a_matter()
    form = form_for(
        client,
        board,
        matter=matter.code,
        words="  路灯坏了\r\n第二盏  ",
        place_note="2号门旁",
        contact="０５７１ 0000-0000",
        may_contact="y",
    )

    sent(client, board, form, [("1.jpg", a_photo("red")), ("2.jpg", a_photo("blue"))])

    case = the_case()
    assert case.words == "路灯坏了\n第二盏"
    assert case.place_note == "2号门旁"
    assert case.contact.phone == "0571 0000-0000"
    assert case.contact.email is None
    assert len(case.photos) == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_e_mail_is_a_contact_and_the_mail_speaks_the_reporters_language(client, language):
    board, matter = a_board(), a_matter()
    form = form_for(client, board, matter=matter.code, contact="li@example.org", may_contact="y")

    sent(client, board, form, headers={"Accept-Language": language})

    assert the_case().contact.email == "li@example.org"
    assert the_case().language == language


def test_a_code_typed_in_small_letters_works(client):
    board, matter = a_board(), a_matter()
    form = form_for(client, board, matter=matter.code)
    board_code = board.code.lower()

    assert client.get(f"/b/{board_code}/report").status_code == 200
    assert client.post(f"/b/{board_code}/report", data=form).status_code == 303


def test_the_same_form_sent_twice_is_one_case_and_one_receipt(client):
    board, matter = a_board(), a_matter()
    form = form_for(client, board, matter=matter.code)

    first, again = sent(client, board, form), sent(client, board, form)

    assert first.location == again.location
    assert how_many() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({}, "Choose what it is", id="no matter"),
        pytest.param({"matter": "nonsense"}, "Choose what it is", id="unknown matter"),
        pytest.param({"matter": "x" * 5000}, "Choose what it is", id="very long matter"),
        pytest.param({"words": TOO_MUCH}, "Shorten them to 500", id="too many words"),
        pytest.param({"place_note": "x" * 101}, "within 100 characters", id="long place"),
        pytest.param({"contact": "0571000000"}, "Tick this", id="contact without consent"),
        pytest.param({"contact": "hello", "may_contact": "y"}, "no phone number", id="no contact"),
        pytest.param({"contact": "a@b", "may_contact": "y"}, "no phone number", id="half mail"),
        pytest.param(
            {"contact": "a@b.cn,c@d.cn", "may_contact": "y"}, "no phone number", id="two addresses"
        ),
        pytest.param(
            {"contact": "9" * 99, "may_contact": "y"}, "no phone number", id="long number"
        ),
        pytest.param({"key": ""}, "send it once more", id="no key"),
        pytest.param({"key": "../../etc"}, "send it once more", id="odd key"),
    ],
)
def test_a_bad_form_comes_back_with_everything_typed_and_changes_nothing(client, wrong, said):
    board, matter = a_board(), a_matter()
    good = {"matter": matter.code} if wrong and "matter" not in wrong else {}
    form = form_for(client, board, words="楼道灯", place_note="三楼") | good | wrong

    page = sent(client, board, form)

    assert page.status_code == 422
    assert said in page.text
    assert form["words"] in page.text
    assert form["place_note"] in page.text
    assert how_many() == 0
    if "key" not in wrong:
        assert key_in(page.text) == form["key"]
    if good:
        assert f'value="{matter.code}" id="m-{matter.code}" checked' in page.text or (
            f'value="{matter.code}" checked' in page.text
        )


@pytest.mark.parametrize(
    "closed",
    [
        pytest.param({"residents_may_report": False}, id="for staff"),
        pytest.param({"is_info": True}, id="a note, not a case"),
    ],
)
def test_a_matter_that_residents_may_not_report_is_not_offered_and_not_taken(client, closed):
    board, matter = a_board(), a_matter(name="不对外", **closed)

    page = sent(client, board, form_for(client, board, matter=matter.code))

    assert page.status_code == 422
    assert "不对外" not in page.text
    assert how_many() == 0


def test_a_nul_in_the_words_is_dropped_and_the_report_is_kept(client):
    board, matter = a_board(), a_matter()

    page = sent(client, board, form_for(client, board, matter=matter.code, words="灯\0坏"))

    assert page.status_code == 303
    assert the_case().words == "灯坏"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_usual_kinds_of_photo_are_taken(client, kind):
    board, matter = a_board(), a_matter()

    sent(client, board, form_for(client, board, matter=matter.code), [("p", a_picture(kind))])

    kept = Image.open(io.BytesIO(files.read(the_case().photos[0].key)))
    assert (kept.format, kept.size) == ("JPEG", (64, 48))


def test_a_stored_photo_says_nothing_but_the_picture(client):
    board, matter, telling = a_board(), a_matter(), a_telling_photo()
    assert b"SECRETCOMMENT" in telling
    assert b"SECRETPHONE" in telling

    sent(client, board, form_for(client, board, matter=matter.code), [("1.jpg", telling)])

    stored = files.read(the_case().photos[0].key)
    assert b"SECRET" not in stored
    assert not Image.open(io.BytesIO(stored)).getexif()
    assert not Image.open(io.BytesIO(stored)).getexif().get_ifd(IFD.GPSInfo)
    assert "comment" not in Image.open(io.BytesIO(stored)).info


@pytest.mark.parametrize(
    ("photo", "said"),
    [
        pytest.param(b"hello, I am text", "no photo we can read", id="text called .jpg"),
        pytest.param(b"", "no photo we can read", id="empty"),
        pytest.param(a_photo()[:200], "no photo we can read", id="cut off"),
        pytest.param(b"GIF89a" + bytes(50), "no photo we can read", id="another kind"),
        pytest.param(a_bomb(), "too many pixels", id="decompression bomb"),
        pytest.param(bytes(15_000_001), "at most 15 MB", id="too large"),
    ],
)
def test_what_is_no_photo_is_refused_by_name_and_the_words_stay(client, photo, said):
    board, matter = a_board(), a_matter()
    form = form_for(client, board, matter=matter.code, words="井盖坏了")

    page = sent(client, board, form, [("IMG_1.jpg", photo)])

    assert page.status_code == 422
    assert "IMG_1.jpg" in page.text
    assert said in page.text
    assert "井盖坏了" in page.text
    assert how_many() == 0


def test_photos_that_arrived_survive_a_form_that_comes_back(client):
    board, matter = a_board(), a_matter()
    form = form_for(client, board, words="缺一样")

    page = sent(client, board, form, [("1.jpg", a_photo("red")), ("2.jpg", a_photo("blue"))])
    tickets = kept_in(page.text)
    assert page.status_code == 422
    assert len(tickets) == 2
    assert page.text.count("checked data-no-keep") == 2  # what the browser remembers is older

    whole = form | {"matter": matter.code, "kept": tickets}
    assert sent(client, board, whole, [("3.jpg", a_photo("black"))]).status_code == 303
    assert len(the_case().photos) == 3


def test_a_kept_photo_can_be_left_out(client):
    board, matter = a_board(), a_matter()
    form = form_for(client, board)
    page = sent(client, board, form, [("1.jpg", a_photo("red")), ("2.jpg", a_photo("blue"))])

    sent(client, board, form | {"matter": matter.code, "kept": kept_in(page.text)[:1]})

    assert len(the_case().photos) == 1


@pytest.mark.parametrize(
    "ticket", ["nonsense", "WyJwaG90b3MvYWEvYi5qcGciLDEsMV0.c2lnbmVk", "", "§\0"]
)
def test_a_ticket_that_we_did_not_sign_brings_no_photo(client, ticket):
    board, matter = a_board(), a_matter()

    page = sent(client, board, form_for(client, board, matter=matter.code, kept=ticket))

    assert page.status_code == 303
    assert the_case().photos == []


def test_a_fourth_photo_is_too_many_and_the_first_three_are_kept(client):
    board, matter = a_board(), a_matter()
    four = [
        (f"{n}.jpg", a_photo(colour)) for n, colour in enumerate(("red", "blue", "tan", "lime"))
    ]

    page = sent(client, board, form_for(client, board, matter=matter.code), four)

    assert page.status_code == 422
    assert "Only 3 photos fit" in page.text
    assert len(kept_in(page.text)) == 3
    assert how_many() == 0


def test_a_body_beyond_every_limit_is_refused_before_it_is_read(client):
    board = a_board()
    too_much = 49 * 1024 * 1024

    page = client.post(
        f"/b/{board.code}/report",
        data=b"--x",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(too_much)},
    )

    assert page.status_code == 413
    assert "fewer or smaller photos" in page.text


def test_a_word_field_of_half_a_megabyte_is_refused(client):
    board = a_board()

    assert sent(client, board, form_for(client, board, words="x" * 500_000)).status_code == 413


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"--x\r\nbroken", "multipart/form-data; boundary=x", id="cut off"),
        pytest.param(b"--x", "multipart/form-data", id="no boundary"),
        pytest.param(
            b"\xff\xfe=\xff&words=%ED%A0%80", "application/x-www-form-urlencoded", id="no text"
        ),
        pytest.param(b'{"matter": 1}', "application/json", id="another kind"),
        pytest.param(
            b'--x\r\nContent-Disposition: form-data; name="photos"; filename="\xff\x00.jpg"\r\n'
            b"\r\nx\r\n--x--",
            "multipart/form-data; boundary=x",
            id="odd file name",
        ),
        pytest.param(
            b"".join(
                b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % n
                for n in range(99)
            )
            + b"--x--",
            "multipart/form-data; boundary=x",
            id="very many parts",
        ),
    ],
)
def test_a_malformed_body_is_refused_and_changes_nothing(client, body, kind):
    board = a_board()

    page = client.post(f"/b/{board.code}/report", data=body, content_type=kind)

    assert 400 <= page.status_code < 500
    assert how_many() == 0


@pytest.mark.parametrize("code", ["NOBODY", "%00", "§§", "x" * 3000, "a%2Fb", "%ED%A0%80"])
def test_a_board_that_does_not_exist_has_no_report_page(client, code):
    for ask in (client.get, client.post):
        assert ask(f"/b/{code}/report").status_code in {400, 404}


def test_the_wrong_method_is_refused(client):
    board = a_board()

    assert client.put(f"/b/{board.code}/report").status_code == 405
    assert client.delete(f"/b/{board.code}/report").status_code == 405


def test_the_list_shows_common_matters_as_tiles_and_the_rest_by_group(client):
    board = a_board()
    common = a_matter(rank=1, short_name="垃圾没清", name="暴露垃圾", icon="trash-2")
    rare = a_matter(name="井盖破损", group_name="城市部件类", group_code="B3")

    page = client.get(f"/b/{board.code}/report", headers={"Accept-Language": "zh"}).text

    assert page.index("垃圾没清") < page.index("城市部件类") < page.index("井盖破损")
    assert f'id="m-{common.code}"' in page
    for matter in (common, rare):
        assert page.count(f'value="{matter.code}"') == 1


@pytest.mark.parametrize("asked", ["井盖", "JGPS", " jgp "])
def test_a_search_without_scripts_finds_by_word_and_by_initials(client, asked):
    board = a_board()
    a_matter(name="井盖破损", initials="jgps")
    a_matter(name="噪声扰民", initials="zsrm")

    page = client.get(
        f"/b/{board.code}/report", query_string={"q": asked}, headers={"Accept-Language": "zh"}
    ).text

    assert "井盖破损" in page
    assert "噪声扰民" not in page


def test_a_search_that_finds_nothing_says_what_to_do(client):
    board = a_board()
    a_matter()

    assert "Nothing found" in client.get(f"/b/{board.code}/report?q=zzzz").text


def test_the_page_says_what_happens_next_before_the_button(client):
    board = a_board()
    a_matter(level=3)
    page = client.get(f"/b/{board.code}/report").text

    assert page.index("1 working day") < page.index("Send the report")
    assert "5 days" in page


def test_one_device_at_one_board_is_slowed_and_its_words_stay_while_others_go_on(
    settings_for, own_file
):
    app = an_app_of_its_own(settings_for, f"sqlite:///{own_file}", PORTAL_RATE_LIMITS="on")
    board, other, matter = a_place(app)

    def report(device, at=board, words="灯坏了"):
        return app.test_client().post(
            f"/b/{at}/report",
            data={"key": f"k{next(keys):031}", "matter": matter, "words": words},
            headers={"User-Agent": device},
        )

    keys = iter(range(100))
    assert [report("phone A").status_code for _ in range(10)] == [303] * 10

    slowed = report("phone A", words="第十一次")
    assert slowed.status_code == 429
    assert "第十一次" in slowed.text
    assert report("phone B").status_code == 303
    assert report("phone A", at=other).status_code == 303


def test_a_double_tap_at_the_same_moment_is_one_case(settings_for, own_database):
    app = an_app_of_its_own(settings_for, own_database)
    board, _other, matter = a_place(app)
    together, answers = threading.Barrier(4), []

    def tap():
        together.wait()
        page = app.test_client().post(
            f"/b/{board}/report", data={"key": "the-very-same-form-key", "matter": matter}
        )
        answers.append((page.status_code, page.location))

    taps = [threading.Thread(target=tap) for _ in range(4)]
    for thread in taps:
        thread.start()
    for thread in taps:
        thread.join()

    assert {status for status, _ in answers} == {303}
    assert len({location for _, location in answers}) == 1
    with app.app_context():
        assert how_many() == 1
        db.session.remove()
        db.engine.dispose()


def an_app_of_its_own(settings_for, address, **environ):
    """An app over its own database, whose requests really commit."""
    app = create_app(settings_for(PORTAL_DATABASE_URL=address, **environ))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


def a_place(app):
    """Two boards and a matter in an app's own database: their codes."""
    with app.app_context():
        board, other, matter = a_board(), a_board(), a_matter()
        db.session.commit()
        codes = board.code, other.code, matter.code
        db.session.remove()
        db.engine.dispose()
    return codes


odd_text = st.text(st.characters(exclude_categories=[]), max_size=60)
fields = st.dictionaries(
    st.sampled_from(
        [
            "key",
            "altcha",
            "matter",
            "kept",
            "photos",
            "words",
            "place_note",
            "contact",
            "may_contact",
            "same",
            "lat",
            "lon",
            "looked",
            "csrf_token",
        ]
    ),
    odd_text.map(lambda text: text.encode("utf-8", "surrogatepass")),
)


@given(fields=fields, is_whole=st.booleans())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_a_form_holds_the_answer_is_a_page_and_never_a_fault(client, fields, is_whole):
    board, matter = a_board(), a_matter()
    whole = {"key": b"k" * 20, "matter": matter.code.encode()} if is_whole else {}

    page = client.post(
        f"/b/{board.code}/report", data=as_multipart(fields | whole), content_type=MULTIPART
    )

    assert page.status_code in {303, 422}


MULTIPART = "multipart/form-data; boundary=----edge"


def as_multipart(fields: dict[str, bytes]) -> bytes:
    parts = (
        b'------edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (name.encode(), content)
        for name, content in fields.items()
    )
    return b"".join(parts) + b"------edge--\r\n"


@given(st.binary(max_size=400))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_photo_holds_the_form_comes_back(client, content):
    board, matter = a_board(), a_matter()

    page = sent(client, board, form_for(client, board, matter=matter.code), [("p.jpg", content)])

    assert page.status_code == 422
