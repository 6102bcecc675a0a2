"""Photos: looked at, shrunk, stripped of all but the picture, and kept; and our own files."""

import hashlib
import io
import os
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import obstore
import obstore.exceptions
import pillow_heif
from flask import Flask, current_app
from obstore.store import LocalStore, S3Store
from PIL import Image, ImageOps

from portal.errors import N_, NotAcceptable, TooLarge

LONGEST_SIDE = 2048
MOST_PIXELS = 50_000_000
QUALITY = 82
SMALL_BYTES = 12_000  # three beside each other, and a page still weighs under 60 kB
PLAINER = ((400, 75), (400, 50), (320, 40), (240, 40), (160, 40))  # longest side, quality
LEAST_CONTRAST = 16  # of 255: below it a picture is one even colour
LEAST_BITS = 4  # of 64 that differ from the others: below it, one even fall of light
KINDS = ("JPEG", "PNG", "WEBP", "HEIF")
PATIENCE = timedelta(seconds=9)  # for a store elsewhere: somebody is waiting for the answer

NotKept = obstore.exceptions.BaseError  # what a store says that is full or out of reach

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
pillow_heif.register_heif_opener(thumbnails=False)


@dataclass(frozen=True)
class Kept:
    """A picture in the store: its key, its size in pixels, and by what it is known again."""

    key: str
    width: int
    height: int
    fingerprint: str | None = None


def prepare(app: Flask) -> None:
    """Open the store that the settings name: a folder in PORTAL_HOME unless told otherwise."""
    settings = app.config["SETTINGS"]
    if settings.files_url.startswith("s3://"):
        app.extensions["files"] = S3Store(urlsplit(settings.files_url).netloc, **_s3_options())
        return
    folder = Path(urlsplit(settings.files_url).path or settings.home / "files")
    folder.mkdir(parents=True, exist_ok=True)
    app.extensions["files"] = LocalStore(str(folder))
    app.extensions["files_folder"] = folder


def keep_photo(content: bytes, *, most_bytes: int) -> Kept:
    """Keep a photo as a clean JPEG, large and small; refuse what is no photo or too large.

    The key is the picture's own hash: keeping it twice keeps it once, and a
    picture whose report was never saved is found by no one.
    """
    if len(content) > most_bytes:
        raise TooLarge(
            N_("A photo may have at most %(most)d MB. Take it again at a smaller size."),
            most=most_bytes // 1_000_000,
        )
    picture = _clean(content)
    jpeg = _jpeg(picture, QUALITY)
    digest = hashlib.sha256(jpeg).hexdigest()
    key, mark = f"photos/{digest[:2]}/{digest}.jpg", _fingerprint(picture)
    kept = Kept(key, picture.width, picture.height, mark)
    _put(_small(kept.key), _light_jpeg(picture))
    _put(kept.key, jpeg)
    return kept


def read(key: str) -> bytes:
    """Return what is kept under a key."""
    return bytes(obstore.get(_store(), key).bytes())


def read_small(key: str) -> bytes:
    """Return the small variant of a photo, or the photo itself where none was made."""
    try:
        return read(_small(key))
    except FileNotFoundError:
        return read(key)


def keep(key: str, content: bytes | Path) -> None:
    """Keep a file of our own making, given as it is or by where it lies; the key says what it is.

    Keeping it again replaces it whole: nobody ever reads half of one.
    """
    _put(key, content)


def pieces(key: str) -> Iterator[bytes]:
    """Return a kept file piece by piece, so that a large one never stands in memory at once."""
    return (bytes(piece) for piece in obstore.get(_store(), key).stream())


def opened(key: str) -> Any:
    """Return a kept file to be read from any place of it on, in pieces."""
    return obstore.open_reader(_store(), key)


def measured(key: str) -> tuple[int, str]:
    """Return how many bytes a kept file has, and its SHA-256."""
    size, digest = 0, hashlib.sha256()
    for piece in pieces(key):
        size += len(piece)
        digest.update(piece)
    return size, digest.hexdigest()


def drop(keys: Iterable[str]) -> None:
    """Let files of our own making go; those that have gone already are no matter."""
    for key in keys:
        with suppress(FileNotFoundError):
            obstore.delete(_store(), key)


def is_reachable() -> bool:
    """Say whether the store takes and gives: writes a small mark and reads it back."""
    _put("ready", b"ready")
    return read("ready") == b"ready"


def _clean(content: bytes) -> Image.Image:
    """Decode, turn upright, shrink, and copy the bare pixels: no metadata, no comment survives."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=KINDS) as opened:
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # first: what follows copies
                picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooLarge(N_("That picture has too many pixels. Send an ordinary photo.")) from None
    except Exception:  # noqa: BLE001 - whatever a hostile file does to a decoder, it is no photo
        raise NotAcceptable(
            N_("That file is no photo we can read. Send a JPEG, PNG, WebP or HEIC picture.")
        ) from None
    picture.info = {}
    return picture


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _light_jpeg(picture: Image.Image) -> bytes:
    """Shrink a picture in its place until it is light: a busy one becomes smaller and plainer."""
    jpeg = b""
    for side, quality in PLAINER:
        picture.thumbnail((side, side))
        jpeg = _jpeg(picture, quality)
        if len(jpeg) <= SMALL_BYTES:
            break
    return jpeg


def _fingerprint(picture: Image.Image) -> str | None:
    """Return 64 bits as 16 hex digits that stay nearly the same however a photo is shrunk or sent.

    Each bit says whether a spot is brighter than the one on its right (a
    difference hash). A picture of one even colour, such as a covered lens, or
    of one even fall of light tells nothing: it would be every other one's double.
    """
    grey = picture.convert("L").resize((9, 8), Image.Resampling.BOX, reducing_gap=2.0)
    spots = grey.tobytes()
    if max(spots) - min(spots) < LEAST_CONTRAST:
        return None
    rows = (spots[start : start + 9] for start in range(0, 72, 9))
    bits = int("".join("01"[left > right] for row in rows for left, right in pairwise(row)), 2)
    is_even = min(bits.bit_count(), 64 - bits.bit_count()) < LEAST_BITS
    return None if is_even else f"{bits:016x}"


def _small(key: str) -> str:
    return f"{key.removesuffix('.jpg')}-400.jpg"


def _store() -> Any:
    return current_app.extensions["files"]


def _put(key: str, content: bytes | Path) -> None:
    obstore.put(_store(), key, content)
    if folder := current_app.extensions.get("files_folder"):
        _settle(folder / key)


def _settle(path: Path) -> None:
    """Wait until a file is on the disk: an acknowledged report survives a power cut."""
    for place in (path, path.parent):
        number = os.open(place, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _s3_options() -> dict[str, Any]:
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    options: dict[str, Any] = {
        "region": os.environ.get("AWS_REGION", "us-east-1"),
        "retry_config": {"max_retries": 2, "retry_timeout": PATIENCE},
        "client_options": {"timeout": PATIENCE, "connect_timeout": PATIENCE / 3},
    }
    if endpoint:
        options |= {"endpoint": endpoint, "virtual_hosted_style_request": False}
        options["client_options"]["allow_http"] = endpoint.startswith("http://")
    return options
