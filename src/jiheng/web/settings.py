"""Django's settings. What differs between installations comes from `environment` alone."""

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from jiheng.web import environment

HERE = Path(__file__).parent
DATA = environment.data_folder()

SECRET_KEY = environment.secret_key(DATA)
DEBUG = environment.flag("JIHENG_DEBUG")
DEMO = environment.flag("JIHENG_DEMO")
"""A sample district with everyone's password on the login page; local use alone."""
HTTPS = environment.flag("JIHENG_HTTPS")
"""The site is reached through HTTPS (a proxy in front says so): cookies are for HTTPS alone."""
ALLOWED_HOSTS = environment.hosts()
SITE = os.environ.get("JIHENG_SITE", "").rstrip("/")
"""The site's address as people outside reach it, for printed forms and mails: https://…; or ""."""
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "jiheng.web.people",
    "jiheng.web.organisations",
    "jiheng.web.events",
    "jiheng.web.cycles",
    "jiheng.web.filings",
    "jiheng.web.api",
    "jiheng.web.exchange",
    "jiheng.web.signing",
    "jiheng.web.notices",
    "jiheng.web.reviews",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jiheng.web.people.activity.Activity",
    "axes.middleware.AxesMiddleware",
    "jiheng.web.people.renewal.own_password_first",
]
ROOT_URLCONF = "jiheng.web.urls"
WSGI_APPLICATION = "jiheng.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "jiheng.web.organisations.context.place_and_roles",
                "jiheng.web.people.entrance.entrance",
                "jiheng.web.notices.context.unread",
            ],
            "builtins": [
                "jiheng.web.filings.templatetags.shown",
                "jiheng.web.organisations.templatetags.asked",
            ],
        },
    }
]

DATABASES = {"default": environment.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "jiheng_cache",
    }
}
QUEUES = {"default": "后台任务", "rollups": "单位汇总"}
"""What is done in the background, by queue; each has a process of its own, named as on screen."""
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": list(QUEUES)}}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "jiheng.web.people.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "jiheng.web.people.adapter.SingleSignOnAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": None}
"""An office shares one address; who tries passwords is locked out by axes."""
MFA_ADAPTER = "jiheng.web.people.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "绩衡"
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": environment.single_sign_on()}}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "jiheng.web.events.chain.address_of"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "uploads", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
"""Static files are served from where the package has them; nothing is collected."""
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 200
FILE_UPLOAD_HANDLERS = [
    "jiheng.web.exchange.guard.Guard",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_LARGEST = environment.megabytes("JIHENG_UPLOAD_MB", 50)
"""Bytes: the largest file of any kind but an archive."""
ARCHIVE_LARGEST = environment.megabytes("JIHENG_ARCHIVE_MB", 200)
"""Bytes: the largest zip of forms."""
REQUEST_LARGEST = 2 * max(UPLOAD_LARGEST, ARCHIVE_LARGEST)
"""Bytes of all files of one request."""
CLAMAV = environment.scanner()
COSTLY = {
    "upload": ("上传材料", 300),
    "import": ("导入", 60),
    "export": ("导出", 30),
    "check": ("检查文件", 120),
}
"""What is counted for each person and hour: its name on screen, and how often it may be asked."""

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

EMAIL_URL = os.environ.get("JIHENG_EMAIL_URL", "")
EMAIL_BACKEND, EMAIL = environment.mail(EMAIL_URL)
globals().update(EMAIL)
DEFAULT_FROM_EMAIL = os.environ.get("JIHENG_EMAIL_FROM", "jiheng@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
