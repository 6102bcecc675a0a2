"""A small sum that the reporter's device does: free for a person, dear for whoever floods."""

import hmac
import json
from base64 import b64decode
from datetime import timedelta
from hashlib import sha256

import altcha
from flask import Flask, current_app, jsonify
from flask.typing import ResponseReturnValue
from limits.storage import Storage, storage_from_string

from portal import clock
from portal.access import open_to_all
from portal.public import blueprint as public

ALGORITHM, ROUNDS = "SHA-256", 100  # about 256 tries of so many hashes: a second on an old phone
GOOD_FOR = timedelta(minutes=20)
LONGEST_PROOF = 4096  # characters; an honest one has about 600


@public.get("/challenge")
@open_to_all
def challenge() -> ResponseReturnValue:
    """Give out a signed sum to do, good for twenty minutes and for one report."""
    given = altcha.create_challenge(
        ALGORITHM, ROUNDS, expires_at=clock.now() + GOOD_FOR, hmac_secret=_secret()
    )
    response = jsonify(given.to_dict())
    response.headers["Cache-Control"] = "no-store"
    return response


def is_proven(proof: str, request_key: str) -> bool:
    """Say whether a form brought a sum that is right, in time and not yet spent on another form.

    The same form sent again may bring the same sum: a retry is no new report.
    """
    if not current_app.config["SETTINGS"].proof_of_work:
        return True
    if len(proof) > LONGEST_PROOF or not altcha.verify_solution(proof, _secret()).verified:
        return False
    nonce = json.loads(b64decode(proof))["challenge"]["parameters"]["nonce"]
    return _is_first_use(nonce, request_key)


def _is_first_use(nonce: str, request_key: str) -> bool:
    """Remember what is spent until it would have run out anyway.

    With Redis all processes remember together. Without it each web process
    remembers on its own, so that one sum is good once in each of them.
    """
    seconds = int(GOOD_FOR.total_seconds()) + 60
    spent = _memory(current_app)
    if spent.incr(f"proof/{nonce}/{request_key}", seconds) > 1:
        return True
    return spent.incr(f"proof/{nonce}", seconds) == 1


def _memory(app: Flask) -> Storage:
    if "spent_proofs" not in app.extensions:
        app.extensions["spent_proofs"] = storage_from_string(app.config["RATELIMIT_STORAGE_URI"])
    return app.extensions["spent_proofs"]  # type: ignore[no-any-return]


def _secret() -> bytes:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, b"proof of work", sha256).digest()
