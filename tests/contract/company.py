"""A small company with one record of every kind the addresses speak of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kontor.api.tests.conftest import Team, good, make_team


@dataclass
class Company:
    """A team with one record of every kind the addresses speak of, and the specification of its tenant."""

    team: Team
    spec: dict[str, Any]
    ids: dict[str, str] = field(default_factory=dict)


def make_company(marker: str = "Parts") -> Company:
    """A fresh tenant with a request on its way, its order, a project, a file and a comment; all carry ``marker``."""
    team = make_team()
    bolts = {"description": f"bolt {marker}", "quantity": "10", "unit_price": "2.50", "supplier": f"Acme {marker}"}
    request = team.approved(bolts, title=marker)
    line = request["lines"][0]["id"]
    (order,) = good(team.bob.post("/derive", {"flow": "buy", "takes": [{"line_id": line, "quantity": "4"}]}), 201)
    project = good(team.eve.post("/master/project", {"values": {"code": "P1", "name": f"三號線 {marker}"}}), 201)
    file = good(team.ann.upload(f"note {marker}.txt", f"機密 {marker}".encode()), 201)
    good(team.bob.post(f"/documents/request/{request['id']}/comments", {"text": f"remark {marker}"}), 201)
    good(team.ann.post(f"/documents/request/{request['id']}/attachments", {"file_id": file["id"]}), 201)
    items = [{"id": request["id"], "line_id": line}]
    job = good(team.bob.post("/bulk", {"type": "request", "action": "refuse", "items": items}), 202)
    key = good(team.eve.post("/auth/api-keys", {"name": f"robot {marker}"}), 201)["api_key"]
    ids = {
        "request": request["id"],
        "order": order["id"],
        "line": line,
        "project": project["id"],
        "file": file["id"],
        "job": job["id"],
        "key": key["id"],
        "number": request["number"],
    }
    return Company(team, team.eve.get("/openapi.json").json(), ids)
