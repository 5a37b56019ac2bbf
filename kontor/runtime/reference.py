"""Pages of ``docs/reference`` that are made from the code, so they cannot be wrong."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import click

import kontor
from kontor.kernel.errors import DomainError, all_errors

# Importing these starts something.
_PROGRAMS = frozenset({"kontor.__main__", "kontor.runtime.wsgi", "kontor.runtime.live.asgi"})


def write(folder: Path, command: click.Command) -> list[Path]:
    """Write all pages; ``command`` is the root of the command line."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {"errors.md": errors_page(), "commands.md": commands_page(command)}
    for name, text in pages.items():
        (folder / name).write_text(text)
    return [folder / name for name in pages]


def errors_page() -> str:
    """Every refusal by code: kind, sentences, facts, and when it happens."""
    lines = ["# Errors", "", "Made by `kontor reference` from the error classes. Codes are for ever.", ""]
    for code, cls in known_errors().items():
        lines += [f"## {code}", "", inspect.cleandoc(cls.__doc__ or ""), ""]
        lines += [f"- Kind: {cls.kind.value}", f"- English: {cls.template.en}", f"- 繁體中文: {cls.template.zh_hant}"]
        if facts := sorted(_facts(cls)):
            lines.append(f"- Facts: {', '.join(f'`{each}`' for each in facts)}")
        lines += [f"- From: `{cls.__module__}`", ""]
    return "\n".join(lines)


def commands_page(command: click.Command) -> str:
    """Every subcommand with its help."""
    lines = ["# Commands", "", "Made by `kontor reference` from the command line itself.", ""]
    for path, each in _commands("kontor", command):
        arguments = [f" {(one.name or '').upper()}" for one in each.params if isinstance(one, click.Argument)]
        lines += [f"## {path}{''.join(arguments)}", "", inspect.cleandoc(each.help or ""), ""]
        options = [_option(one) for one in each.params if isinstance(one, click.Option)]
        lines += [*options, ""] if options else []
    return "\n".join(lines)


def _option(option: click.Option) -> str:
    """One line of a list: how it is written, and what it does."""
    written = ", ".join([*option.opts, *option.secondary_opts])
    return f"- `{written}` {option.help or ''}".rstrip()


def known_errors() -> dict[str, type[DomainError]]:
    """Import the whole house and return its errors by code; those of tests are left out."""
    for module in pkgutil.walk_packages(kontor.__path__, "kontor."):
        if not {"tests", "migrations"} & set(module.name.split(".")) and module.name not in _PROGRAMS:
            importlib.import_module(module.name)
    return {code: cls for code, cls in all_errors().items() if ".tests" not in cls.__module__}


def _facts(cls: type[DomainError]) -> set[str]:
    return {name for base in cls.__mro__ for name in base.__dict__.get("__dataclass_fields__", {})} - {"path"}


def _commands(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, each in sorted(command.commands.items()):
            yield from _commands(f"{path} {name}", each)
