"""Django settings. Everything that differs between installations comes from the environment.

DATABASE_URL          application role; without it the embedded server in DATA_DIR is used
DATABASE_OWNER_URL    owner role of the same database, for migrations
DATA_DIR              uploaded files, secrets, embedded database; default ``.kontor`` in the working directory
SECRET_KEY            signing key; without it the one kept in DATA_DIR is used
EMAIL_URL             smtp://, smtp+tls:// or smtps://user:password@host:port; without it mail goes to DATA_DIR/mail
REDIS_URL             cache and live updates over several machines; default local memory
ALLOWED_HOSTS, PUBLIC_URL, CSRF_TRUSTED_ORIGINS, SECURE (behind TLS), LOG_FORMAT (text|json), LOG_LEVEL
"""

from __future__ import annotations

from kontor.runtime.configuration import accounts, database, environment, installed, logs, mail

DATA_DIR = environment.data_dir()
SECRET_KEY = environment.secret_key(DATA_DIR)
DEBUG = environment.flag("DEBUG")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "*")
PUBLIC_URL = environment.text("PUBLIC_URL", "http://localhost:8000")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS", "")
BUILD_DIR = environment.PROJECT_DIR / "web" / "dist"

# --- rooms ------------------------------------------------------------------------------------------------------
ROOMS = installed.rooms()
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    *accounts.APPS,
    "procrastinate.contrib.django",
    *ROOMS,
    "kontor.runtime",
]

# --- data -------------------------------------------------------------------------------------------------------
DATABASES = database.databases(DATA_DIR)
DATABASE_ROUTERS = ["kontor.runtime.configuration.routing.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = database.caches()
REDIS_URL = environment.text("REDIS_URL", "")
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# --- web --------------------------------------------------------------------------------------------------------
ROOT_URLCONF = "kontor.runtime.urls"
WSGI_APPLICATION = "kontor.runtime.wsgi.application"
APPEND_SLASH = False
MIDDLEWARE = [
    "kontor.runtime.http.middleware.Observe",
    "django.middleware.security.SecurityMiddleware",
    "kontor.runtime.http.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *accounts.MIDDLEWARE,
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATA_UPLOAD_MAX_MEMORY_SIZE = environment.number("MAX_BODY_BYTES", 5 * 1024 * 1024)
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
SECURE = environment.flag("SECURE")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

# --- people -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "tenancy.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = list(accounts.BACKENDS)
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "kontor.api.auth.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "10/m/ip,5/5m/key"}
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ["app"]
HEADLESS_TOKEN_STRATEGY = "kontor.api.auth.tokens.TokenStrategy"
HEADLESS_JWT_ALGORITHM = "HS256"
HEADLESS_JWT_PRIVATE_KEY = accounts.token_key(SECRET_KEY)
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = environment.number("ACCESS_TOKEN_SECONDS", 3600)
HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = environment.number("REFRESH_TOKEN_SECONDS", 30 * 86_400)
HEADLESS_JWT_ROTATE_REFRESH_TOKEN = True
# The session is the family of refresh tokens: it must live as long as they do.
SESSION_COOKIE_AGE = HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]

# --- languages and time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hant", "繁體中文"), ("zh-hans", "简体中文")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING = logs.logging_config(environment.text("LOG_FORMAT", "text"), environment.text("LOG_LEVEL", "INFO"))
globals().update(mail.mail_settings(DATA_DIR))
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "kontor@localhost")
TEST_RUNNER = "django.test.runner.DiscoverRunner"
