"""Pictures attached to a field."""

from __future__ import annotations

from typing import ClassVar

from kontor.engines.attributes.types.file import FileOptions, FileType
from kontor.kernel.text import Text
from kontor.packaging.attribute_types import register


class ImageOptions(FileOptions):
    """Like files, of image types."""

    accept: tuple[str, ...] = ("image/jpeg", "image/png", "image/webp", "image/heic")


@register
class ImageType(FileType):
    """Shown as a picture."""

    type: ClassVar = "image"
    label: ClassVar = Text(en="Image", zh_hant="圖片")
    Options: ClassVar = ImageOptions
