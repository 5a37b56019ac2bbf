"""The effects ``post`` and ``reverse_posting`` of workflows (F3)."""

from __future__ import annotations

from kontor.engines.workflow.effects import EffectContext, EffectOptions, effect
from kontor.kernel.text import Text
from kontor.posting.profiles import profile_of
from kontor.posting.services.post import post
from kontor.posting.services.reverse import reverse


class PostOptions(EffectOptions):
    """``profile`` names a posting profile of the document's type; None: the only one it has."""

    profile: str | None = None


@effect("post", options=PostOptions, label=Text(en="Post to the ledgers", zh_hant="過帳"))
def post_document(context: EffectContext, options: PostOptions) -> None:
    """Move goods and book the entry of a document, as its posting profile says."""
    post(context, profile_of(context.model, context.document.type_code, options.profile))


@effect("reverse_posting", options=PostOptions, label=Text(en="Reverse the posting", zh_hant="沖銷過帳"))
def reverse_document(context: EffectContext, options: PostOptions) -> None:
    """Take back what the document posted by the profile, today."""
    reverse(context, profile_of(context.model, context.document.type_code, options.profile))
