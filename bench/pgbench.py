"""Recorded statements given to pgbench: same texts, same values, prepared, one transaction where ours is one."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.recording import Statement

MARK = re.compile(r"%%|%s|%\((\w+)\)s")
NOTHING_TO_PREPARE = re.compile(r"^\s*(SAVEPOINT|RELEASE|ROLLBACK TO)", re.IGNORECASE)
BEGINS = "SELECT kontor_begin("
#: What a unit of work says only because the recording ran inside another transaction.
OF_NESTING = ("SELECT current_setting('app.tenant_id'", "SELECT set_config('app.tenant_id'")

Trace = Sequence[Statement]


def cleaned(trace: Trace) -> list[Statement]:
    """Without savepoints and what nesting added."""
    return [
        each
        for each in trace
        if not NOTHING_TO_PREPARE.match(each.text) and not each.text.lstrip().startswith(OF_NESTING)
    ]


def run(program: Path, folder: Path, traces: Sequence[Trace], clients: int) -> float:
    """Transactions of one trace each per second; every trace is played once.

    Raises:
        ValueError: the traces are not of one shape.
        RuntimeError: pgbench failed.
    """
    from django.db import connection, connections

    shape = [each.text for each in traces[0]]
    if any([each.text for each in trace] != shape for trace in traces):
        raise ValueError("the recorded traces differ in their statements")
    per_client = len(traces) // clients
    values = [_values(trace) for trace in traces]
    types = [next((row[at][1] for row in values if row[at][1]), "") for at in range(len(values[0]))]
    nothing = [{row[at][0] is None for row in values} for at in range(len(values[0]))]
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_trace")
        cursor.execute("CREATE TABLE bench_trace (client int, n int, v text[], PRIMARY KEY (client, n))")
        for at, row in enumerate(values[: per_client * clients]):
            place: list[Any] = [at % clients, at // clients + 1, [value for value, _ in row]]
            cursor.execute("INSERT INTO bench_trace VALUES (%s, %s, %s::text[])", place)
        cursor.execute("ANALYZE bench_trace")
    script = folder / "trace.sql"
    script.write_text("\n".join(_script(traces[0], types, nothing)), encoding="utf-8")
    facts = connection.settings_dict
    command = [str(program), "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-t", str(per_client)]
    command += ["-D", "n=0", "-f", str(script), "-h", facts["HOST"], "-U", facts["USER"], facts["NAME"]]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PGPASSWORD": facts["PASSWORD"]}
    )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode != 0 or found is None:
        raise RuntimeError(f"pgbench: {done.stdout[-500:]} {done.stderr[-1500:]}")
    return float(found.group(1))


def _script(trace: Trace, types: Sequence[str], nothing: Sequence[set[bool]]) -> Iterator[str]:
    """The values of the trace at once, then its statements; ``COMMIT`` before every new unit of work."""
    yield "\\set n :n + 1"
    columns = ", ".join(f"v[{at + 1}] AS v{at}" for at in range(len(types)))
    yield f"SELECT {columns} FROM bench_trace WHERE client = :client_id AND n = :n \\gset"
    at, is_open = 0, False
    for each in trace:
        names = _names(each)
        marks = {
            name: _mark(at + position, types[at + position], nothing[at + position])
            for position, name in enumerate(names)
        }
        begins = each.text.lstrip().startswith(BEGINS)
        if begins or (is_open and "kontor_signed_in" in each.text):
            if is_open:
                yield "COMMIT;"
            is_open = False
        if begins:
            yield "BEGIN;"
            is_open = True
        yield _with_marks(each, marks).strip().rstrip(";") + ";"
        at += len(names)
    if is_open:
        yield "COMMIT;"


def _mark(at: int, type_name: str, nothing: set[bool]) -> str:
    """A variable of the script; a value that is never given is NULL in the text."""
    if nothing == {True}:
        return "NULL"
    mark = f"nullif(:v{at}, '')" if True in nothing else f":v{at}"
    return f"{mark}::{type_name}" if type_name else mark


def _with_marks(statement: Statement, marks: Mapping[str, str]) -> str:
    positions = iter(marks.values())

    def mark(found: re.Match[str]) -> str:
        if found.group() == "%%":
            return "%"
        return marks[found.group(1)] if found.group(1) else next(positions)

    if not marks:
        return statement.text
    return MARK.sub(mark, statement.text)


def _names(statement: Statement) -> list[str]:
    """The parameters in the order their values are kept."""
    if isinstance(statement.values, Mapping):
        return list(statement.values)
    return [str(at) for at in range(len(statement.values or ()))]


def _values(trace: Trace) -> list[tuple[str | None, str]]:
    """Every value as PostgreSQL reads it, with the name of its type where psycopg names one."""
    found: list[tuple[str | None, str]] = []
    for each in trace:
        given = each.values.values() if isinstance(each.values, Mapping) else each.values or ()
        found += [_value(value) for value in given]
    return found


def _value(value: Any) -> tuple[str | None, str]:
    from django.db import connection
    from psycopg.adapt import PyFormat, Transformer

    if value is None:
        return None, ""
    dumper = Transformer(connection.connection).get_dumper(value, PyFormat.TEXT)
    text = bytes(dumper.dump(value) or b"").decode()
    return text, _type_name(dumper.oid)


def _type_name(oid: int) -> str:
    from psycopg import postgres

    info = postgres.types.get(oid) if oid else None
    if info is None:
        return ""
    return f"{info.regtype}[]" if oid == info.array_oid else info.regtype
