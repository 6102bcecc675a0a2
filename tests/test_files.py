"""Photos are looked at, stripped and kept: in a folder, and on a real S3 server."""

import io
import urllib.error
import urllib.request

import obstore
import pytest
from PIL import Image

from portal import files
from portal.app import create_app
from portal.db import db
from portal.errors import NotAcceptable, TooLarge
from tests.factories import a_busy_photo, a_photo
from tests.s3 import BUCKET, s3_server

MOST = 15_000_000
TELLING = {0x010E: "at home", 0x010F: "MakerOfCamera", 0x9286: "a comment"}


@pytest.fixture(scope="session")
def s3(tmp_path_factory):
    """What a client of a real S3 server needs in its environment."""
    with s3_server(tmp_path_factory.mktemp("s3")) as environ:
        yield environ


@pytest.fixture
def in_a_folder(settings_for, tmp_path):
    app = create_app(settings_for(PORTAL_FILES_URL=f"file://{tmp_path / 'kept'}"))
    with app.app_context():
        yield tmp_path / "kept"


@pytest.fixture
def on_s3(s3, settings_for, monkeypatch):
    for name, value in s3.items():
        monkeypatch.setenv(name, value)
    with create_app(settings_for(PORTAL_FILES_URL=f"s3://{BUCKET}")).app_context():
        yield s3["AWS_ENDPOINT_URL"]


@pytest.fixture(params=["in_a_folder", "on_s3"])
def store(request):
    return request.getfixturevalue(request.param)


@pytest.mark.usefixtures("store")
def test_a_photo_comes_back_as_it_was_kept():
    kept = files.keep_photo(a_photo("red", (640, 480)), most_bytes=MOST)

    picture = Image.open(io.BytesIO(files.read(kept.key)))

    assert picture.format == "JPEG"
    assert picture.size == (kept.width, kept.height) == (640, 480)
    assert picture.getpixel((10, 10))[0] > 240


@pytest.mark.usefixtures("store")
def test_the_store_is_reachable_and_the_same_photo_is_kept_once():
    first, again = (files.keep_photo(a_photo("blue"), most_bytes=MOST) for _ in range(2))

    assert files.is_reachable()
    assert first == again


@pytest.mark.usefixtures("store")
def test_a_small_variant_is_kept_beside_each_photo():
    kept = files.keep_photo(a_photo("red", (4000, 3000)), most_bytes=MOST)

    small = Image.open(io.BytesIO(files.read_small(kept.key)))

    assert (kept.width, kept.height) == (2048, 1536)
    assert small.size == (400, 300)
    assert small.getpixel((10, 10))[0] > 240


@pytest.mark.usefixtures("store")
def test_a_photo_without_a_small_variant_is_shown_as_it_is():
    kept = files.keep_photo(a_photo("red", (640, 480)), most_bytes=MOST)
    obstore.delete(files._store(), files._small(kept.key))

    assert files.read_small(kept.key) == files.read(kept.key)


@pytest.mark.usefixtures("in_a_folder")
def test_the_small_variant_of_the_busiest_photo_is_light():
    kept = files.keep_photo(a_busy_photo(), most_bytes=MOST)

    assert len(files.read_small(kept.key)) <= files.SMALL_BYTES


def test_s3_shows_nothing_to_a_stranger(on_s3):
    kept = files.keep_photo(a_photo("green"), most_bytes=MOST)

    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{on_s3}/{BUCKET}/{kept.key}", timeout=5)

    refusal.value.close()
    assert refusal.value.code == 403


def test_a_wrong_key_reaches_nothing_on_s3(on_s3, settings_for, monkeypatch):
    assert on_s3
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "somebody else's")
    app = create_app(settings_for(PORTAL_FILES_URL=f"s3://{BUCKET}"))

    ready = app.test_client().get("/readyz")
    with app.app_context():
        db.engine.dispose()

    assert ready.status_code == 503
    assert ready.json["storage"] is False


def test_a_kept_photo_lies_in_the_folder_and_nowhere_else(in_a_folder):
    kept = files.keep_photo(a_photo("teal"), most_bytes=MOST)

    lying_there = {path for path in in_a_folder.rglob("*") if path.is_file()}
    assert lying_there == {in_a_folder / kept.key, in_a_folder / files._small(kept.key)}


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.usefixtures("in_a_folder")
def test_nothing_but_the_picture_is_kept(format_name):
    exif = Image.Exif()
    for tag, words in TELLING.items():
        exif[tag] = words
    exif.get_ifd(0x8825)[2] = (30.0, 12.0, 0.0)  # where it was taken
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "orange").save(out, format_name, exif=exif.tobytes())
    assert b"MakerOfCamera" in out.getvalue()

    key = files.keep_photo(out.getvalue(), most_bytes=MOST).key

    for kept in (files.read(key), files.read_small(key)):
        assert not Image.open(io.BytesIO(kept)).getexif()
        for words in (b"MakerOfCamera", b"at home", b"Exif"):
            assert words not in kept


@pytest.mark.usefixtures("in_a_folder")
def test_a_photo_taken_sideways_is_kept_upright_and_a_huge_one_shrunk():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    out = io.BytesIO()
    Image.new("RGB", (4000, 1000), "grey").save(out, "JPEG", exif=exif.tobytes())

    kept = files.keep_photo(out.getvalue(), most_bytes=MOST)

    assert (kept.width, kept.height) == (512, 2048)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"%PDF-1.7 not a picture", id="a PDF"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="a drawing with scripts"),
        pytest.param(b"GIF89a\x01\x00\x01\x00", id="a GIF"),
        pytest.param(a_photo()[:200], id="half a photo"),
    ],
)
@pytest.mark.usefixtures("in_a_folder")
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(NotAcceptable):
        files.keep_photo(content, most_bytes=MOST)


@pytest.mark.usefixtures("in_a_folder")
def test_too_many_bytes_and_too_many_pixels_are_refused():
    with pytest.raises(TooLarge, match="at most 1 MB"):
        files.keep_photo(a_photo() + b"\0" * 1_000_000, most_bytes=1_000_000)

    bomb = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < MOST
    with pytest.raises(TooLarge, match="too many pixels"):
        files.keep_photo(bomb.getvalue(), most_bytes=MOST)
