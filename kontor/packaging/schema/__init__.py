"""The language of packs: what may stand in their files. Pure data; the engines give it meaning."""

from kontor.packaging.schema.access import AuthorityLimit, Grant, HiddenField, Role
from kontor.packaging.schema.common import Code, Condition, LocalText, PackPart
from kontor.packaging.schema.documents import (
    DocumentType,
    Entity,
    FormLayout,
    ListLayout,
    Numbering,
    Print,
    Section,
    View,
)
from kontor.packaging.schema.fields import Field
from kontor.packaging.schema.flows import Flow, SourceAdvance, Tolerance
from kontor.packaging.schema.pack import Extension, Pack, PackHead
from kontor.packaging.schema.posting import JournalPosting, PostingProfile, StockPosting
from kontor.packaging.schema.rules import Rule, RuleAction
from kontor.packaging.schema.screens import Inbox, NavigationApp, NavigationItem, Process, ProcessStep
from kontor.packaging.schema.workflows import (
    Action,
    AuthorityUse,
    Automatic,
    EffectUse,
    Guard,
    LineCascade,
    State,
    Workflow,
)

__all__ = [
    "Action",
    "AuthorityLimit",
    "AuthorityUse",
    "Automatic",
    "Code",
    "Condition",
    "DocumentType",
    "EffectUse",
    "Entity",
    "Extension",
    "Field",
    "Flow",
    "FormLayout",
    "Grant",
    "Guard",
    "HiddenField",
    "Inbox",
    "JournalPosting",
    "LineCascade",
    "ListLayout",
    "LocalText",
    "NavigationApp",
    "NavigationItem",
    "Numbering",
    "Pack",
    "PackHead",
    "PackPart",
    "PostingProfile",
    "Print",
    "Process",
    "ProcessStep",
    "Role",
    "Rule",
    "RuleAction",
    "Section",
    "SourceAdvance",
    "State",
    "StockPosting",
    "Tolerance",
    "View",
    "Workflow",
]
