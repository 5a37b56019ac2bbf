"""Registries: named members found by their word, checked once when they register."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar, cast, overload

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text

T = TypeVar("T")
M = TypeVar("M")


@dataclass(eq=False)
class UnknownName(DomainError):
    """A registry holds no member by this name; ``suggestion`` is the nearest one, if any is near."""

    code: ClassVar = "UNKNOWN_NAME"
    kind: ClassVar = ErrorKind.INVALID
    template: ClassVar = Text(en="Unknown {registry} “{name}”. {hint}", zh_hant="未知的{registry}「{name}」。{hint}")

    registry: str
    name: str
    suggestion: str | None = None

    @property
    def hint(self) -> Text:
        """A question naming the nearest member, or nothing."""
        if self.suggestion is None:
            return Text(en="", zh_hant="")
        return Text(en=f"Did you mean “{self.suggestion}”?", zh_hant=f"是否為「{self.suggestion}」?")

    def message(self, language: str = "en") -> str:
        return super().message(language).rstrip()


class RegistrationRefused(TypeError):
    """A member cannot join a registry: a mistake in code, told at start with the offender's name."""


class Registry(Generic[T]):
    """Members of one kind under unique names, in the order they came.

    ``check(name, member)`` may refuse a member by raising; ``base`` is the class each member must be, extend
    or be an instance of.
    """

    def __init__(self, label: str, *, base: type | None = None, check: Callable[[str, T], None] | None = None) -> None:
        self.label = label
        self._base = base
        self._check = check
        self._members: dict[str, T] = {}

    @overload
    def register(self, member: str) -> Callable[[M], M]: ...
    @overload
    def register(self, member: M) -> M: ...
    def register(self, member: Any) -> Any:
        """Take a member in, or return a decorator when given its name.

        ``@types.register`` reads the name from the member's ``type``, ``name`` or ``code``;
        ``@types.register("money")`` gives it.

        Raises:
            RegistrationRefused: no name, wrong base, refused by the check, or the name is taken.
        """
        if isinstance(member, str):
            return lambda named: self._add(member, named)
        return self._add(_name_of(member, self.label), member)

    def get(self, name: str) -> T:
        """The member called ``name``.

        Raises:
            UnknownName: there is none; names the nearest.
        """
        try:
            return self._members[name]
        except (KeyError, TypeError):
            raise UnknownName(self.label, str(name), nearest(str(name), self._members)) from None

    def find(self, name: str) -> T | None:
        """The member called ``name``, or None."""
        return self._members.get(name)

    def names(self) -> tuple[str, ...]:
        """All names in the order of registration."""
        return tuple(self._members)

    def all(self) -> tuple[T, ...]:
        """All members in the order of registration."""
        return tuple(self._members.values())

    def items(self) -> tuple[tuple[str, T], ...]:
        """Names and members in the order of registration."""
        return tuple(self._members.items())

    def unregister(self, name: str) -> None:
        """Take a member out; for tests that registered one."""
        self._members.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def __iter__(self) -> Iterator[T]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self._members)

    def _add(self, name: str, member: M) -> M:
        if self._base is not None and not _is_of(member, self._base):
            raise RegistrationRefused(f"{self.label} {name!r}: {_place(member)} is no {self._base.__name__}")
        present = self._members.get(name)
        if present is not None and _place(present) != _place(member):
            raise RegistrationRefused(
                f"{self.label} {name!r} is offered twice: by {_place(present)} and by {_place(member)}"
            )
        if self._check is not None:
            try:
                self._check(name, cast(T, member))
            except Exception as problem:
                raise RegistrationRefused(f"{self.label} {name!r} ({_place(member)}): {problem}") from problem
        self._members[name] = cast(T, member)
        return member


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name a person most likely meant, or None when nothing is near."""
    matches = difflib.get_close_matches(name[:100], list(names), n=1, cutoff=0.6)
    return matches[0] if matches else None


def _name_of(member: object, label: str) -> str:
    for attribute in ("type", "name", "code"):
        name = getattr(member, attribute, None)
        if isinstance(name, str) and name:
            return name
    raise RegistrationRefused(f"{label}: {_place(member)} has neither 'type' nor 'name' nor 'code'")


def _is_of(member: object, base: type) -> bool:
    return isinstance(member, base) or (isinstance(member, type) and issubclass(member, base))


def _place(member: object) -> str:
    owner = member if hasattr(member, "__qualname__") else type(member)
    return f"{getattr(owner, '__module__', '?')}.{getattr(owner, '__qualname__', owner)}"
