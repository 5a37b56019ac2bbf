"""``kontor manage …`` and ``kontor openapi``: Django's own commands, and the description of the API."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kontor.kernel.actor import Actor
from kontor.kernel.errors import NotFound
from kontor.kernel.text import Text
from kontor.runtime import installation
from kontor.runtime.cli import options
from kontor.runtime.cli.language import language

if TYPE_CHECKING:
    from kontor.packaging.model import Model

_WITHOUT_DATABASE = frozenset({"makemigrations", "check", "help", "diffsettings", "makemessages", "compilemessages"})


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a Django management command with the database up."""
    chosen = installation.choose(None)
    needs_database = bool(arguments) and arguments[0] not in _WITHOUT_DATABASE
    with installation.database(chosen) if needs_database else nullcontext():
        from django.core.management import execute_from_command_line

        execute_from_command_line(["kontor manage", *arguments])


@click.command()
@options.data_dir
@click.option("--tenant", help="Code of the tenant whose document types are described.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File instead of the terminal.")
def openapi(data_dir: Path | None, tenant: str | None, output: Path | None) -> None:
    """Print the OpenAPI 3.1 description as JSON."""
    chosen = installation.choose(data_dir)
    with installation.database(chosen):
        installation.setup_django()
        text = _describe(tenant)
    if output:
        output.write_text(text + "\n")
    else:
        click.echo(text)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default="docs/reference")
@click.pass_context
def reference(context: click.Context, folder: Path) -> None:
    """Write the pages of docs/reference that are made from the code."""
    installation.choose(None)
    installation.setup_django()
    from kontor.runtime import reference as pages

    for page in pages.write(folder, context.find_root().command):
        click.echo(page)


def _describe(tenant: str | None) -> str:
    """The API's own specification; with a tenant, typed by its published configuration."""
    import orjson

    from kontor.api.assembly import assembled
    from kontor.api.openapi.build import specification

    document = specification(assembled(), _model(tenant) if tenant else None, language())
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def _model(code: str) -> Model | None:
    """What the tenant has published; None before it has published anything.

    Raises:
        NotFound: no tenant has that code.
    """
    from kontor.packaging import api as packaging
    from kontor.tenancy.api import reading
    from kontor.tenancy.models import Tenant

    tenant = Tenant.objects.using("owner").filter(code=code).first()
    if tenant is None:
        raise NotFound(kind_of=Text(en="tenant", zh_hant="租戶"), key=code)
    version_id = tenant.config_version_id

    @reading
    def published(actor: Actor) -> Model | None:
        return packaging.version(version_id) if version_id else None

    return published(Actor.system(tenant.id))
