"""allauth's questions about accounts, answered for a house where administrators make the accounts."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from kontor.api.http.addresses import address_of


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; addresses come from trusted proxies only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "127.0.0.1"
