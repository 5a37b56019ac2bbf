"""Mail leaves through the job queue, so a business transaction never waits for a mail server."""

from uuid import UUID

from django.core.mail import EmailMessage

from kontor.engines.notifications.contracts import Mail
from kontor.engines.notifications.models import OutgoingMail
from kontor.kernel.actor import Actor
from kontor.tenancy.api import unit_of_work
from kontor.tenancy.models import now


def queue(mail: Mail) -> UUID:
    """Keep the mail and enqueue its delivery, both in the present transaction."""
    from kontor.engines.notifications.tasks import deliver_mail

    row = OutgoingMail.objects.create(to_address=mail.to, subject=mail.subject, body=mail.body)
    deliver_mail.defer(tenant_id=str(row.tenant_id), mail_id=str(row.id))
    return row.id


@unit_of_work
def deliver(actor: Actor, mail_id: UUID) -> bool:
    """Hand a waiting mail to the mail server; False when it was sent before.

    The row stays locked while the server answers, so two workers never send one mail twice.
    """
    row = OutgoingMail.objects.select_for_update().get(id=mail_id)
    if row.sent_at is not None:
        return False
    row.attempts += 1
    EmailMessage(subject=row.subject, body=row.body, to=[row.to_address]).send()
    row.sent_at = now()
    row.save(update_fields=["attempts", "sent_at"])
    return True


@unit_of_work
def note_failure(actor: Actor, mail_id: UUID, error: str) -> None:
    """Keep why the mail server refused; the job queue tries again."""
    row = OutgoingMail.objects.select_for_update().get(id=mail_id)
    row.attempts += 1
    row.last_error = error[:1000]
    row.save(update_fields=["attempts", "last_error"])
