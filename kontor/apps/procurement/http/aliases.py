"""Design A's published addresses that mean a generic one: the API gives them the same behaviour (R12).

``fixed`` values hold for every record of the address, ``renamed`` gives fields another name in bodies, ``under`` is the
field that holds the id in the address.
"""

from __future__ import annotations

from typing import Any

ALIASES: tuple[dict[str, Any], ...] = (
    {"address": "/projects", "entity": "project", "offers": ("list", "create", "get", "put")},
    {
        "address": "/storage/zones",
        "entity": "location",
        "fixed": {"kind": "zone"},
        "renamed": {"site": "parent"},
        "offers": ("list", "create", "get", "put"),
    },
    {
        "address": "/storage/zones/{uuid:id}/shelves",
        "entity": "location",
        "fixed": {"kind": "shelf"},
        "under": "parent",
        "offers": ("list",),
    },
    {
        "address": "/storage/shelves",
        "entity": "location",
        "fixed": {"kind": "shelf"},
        "renamed": {"zone": "parent"},
        "offers": ("list", "create", "get", "put"),
    },
    {
        "address": "/requisitions",
        "document": "requisition",
        "offers": ("list", "summary", "bulk-action", "export"),
    },
)
