"""The application as a WSGI server takes it: ready to answer when it is there."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng.web.settings")
os.environ.setdefault("POLARS_MAX_THREADS", "1")  # one form at a time: handing over costs more
application = get_wsgi_application()

from jiheng.web.warming import warm  # noqa: E402 - the applications are there only now

warm()
gc.collect()
gc.freeze()  # what is there now stays: later collections need not look at it
