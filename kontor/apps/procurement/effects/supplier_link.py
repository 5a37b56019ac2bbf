"""``send_supplier_link``: let the supplier answer without signing in (R4)."""

from __future__ import annotations

from kontor.apps.procurement.supplier_links.give import give
from kontor.engines.notifications import api as notifications
from kontor.engines.workflow.effects import EffectContext, NoOptions, effect
from kontor.kernel.text import Text
from kontor.masterdata import api as masterdata

SUBJECT = Text(en="Purchase order {number}: please confirm", zh_hant="採購單 {number}：請確認交期")
BODY = Text(
    en="Dear {partner},\n\nplease confirm our purchase order {number}, or propose changes, here:\n{link}\n\n"
    "The link is valid for {days} days and needs no sign-in.\n",
    zh_hant="{partner} 您好：\n\n請於下列連結確認採購單 {number}，或提出變更：\n{link}\n\n"
    "連結 {days} 天內有效，無須登入。\n",
)


@effect("send_supplier_link", options=NoOptions, label=Text(en="Send the supplier a link", zh_hant="寄送廠商連結"))
def send_supplier_link(context: EffectContext, options: NoOptions) -> None:
    """Give the supplier of the order a new link and mail it; earlier links end. Without an address it is only noted.

    The mail is in the supplier's language where its record names one, else in both.
    """
    order = context.document
    partner = masterdata.fetch("partner", [order.values["partner"]], ["name", "email", "language"])[
        order.values["partner"]
    ]
    days = int(context.model.settings["supplier_link_days"])
    link = give(context.actor, order, sent_to=partner.get("email") or "", valid_days=days)
    facts = {"partner": partner["name"], "number": order.number, "link": link, "days": days}
    if partner.get("email"):
        body = _in_languages(BODY, partner.get("language"), facts)
        subject = SUBJECT.format(partner.get("language") or "en", **facts)
        notifications.send_mail(context.actor, notifications.Mail(partner["email"], subject, body))
    context.documents.note(order.id, "supplier_link_given", {"sent_to": partner.get("email"), "valid_days": days})


def _in_languages(text: Text, language: str | None, facts: dict[str, object]) -> str:
    languages = [language] if language else ["en", "zh-Hant"]
    return "\n".join(text.format(each, **facts) for each in languages)
