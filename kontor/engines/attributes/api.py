"""The public face of the attribute engine."""

from kontor.engines.attributes.computing import compute, computed_value
from kontor.engines.attributes.contracts import Fetch, IndexedRecord, Inside, ParsedValues, Rounding, Values
from kontor.engines.attributes.index import (
    FOLDED_CLEAR,
    FOLDED_UPSERT,
    can_fold,
    folded_rows,
    index_rows,
    index_value,
    remove_from_index,
    write_index,
)
from kontor.engines.attributes.parsing import (
    check_complete,
    default_value,
    holds,
    is_empty,
    is_required,
    merged,
    parse_given,
    parse_values,
    with_defaults,
)
from kontor.engines.attributes.references import Wanted, attach, expressions_of, wanted_paths
from kontor.engines.attributes.schemas import json_schema
from kontor.engines.attributes.sheets import from_cell, from_cells, to_cell
from kontor.engines.attributes.storing import load_data, load_row, split, to_json

__all__ = [
    "FOLDED_CLEAR",
    "FOLDED_UPSERT",
    "Fetch",
    "IndexedRecord",
    "Inside",
    "ParsedValues",
    "Rounding",
    "Values",
    "Wanted",
    "attach",
    "can_fold",
    "check_complete",
    "compute",
    "computed_value",
    "default_value",
    "expressions_of",
    "folded_rows",
    "from_cell",
    "from_cells",
    "holds",
    "index_rows",
    "index_value",
    "is_empty",
    "is_required",
    "json_schema",
    "load_data",
    "load_row",
    "merged",
    "parse_given",
    "parse_values",
    "remove_from_index",
    "split",
    "to_cell",
    "to_json",
    "wanted_paths",
    "with_defaults",
    "write_index",
]
