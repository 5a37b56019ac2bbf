"""The network address a request comes from (P7)."""

from __future__ import annotations

import ipaddress
import os
from functools import cache

from django.http import HttpRequest


@cache
def trusted_proxies() -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Networks of TRUSTED_PROXIES (comma separated); only what they report as X-Forwarded-For is believed."""
    named = os.environ.get("TRUSTED_PROXIES", "").split(",")
    return tuple(ipaddress.ip_network(each.strip(), strict=False) for each in named if each.strip())


def address_of(request: HttpRequest) -> str | None:
    """REMOTE_ADDR, or behind trusted proxies the nearest address that is not one of them; None for a unix socket."""
    address = _parse(request.META.get("REMOTE_ADDR", ""))
    forwarded = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    while address is not None and forwarded and _is_trusted(address):
        nearer = _parse(forwarded.pop())
        if nearer is None:
            break
        address = nearer
    return str(address) if address is not None else None


def _is_trusted(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return any(address in network for network in trusted_proxies())


def _parse(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
