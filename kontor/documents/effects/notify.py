"""``notify``: tell people about a record (P17)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kontor.engines.notifications import api as notifications
from kontor.engines.workflow.effects import EffectContext, EffectOptions, effect
from kontor.kernel.expressions import evaluate
from kontor.kernel.text import Text
from kontor.packaging.schema import Condition, LocalText


class NotifyOptions(EffectOptions):
    """``to`` gives a user or a list of users; texts may name ``{number}`` and header fields."""

    to: Condition
    subject: LocalText
    body: LocalText | None = None


@effect("notify", options=NotifyOptions, label=Text(en="Tell people", zh_hant="通知人員"))
def run(context: EffectContext, options: NotifyOptions) -> None:
    """One notification for each person and document, however many lines the action was fired on."""
    document = context.document
    recipients = _users(evaluate(options.to, context.scope_of(None)))
    facts = {**document.values, "number": document.number}
    message = notifications.Message(
        options.subject, options.body, facts, record_type=document.type_code, record_id=document.id
    )
    notifications.notify(context.actor, recipients, message)


def _users(found: Any) -> list[UUID]:
    given = found if isinstance(found, (list, tuple)) else [found]
    return [each if isinstance(each, UUID) else UUID(str(each)) for each in given if each]
