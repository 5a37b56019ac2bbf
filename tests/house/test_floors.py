"""References between tables point down, like imports; a reference by string is invisible to an import linter."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

FLOORS = (
    ("kontor.kernel",),
    ("kontor.tenancy",),
    ("kontor.packaging",),
    ("kontor.engines",),
    ("kontor.masterdata",),
    ("kontor.documents", "kontor.ledgers"),
    ("kontor.posting",),
    ("kontor.apps",),
    ("kontor.api",),
    ("kontor.runtime",),
)
_FOREIGN_KEYS = """
    SELECT s.relname, t.relname, c.conname FROM pg_constraint c
      JOIN pg_class s ON s.oid = c.conrelid JOIN pg_class t ON t.oid = c.confrelid
     WHERE c.contype = 'f' AND c.conparentid = 0
"""


def _floor(room: str) -> int | None:
    """Number of the floor a room is on; None for libraries."""
    for number, rooms in enumerate(FLOORS):
        if any(room == each or room.startswith(each + ".") for each in rooms):
            return number
    return None


def _references() -> Iterator[tuple[type[models.Model], models.ForeignObject]]:
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("kontor."):
            yield from ((model, each) for each in model._meta.get_fields() if isinstance(each, models.ForeignObject))


@cache
def _rooms_by_table() -> dict[str, str]:
    return {model._meta.db_table.split(".")[-1].strip('"'): model.__module__ for model in apps.get_models()}


def test_model_references_point_down():
    wrong = []
    for model, reference in _references():
        target = reference.related_model
        here, there = _floor(model.__module__), _floor(target.__module__)
        if there is not None and here is not None and there > here:
            wrong.append(f"{model.__module__}.{model.__name__}.{reference.name} → {target.__module__}")
    assert not wrong, "a lower floor publishes an interface instead"


def test_references_between_rooms_leave_no_trace_on_the_lower_one():
    visible = [
        f"{model.__name__}.{reference.name}"
        for model, reference in _references()
        if _room(model.__module__) != _room(reference.related_model.__module__)
        and reference.related_model.__module__.startswith("kontor.")
        and not reference.remote_field.hidden
    ]
    assert not visible, 'say related_name="+"'


def test_ledgers_do_not_refer_to_each_other():
    wrong = [
        f"{model.__name__}.{reference.name}"
        for model, reference in _references()
        if {_room(model.__module__), _room(reference.related_model.__module__)}
        == {"kontor.ledgers.stock", "kontor.ledgers.accounting"}
    ]
    assert not wrong


@pytest.mark.usefixtures("database")
def test_foreign_keys_of_the_database_point_down():
    rooms = _rooms_by_table()
    wrong = []
    with connection.cursor() as cursor:
        cursor.execute(_FOREIGN_KEYS)
        for source, target, name in cursor.fetchall():
            here, there = _floor(rooms.get(source, "")), _floor(rooms.get(target, ""))
            if here is not None and there is not None and there > here:
                wrong.append(f"{source} → {target} ({name})")
    assert not wrong


@pytest.mark.usefixtures("database")
def test_migrations_match_the_models(capsys):
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail(f"models changed without a migration:\n{capsys.readouterr().out}")


def _room(module: str) -> str:
    """The room a module is in: engines, ledgers and apps have their rooms one level deeper."""
    parts = module.split(".")
    return ".".join(parts[: 3 if parts[1] in {"engines", "ledgers", "apps"} else 2])
