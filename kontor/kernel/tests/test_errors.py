"""Typed refusals, the registry, JSON spelling and proofs."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kontor.kernel
from kontor.kernel import errors, jsonvalues
from kontor.kernel.errors import (
    DomainError,
    ErrorKind,
    FieldProblem,
    Forbidden,
    NeedsConfirmation,
    NotFound,
    ValidationFailed,
    VersionConflict,
    all_errors,
    ensure_confirmed,
    ensure_valid,
)
from kontor.kernel.ids import new_id
from kontor.kernel.proofs import Proof, Violation, proof, prove
from kontor.kernel.registry import RegistrationRefused, Registry, UnknownName
from kontor.kernel.text import Text


@dataclass(eq=False, kw_only=True)
class PlumsGone(DomainError):
    """For the tests below."""

    code: ClassVar = "TEST_PLUMS_GONE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(en="Only {left} plums of {wanted}", zh_hant="只剩 {left} 個李子")

    wanted: Decimal
    left: int
    on: date

    @property
    def short(self) -> Decimal:
        return self.wanted - self.left


def gone(**changes: Any) -> PlumsGone:
    return PlumsGone(**{"wanted": Decimal("1E+1"), "left": 3, "on": date(2026, 1, 2), **changes})


def test_an_error_speaks_both_languages_and_tells_its_facts() -> None:
    error = gone(path="lines[2].quantity")
    assert error.message("en") == "Only 3 plums of 10"
    assert error.message("zh-Hans") == "只剩 3 個李子"
    assert error.facts() == {"wanted": "10", "left": 3, "on": "2026-01-02"}
    assert str(error) == "TEST_PLUMS_GONE at lines[2].quantity: Only 3 plums of 10"


def test_an_error_travels_between_processes() -> None:
    copy = pickle.loads(pickle.dumps(gone(path="a")))
    assert (type(copy), copy.facts(), copy.path) == (PlumsGone, gone().facts(), "a")


def test_an_error_becomes_a_problem_of_a_form() -> None:
    problem = gone().as_problem("lines[0].quantity")
    assert problem.message("en") == gone().message("en")
    assert problem.details("en")["path"] == "lines[0].quantity"
    assert problem.details("en")["facts"] == gone().facts()


def test_a_code_belongs_to_one_class() -> None:
    with pytest.raises(TypeError, match=r"TEST_PLUMS_GONE belongs to both .*PlumsGone and .*Thief"):

        class Thief(DomainError):
            code: ClassVar = "TEST_PLUMS_GONE"
            template: ClassVar = Text(en="x", zh_hant="x")

    assert all_errors()["TEST_PLUMS_GONE"] is PlumsGone


def test_a_template_may_only_name_facts_the_error_has() -> None:
    with pytest.raises(TypeError, match="left"):

        class Forgetful(DomainError):
            code: ClassVar = "TEST_FORGETFUL"
            template: ClassVar = Text(en="fine", zh_hant="{left}")

    assert "TEST_FORGETFUL" not in all_errors()


def test_an_error_needs_a_text() -> None:
    with pytest.raises(TypeError, match="template"):

        class Speechless(DomainError):
            code: ClassVar = "TEST_SPEECHLESS"


def test_every_kernel_error_has_both_languages_and_a_docstring() -> None:
    for module in pkgutil.walk_packages(kontor.kernel.__path__, "kontor.kernel."):
        if ".tests" not in module.name:
            importlib.import_module(module.name)
    kernel = [
        each
        for each in all_errors().values()
        if each.__module__.startswith("kontor.kernel.") and ".tests" not in each.__module__
    ]
    assert len(kernel) > 15
    for each in kernel:
        assert each.template.en != each.template.zh_hant, each
        assert each.__doc__, each
        assert isinstance(each.kind, ErrorKind), each


def problem(path: str, code: str = "REQUIRED") -> FieldProblem:
    return FieldProblem(path, code, Text(en="{label} is required", zh_hant="{label}必填"), {"label": path})


def test_validation_names_the_first_problem_and_counts_the_rest() -> None:
    one, two = ValidationFailed([problem("a")]), ValidationFailed([problem("a"), problem("b")])
    assert one.message("en") == "a is required"
    assert two.message("en") == "a is required (1 more)"
    assert two.message("zh-Hant") == "a必填(另有 1 個問題)"
    assert [each["path"] for each in two.details("en")["problems"]] == ["a", "b"]  # type: ignore[index, call-overload]
    ensure_valid([])
    with pytest.raises(ValidationFailed):
        ensure_valid([problem("a")])


def test_a_warning_is_confirmed_by_sending_its_code_back() -> None:
    warnings = [problem("a", "DEAR"), problem("b", "DEAR"), problem("c", "LATE")]
    with pytest.raises(NeedsConfirmation) as refused:
        ensure_confirmed(warnings, ["LATE"])
    assert refused.value.codes == ("DEAR",)
    assert refused.value.details("en")["confirm"] == ["DEAR"]
    ensure_confirmed(warnings, ["DEAR", "LATE"])


def test_the_common_errors_read_well() -> None:
    label = Text(en="requisition", zh_hant="請購單")
    assert NotFound(label, "PR-1").message("zh-Hant") == "找不到請購單 PR-1"
    assert Forbidden("order.approve").message("en") == "You do not have the permission order.approve."
    assert Forbidden("order.approve", "Limit 5").message("en").endswith("Limit 5")
    conflict = VersionConflict(3, 4, [{"field": "title", "yours": "a", "theirs": "b"}])
    assert conflict.facts()["fields"] == [{"field": "title", "yours": "a", "theirs": "b"}]
    assert (errors.RateLimited(30).facts(), errors.Unavailable().message("zh-Hant")) == (
        {"retry_after": 30},
        "服務目前無法使用",
    )


class Base:
    type = "base"


class Money(Base):
    type = "money"


def test_a_registry_finds_members_by_their_word() -> None:
    types: Registry[type[Base]] = Registry("attribute type", base=Base)
    assert types.register(Money) is Money
    types.register("other")(Base)
    assert (types.get("money"), types.names(), len(types), "other" in types) == (Money, ("money", "other"), 2, True)
    with pytest.raises(UnknownName) as refused:
        types.get("mony")
    assert refused.value.message("en") == "Unknown attribute type “mony”. Did you mean “money”?"
    assert types.find("mony") is None
    with pytest.raises(UnknownName) as refused:
        types.get("quantity")
    assert refused.value.suggestion is None


def test_a_registry_refuses_with_the_names_of_the_offenders() -> None:
    types: Registry[type[Base]] = Registry("attribute type", base=Base, check=_refuse_bad)

    class Thief(Base):
        type = "money"

    class Bad(Base):
        type = "bad"

    types.register(Money)
    types.register(Money)
    with pytest.raises(RegistrationRefused, match=r"'money' is offered twice: by .*Money and by .*Thief"):
        types.register(Thief)
    with pytest.raises(RegistrationRefused, match="is no Base"):
        types.register("text")(str)
    with pytest.raises(RegistrationRefused, match=r"Bad\): too bad"):
        types.register(Bad)
    with pytest.raises(RegistrationRefused, match="neither"):
        types.register(object())
    assert types.names() == ("money",)


def _refuse_bad(name: str, member: type[Base]) -> None:
    if name == "bad":
        raise ValueError("too bad")


def test_json_is_canonical() -> None:
    value = {
        "b": Decimal("1E+2"),
        "a": [date(2026, 1, 2), datetime(2026, 1, 2, 8, tzinfo=UTC), UUID(int=1), timedelta(seconds=1.5)],
        "c": {2, 1},
        "d": 1.5,
        "e": Text(en="x", zh_hant="李"),
        "f": Violation("X", "s"),
        "g": Decimal("-0.00"),
        "h": ErrorKind.CONFLICT,
    }
    assert jsonvalues.dumps(value) == (
        '{"a":["2026-01-02","2026-01-02T08:00:00Z","00000000-0000-0000-0000-000000000001","PT1.5S"],"b":"100","c":[1,2],'
        '"d":"1.5","e":{"en":"x","zh-Hant":"李"},"f":{"code":"X","facts":{},"subject":"s"},"g":"0.00","h":"conflict"}'
    )


@pytest.mark.parametrize("value", [object(), Decimal("NaN"), float("inf"), b"x"])
def test_json_refuses_what_has_no_spelling(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        jsonvalues.dumps([value])


@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.decimals(allow_nan=False, allow_infinity=False, places=4), st.lists
    )
)
def test_json_written_twice_is_the_same(value: Any) -> None:
    text = jsonvalues.dumps(value)
    assert jsonvalues.dumps(jsonvalues.loads(text)) == text


def test_loading_keeps_numbers_exact_and_refuses_what_is_no_json() -> None:
    assert jsonvalues.loads('{"a": 0.1, "b": 12345678901234567890}') == {
        "a": Decimal("0.1"),
        "b": Decimal("12345678901234567890"),
    }
    with pytest.raises(ValueError, match="NaN"):
        jsonvalues.loads("[NaN]")


def test_proofs_run_by_name_and_tell_what_they_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kontor.kernel.proofs.proofs", Registry("proof", base=Proof))

    @proof("test_broken", label=Text(en="Broken", zh_hant="失敗"))
    def broken(tenant_id: UUID) -> list[Violation]:
        return [Violation("TEST", tenant_id, {"residue": Decimal("0.01")})]

    @proof("test_kept", label=Text(en="Kept", zh_hant="成立"))
    def kept(tenant_id: UUID) -> list[Violation]:
        return []

    tenant = new_id()
    assert [(each.proof.name, each.holds) for each in prove(tenant)] == [("test_broken", False), ("test_kept", True)]
    [found] = prove(tenant, ["test_broken"])
    assert found.violations == (Violation("TEST", tenant, {"residue": Decimal("0.01")}),)
    with pytest.raises(UnknownName):
        prove(tenant, ["test_brokn"])
    with pytest.raises(TypeError, match="twice"):
        proof("test_kept", label=Text(en="x", zh_hant="y"))(lambda tenant_id: [])
