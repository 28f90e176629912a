"""Settings: one process and one file, unless the environment names servers.

FARM_DATABASE_URL, FARM_BROKER_URL and FARM_CHANNELS_URL are the whole difference
between the embedded and the distributed farm. They load without any variable.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from printfarm import environment, secrets_file
from printfarm.timetable import TIMETABLE

VALUES, ENVIRONMENT_ERRORS = environment.read()
BASE_DIR = environment.BASE_DIR
DATA_DIR = VALUES["data"]
DEBUG = VALUES["debug"]
SECRET_KEY = VALUES["secret_key"] or secrets_file.secret_key(DATA_DIR)
ENCRYPTION_KEYS = VALUES["encryption_keys"] or [secrets_file.encryption_key(DATA_DIR)]
ALLOWED_HOSTS = VALUES["allowed_hosts"]
CSRF_TRUSTED_ORIGINS = VALUES["csrf_origins"]

INSTALLED_APPS = [
    "apps.backoffice.apps.FarmAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
    "channels",
    "apps.core",
    "apps.accounts",
    "apps.events",
    "apps.materials",
    "apps.printers",
    "apps.jobs",
    "apps.preflight",
    "apps.telemetry",
    "apps.dispatch",
    "apps.incidents",
    "apps.live",
    "apps.api",
    "apps.dashboard",
    "apps.backoffice.apps.BackofficeConfig",
    "apps.operations",
    "apps.simulator",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "printfarm.urls"
ASGI_APPLICATION = "printfarm.asgi.application"
SERVER = "printfarm.server.make_server"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.dashboard.context.shell",
            ]
        },
    }
]

DATABASES = {
    "default": environment.database(VALUES["database_url"], DATA_DIR / "farm.sqlite3"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": VALUES["channels_url"],
    }
    if VALUES["channels_url"]
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [VALUES["channels_url"]]},
    }
    if VALUES["channels_url"]
    else {"BACKEND": "apps.core.layer.InProcessLayer", "CONFIG": {"capacity": 1000}}
}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "farm"
LOGOUT_REDIRECT_URL = "login"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"

LANGUAGE_CODE = VALUES["language"]
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = VALUES["time_zone"]
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_TEMP_DIR = None
MAX_UPLOAD_BYTES = VALUES["max_upload_mb"] * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if VALUES["https"] else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = VALUES["https"]
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
}

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["apps.api.permissions.RolePermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "apps.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "apps.api.problems.handle",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Print farm",
    "VERSION": "1",
    "DESCRIPTION": "Jobs, printers and runs of a farm of 3D printers.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "apps.api.schema.add_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "JobState": "apps.api.enums.job_states",
        "RunState": "apps.api.enums.run_states",
        "PrinterKind": "apps.api.enums.printer_kinds",
    },
}

POLL_S = VALUES["poll_s"]
TRANSFERS = VALUES["transfers"]
TELEMETRY_DAYS = VALUES["telemetry_days"]

CELERY_BROKER_URL = VALUES["broker_url"] or None
CELERY_BROKER_TRANSPORT = None if VALUES["broker_url"] else "apps.core.broker:Transport"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "control"
CELERY_TASK_ROUTES = {
    "apps.telemetry.tasks.poll_*": {"queue": "poll"},
    "apps.dispatch.tasks.transfer_*": {"queue": "transfer"},
    "apps.jobs.tasks.*": {"queue": "slow"},
    "apps.telemetry.tasks.prune": {"queue": "slow"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 0.5
CELERY_BEAT_SCHEDULE = TIMETABLE
CELERY_TIMEZONE = "UTC"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {threadName} {name}: {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": VALUES["log_level"]},
    "loggers": {
        name: {"level": "WARNING"}
        for name in (
            "celery.app.trace",
            "celery.beat",
            "celery.worker.strategy",
            "celery.worker",
            "celery.bootsteps",
            "django.channels.server",
            "daphne",
            "axes",
            "aiohttp.access",
            "urllib3",
        )
    },
}
