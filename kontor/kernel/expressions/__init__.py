"""Expressions: JSONLogic with exact decimals, explicit null rules, and two back ends that agree (design §5)."""

from kontor.kernel.expressions.errors import (
    ExpressionError,
    ExpressionMalformed,
    ExpressionTooLarge,
    LimitReached,
    NotTranslatable,
    TypeMismatch,
    UnknownOperator,
    WrongArguments,
)
from kontor.kernel.expressions.evaluation import DEFAULT_LIMITS, Limits, evaluate
from kontor.kernel.expressions.explain import Trace, explain
from kontor.kernel.expressions.nodes import Expression
from kontor.kernel.expressions.operators import operators
from kontor.kernel.expressions.parsing import parse
from kontor.kernel.expressions.sql import (
    Collection,
    Column,
    Constant,
    Sql,
    SqlScope,
    SqlType,
    TableScope,
    to_sql,
    to_sql_value,
)
from kontor.kernel.expressions.values import truthy
from kontor.kernel.expressions.variables import variables

__all__ = [
    "DEFAULT_LIMITS",
    "Collection",
    "Column",
    "Constant",
    "Expression",
    "ExpressionError",
    "ExpressionMalformed",
    "ExpressionTooLarge",
    "LimitReached",
    "Limits",
    "NotTranslatable",
    "Sql",
    "SqlScope",
    "SqlType",
    "TableScope",
    "Trace",
    "TypeMismatch",
    "UnknownOperator",
    "WrongArguments",
    "evaluate",
    "explain",
    "operators",
    "parse",
    "to_sql",
    "to_sql_value",
    "truthy",
    "variables",
]
