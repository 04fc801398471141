"""The door for the web server."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
gc.disable()  # reading a program leaves no garbage, and looking for it is a fourteenth of the start
application = get_wsgi_application()
gc.freeze()
gc.enable()
