"""Jobs of notifications."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kontor.engines.notifications.services import mail
from kontor.kernel.actor import Actor


@app.task(queue="mail", retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def deliver_mail(tenant_id: str, mail_id: str) -> None:
    """Send one mail; on a refusal of the mail server the queue tries again, eight times over some hours."""
    actor = Actor.system(UUID(tenant_id), via="job")
    try:
        mail.deliver(actor, UUID(mail_id))
    except OSError as error:
        mail.note_failure(actor, UUID(mail_id), str(error))
        raise
