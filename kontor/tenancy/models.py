"""Tables of tenancy, and the base of every tenant's table."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from kontor.kernel.clock import current_clock
from kontor.kernel.ids import new_id
from kontor.tenancy.context import current_tenant_id

M = TypeVar("M", bound=models.Model, covariant=True)


def now() -> datetime:
    """The clock's present moment; default of timestamp columns."""
    return current_clock().now()


class NumericField(models.DecimalField):  # type: ignore[type-arg]
    """An exact decimal of any size that keeps its own scale: PostgreSQL ``numeric`` without limits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_digits=200, decimal_places=60)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        return "numeric"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_digits", None)
        kwargs.pop("decimal_places", None)
        return name, path, args, kwargs


class TenantManager(models.Manager[M]):
    """Rows of the current tenant only; row-level security promises the same once more."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(tenant_id=current_tenant_id())


class TenantModel(models.Model):
    """Base of every table that belongs to tenants; its migration must apply ``Isolate``.

    References to other tenant tables are ``UUIDField`` or ``ForeignKey(db_constraint=False)``: the real foreign key
    is composite, ``(tenant_id, column)``, and made by ``Isolate``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant_id = models.UUIDField(default=current_tenant_id, editable=False)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True


class Tenant(models.Model):
    """One customer of the platform; sees itself only. ``config_version_id`` is its published configuration."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=63)
    name = models.TextField()
    language = models.CharField(max_length=10, default="en")
    timezone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    config_version_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "tenant"


class UserManager(BaseUserManager["User"]):
    """People sign in with their e-mail address, kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> User:
        user = self.model(email=email.strip().lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person, known to every tenant they are a member of."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.TextField()
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        db_table = "user_account"

    def __str__(self) -> str:
        return self.name or self.email


class Kind(models.TextChoices):
    """What an organisation is: a company keeps its own ledger."""

    GROUP = "group"
    COMPANY = "company"
    DEPARTMENT = "department"
    SITE = "site"


class Organisation(TenantModel):
    """A node of the tenant's tree. ``path`` holds the ids from the root to the node itself.

    ``currency`` is set where books are kept (companies, usually groups); ``timezone`` empty means the parent's.
    ``data`` carries what prints show: tax id, address, phone.
    """

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    parent_id: UUID | None
    code = models.CharField(max_length=63)
    name = models.TextField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    currency = models.CharField(max_length=3, blank=True, default="")
    timezone = models.CharField(max_length=64, blank=True, default="")
    path = ArrayField(models.UUIDField())
    is_active = models.BooleanField(default=True)
    data = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "organisation"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "code"], name="organisation_code_once"),
            models.CheckConstraint(
                condition=~models.Q(kind="company") | ~models.Q(currency=""), name="organisation_company_has_currency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Membership(TenantModel):
    """A user belongs to a tenant, at home in one organisation. Users read their own memberships in every tenant."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    user_id: UUID
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    organisation_id: UUID
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "membership"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "user"], name="membership_once"),
        ]
