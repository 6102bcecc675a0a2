"""What a WSGI server loads."""

from portal.app import create_app, log_to_stderr

log_to_stderr()
application = create_app()
