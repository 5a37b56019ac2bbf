"""Attributes of documents, lines, master data and action inputs (P1)."""

from typing import Any

from kontor.packaging.schema.common import Code, Condition, LocalText, OpenPackPart


class Field(OpenPackPart):
    """One typed attribute. Keys that are not listed here are options of its type (``to``, ``choices``, ``minimum`` …).

    A field whose name is a column of the record's table is stored there, any other in ``data``. ``formula`` makes it
    computed: it is evaluated on every save in the order of the fields (lines before header) and rounded by the
    company's rounding rule for the step named in ``round``.
    """

    name: Code
    type: Code
    label: LocalText
    help: LocalText | None = None
    required: bool = False
    required_when: Condition | None = None
    default: Any = None
    default_when: Condition | None = None
    """Expression giving the default when the field is left out; wins over ``default``."""
    visible_when: Condition | None = None
    editable_when: Condition | None = None
    formula: Condition | None = None
    round: Code | None = None
    """Rounding step: unit_price, line_amount, tax, total, cost."""
    filterable: bool = False
    sortable: bool = False
    searchable: bool = False
    unique: bool = False
    group: Code | None = None
