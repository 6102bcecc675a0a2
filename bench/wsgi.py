"""The portal, and beside it on the same server the floor: a bare Flask page."""

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from portal.app import create_app

bare = Flask("bare")
bare.add_url_rule("/", "page", lambda: "<!doctype html><title>bare</title><p>bare</p>")
application = DispatcherMiddleware(create_app(), {"/bare": bare})
