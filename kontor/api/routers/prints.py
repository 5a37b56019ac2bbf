"""Documents as PDF and Excel, in the language asked for (R3)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Router

from kontor.api.http import languages
from kontor.api.requests import actor_of
from kontor.api.services.prints import print_data, template_of
from kontor.documents import api as documents
from kontor.documents.contracts import Document
from kontor.engines.printing import api as printing

router = Router(tags=["Prints"])

PDF = "application/pdf"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/documents/{type}/{uuid:id}/print", operation_id="print_document", summary="A document as PDF or Excel")
def print_document(
    request: HttpRequest,
    type: str,
    id: UUID,
    print: str | None = None,
    language: str | None = None,
    format: str = "pdf",
) -> HttpResponse:
    """``print`` names one of the type's prints; ``language`` is the reader's by default; ``format`` pdf or xlsx."""
    actor = actor_of(request)
    document = documents.get(actor, type, id)
    template = template_of(actor, type, print or None)
    data = print_data(actor, document, languages.known(language or "") or actor.language)
    if format == "xlsx":
        return _file(printing.workbook(data), EXCEL, document, "xlsx")
    return _file(printing.pdf(template, data), PDF, document, "pdf")


def _file(content: bytes, content_type: str, document: Document, ending: str) -> HttpResponse:
    name = f"{document.number or document.type_code}.{ending}".replace("/", "-")
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
