"""Finding the posting profile of a document."""

from __future__ import annotations

from kontor.kernel.errors import NotFound
from kontor.kernel.text import Text
from kontor.packaging.model import Model
from kontor.packaging.schema import PostingProfile
from kontor.posting.errors import NotPostable

_PROFILE = Text(en="posting profile", zh_hant="過帳設定")


def profile_of(model: Model, document_type: str, name: str | None = None) -> PostingProfile:
    """The profile called ``name``, or the first one of the document's type.

    Raises:
        NotFound: the name leads nowhere or to another type's profile.
        NotPostable: the type has none.
    """
    known = model.postings_of(document_type)
    if name is None:
        if not known:
            raise NotPostable(document_type)
        return known[0]
    for profile in known:
        if profile.posting == name:
            return profile
    raise NotFound(kind_of=_PROFILE, key=name)
