"""A pack as a whole (P12)."""

from typing import Any

from pydantic import PrivateAttr

from kontor.packaging.schema.access import Role
from kontor.packaging.schema.common import Code, LocalText, PackPart
from kontor.packaging.schema.documents import DocumentType, Entity, FormLayout, ListLayout, Print
from kontor.packaging.schema.fields import Field
from kontor.packaging.schema.flows import Flow
from kontor.packaging.schema.posting import PostingProfile
from kontor.packaging.schema.rules import Rule
from kontor.packaging.schema.screens import Inbox, NavigationApp, Process
from kontor.packaging.schema.workflows import Action, Automatic, State, Workflow


class PackHead(PackPart):
    """``pack.yaml``."""

    pack: Code
    version: str
    label: LocalText
    description: LocalText | None = None
    requires: tuple[Code, ...] = ()


class Extension(PackPart):
    """Adds to a document type or entity of another pack without touching its file.

    Fields, states, actions, prints and views are appended; columns and sections of layouts too.
    """

    extends: Code
    header: tuple[Field, ...] = ()
    lines: tuple[Field, ...] = ()
    fields: tuple[Field, ...] = ()
    states: tuple[State, ...] = ()
    line_states: tuple[State, ...] = ()
    actions: tuple[Action, ...] = ()
    line_actions: tuple[Action, ...] = ()
    automatic: tuple[Automatic, ...] = ()
    line_automatic: tuple[Automatic, ...] = ()
    prints: tuple[Print, ...] = ()
    list: ListLayout | None = None
    form: FormLayout | None = None


class Pack(PackPart):
    """All files of a pack folder. One file may hold one part or a list of parts."""

    head: PackHead
    documents: tuple[DocumentType, ...] = ()
    entities: tuple[Entity, ...] = ()
    workflows: tuple[Workflow, ...] = ()
    flows: tuple[Flow, ...] = ()
    rules: tuple[Rule, ...] = ()
    access: tuple[Role, ...] = ()
    posting: tuple[PostingProfile, ...] = ()
    navigation: tuple[NavigationApp, ...] = ()
    processes: tuple[Process, ...] = ()
    inboxes: tuple[Inbox, ...] = ()
    extensions: tuple[Extension, ...] = ()
    settings: dict[Code, Any] = {}
    """Values apps read by name, e.g. matching tolerances; merged over packs, changed per tenant."""
    masterdata: dict[Code, list[dict[str, Any]]] = {}
    """Records a tenant gets when the pack is installed: units, currencies, taxes, terms, accounts."""
    templates: dict[str, str] = {}
    """Files of the ``prints/`` folder by relative path: Typst templates and what they include."""

    _places: Any = PrivateAttr(default=None)
    """Where each part was read from (``loader.Places``); None for packs made in memory."""
