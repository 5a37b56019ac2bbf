"""P17: people are told once, and mail leaves exactly once."""

from typing import Any
from uuid import UUID

import pytest
from django.core import mail as outbox

from kontor.engines.notifications import api
from kontor.engines.notifications.contracts import Mail, Message
from kontor.engines.notifications.models import OutgoingMail
from kontor.engines.notifications.services import mail
from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id
from kontor.kernel.text import Text
from kontor.tenancy.api import working

pytestmark = pytest.mark.usefixtures("database")
LATE = Message(Text(en="{number} is late", zh_hant="{number} 逾期"), facts={"number": "PO-1"}, once_key="late:1")


def someone_else(actor: Actor) -> Actor:
    return actor.replace(user_id=new_id())


def test_a_person_is_told_the_same_thing_once_in_their_language(actor: Actor) -> None:
    reader = someone_else(actor)
    api.notify(actor, [reader.user_id], LATE)
    api.notify(actor, [reader.user_id], LATE)
    (told,) = api.list_newest(reader)
    assert told.subject.pick("en") == "PO-1 is late"
    assert told.subject.pick("zh-Hant") == "PO-1 逾期"


def test_nobody_is_told_about_their_own_action(actor: Actor) -> None:
    api.notify(actor, [actor.user_id], LATE)
    assert api.count_unread(actor) == 0


def test_reading_marks_only_ones_own(actor: Actor) -> None:
    first, second = someone_else(actor), someone_else(actor)
    api.notify(actor, [first.user_id, second.user_id], LATE)
    assert api.mark_read(first) == 1
    assert (api.count_unread(first), api.count_unread(second)) == (0, 1)


def test_a_mail_is_sent_once(actor: Actor, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    outbox.outbox = []
    mail_id: UUID = api.send_mail(actor, Mail("sales@acme.example", "Order PO-1", "請確認"))
    assert mail.deliver(actor, mail_id) is True
    assert mail.deliver(actor, mail_id) is False
    assert [each.subject for each in outbox.outbox] == ["Order PO-1"]


def test_a_refused_mail_keeps_its_reason(actor: Actor) -> None:
    mail_id = api.send_mail(actor, Mail("sales@acme.example", "Order PO-1", "請確認"))
    mail.note_failure(actor, mail_id, "connection refused")
    with working(actor):
        row = OutgoingMail.objects.get(id=mail_id)
        assert (row.attempts, row.last_error, row.sent_at) == (1, "connection refused", None)
