"""The application as a WSGI server takes it: ready to answer when it is there."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiheng.web.settings")
application = get_wsgi_application()

from jiheng.web.warming import warm  # noqa: E402 - the applications are there only now

warm()
