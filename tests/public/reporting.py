"""What the tests of reporting share: a form as a browser shows it, and sending it."""

import io
import re

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import stream_encode_multipart


def in_english(client):
    """A browser that asks for English unless a request says otherwise."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def form_for(client, board, **filled):
    """The form of a board's report page, with some of it filled in."""
    page = client.get(f"/b/{board.code}/report")
    return {"key": key_in(page.text)} | filled


def key_in(page: str) -> str:
    return re.search(r'name="key"[^>]*value="([^"]+)"', page)[1]


def kept_in(page: str) -> list[str]:
    return re.findall(r'name="kept" value="([^"]+)"', page)


def sent(client, board, form, photos=(), **more):
    """What comes back for a form with these photos: (name, bytes) each."""
    fields = MultiDict(form)
    for name, content in photos:
        fields.add("photos", FileStorage(io.BytesIO(content), name))
    body, _length, boundary = stream_encode_multipart(fields, use_tempfile=False)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"/b/{board.code}/report", data=body.read(), content_type=kind, **more)
