"""Which account a role means: by company and item category, from the tenant's own rows, then from the packs.

The setting ``account_roles`` maps a role to an account code, or to
``{default: code, categories: {category code: account code}, companies: {organisation code: account code}}``.
An item category may name its own accounts too: its field ``<role>_account`` stands between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id
from kontor.ledgers.statements import records, rows, run
from kontor.masterdata import api as masterdata
from kontor.packaging.model import Model
from kontor.posting.errors import AccountNotDetermined
from kontor.tenancy import api as tenancy
from kontor.tenancy.context import current

FIND = """
SELECT role, company_id, category_id, account_id, origin FROM account_determination
WHERE tenant_id = %(tenant)s::uuid AND role = ANY(%(roles)s::text[])
  AND (company_id IS NULL OR company_id = %(company)s::uuid)
"""

# Two statements: in one, the insert would still see what the delete takes away.
FORGET = "DELETE FROM account_determination WHERE tenant_id = %(tenant)s::uuid AND origin = 'pack'"

ALL = """
SELECT role, company_id, category_id, account_id, origin FROM account_determination
WHERE tenant_id = %(tenant)s::uuid
ORDER BY role, company_id NULLS FIRST, category_id NULLS FIRST, origin
"""

FOLLOW = """
INSERT INTO account_determination (id, tenant_id, company_id, role, category_id, account_id, origin)
SELECT r.id, %(tenant)s::uuid, r.company_id, r.role, r.category_id, r.account_id, 'pack'
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(id uuid, company_id uuid, role text, category_id uuid, account_id uuid)
"""

SET = """
INSERT INTO account_determination (id, tenant_id, company_id, role, category_id, account_id, origin)
VALUES (%(id)s::uuid, %(tenant)s::uuid, %(company)s::uuid, %(role)s::text, %(category)s::uuid, %(account)s::uuid,
  'tenant')
ON CONFLICT (tenant_id, role, company_id, category_id, origin) DO UPDATE SET account_id = excluded.account_id
"""

SETTING = "account_roles"


class Question(NamedTuple):
    """Which account does ``role`` mean for items of this category?"""

    role: str
    category_id: UUID | None = None


class Rule(NamedTuple):
    """One row: narrower rows win, the tenant's own before the packs'."""

    role: str
    company_id: UUID | None
    category_id: UUID | None
    account_id: UUID
    origin: str

    def fits(self, question: Question) -> bool:
        """Whether the row answers the question (the company was narrowed by the query)."""
        return self.role == question.role and self.category_id in (None, question.category_id)

    @property
    def weight(self) -> tuple[bool, bool, bool]:
        """Order of preference: category, then company, then the tenant's own."""
        return self.category_id is not None, self.company_id is not None, self.origin == "tenant"


def determine(
    company_id: UUID, wanted: Iterable[Question], model: Model, *, optional: Iterable[str] = ()
) -> dict[Question, UUID]:
    """The account for every question; roles in ``optional`` may be missing. A role may also be an account's code.

    Raises:
        AccountNotDetermined: names role and company.
    """
    questions = set(wanted)
    found = _answer(company_id, questions)
    if missing := [each for each in questions if each not in found and each.role in model.settings.get(SETTING, {})]:
        # Accounts may have been created after the packs were published.
        follow_settings(model)
        found |= _answer(company_id, set(missing))
    codes = {each.role for each in questions if each not in found}
    by_code = masterdata.find_by_key("account", codes) if codes else {}
    for question in questions - set(found):
        if question.role in by_code:
            found[question] = by_code[question.role]
        elif question.role not in set(optional):
            company = tenancy.get_organisation(company_id)
            raise AccountNotDetermined(question.role, company.code, question.category_id)
    return found


def set_account(
    role: str, account_id: UUID, *, company_id: UUID | None = None, category_id: UUID | None = None
) -> None:
    """The tenant's own answer for a role; wins over what packs say."""
    values = {"company": company_id, "role": role, "category": category_id, "account": account_id}
    run(SET, values | {"id": new_id(), "tenant": current().tenant_id})


def all_rules() -> list[dict[str, Any]]:
    """Every rule of the tenant, by role, the wider ones first."""
    found = rows(ALL, {"tenant": current().tenant_id})
    return [dict(zip(("role", "company", "category", "account", "origin"), row, strict=True)) for row in found]


def follow_publishing(actor: Actor, model: Model) -> None:
    """Called in the transaction that publishes a configuration."""
    if "account" in model.entities and model.settings.get(SETTING):
        follow_settings(model)


def follow_settings(model: Model) -> None:
    """Replace the rows that came from packs by what the setting says now; accounts not there yet are left out."""
    given = list(_flatten(model.settings.get(SETTING) or {}))
    accounts = masterdata.find_by_key("account", {each["account"] for each in given})
    named = {each["category"] for each in given if each["category"]}
    categories = masterdata.find_by_key("item_category", named) if named else {}
    companies = {each.code: each.id for each in tenancy.organisations().values()}
    made = [
        {
            "id": new_id(),
            "role": each["role"],
            "company_id": companies.get(each["company"]),
            "category_id": categories.get(each["category"]),
            "account_id": accounts[each["account"]],
        }
        for each in given
        if each["account"] in accounts
        and (each["category"] is None or each["category"] in categories)
        and (each["company"] is None or each["company"] in companies)
    ]
    run(FORGET, {"tenant": current().tenant_id})
    run(FOLLOW, {"tenant": current().tenant_id, "rows": records(made)})


def _flatten(setting: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for role, answer in setting.items():
        if not isinstance(answer, Mapping):
            yield _rule(role, answer)
            continue
        if answer.get("default") is not None:
            yield _rule(role, answer["default"])
        for category, account in (answer.get("categories") or {}).items():
            yield _rule(role, account, category=category)
        for company, account in (answer.get("companies") or {}).items():
            yield _rule(role, account, company=company)


def _rule(role: str, account: Any, *, category: str | None = None, company: str | None = None) -> dict[str, Any]:
    return {"role": role, "account": str(account), "category": category, "company": company}


def _answer(company_id: UUID, questions: set[Question]) -> dict[Question, UUID]:
    values = {"tenant": current().tenant_id, "company": company_id, "roles": sorted({each.role for each in questions})}
    rules = [
        Rule(role, company, category, account, origin)
        for role, company, category, account, origin in rows(FIND, values)
    ]
    own = _accounts_of_categories(questions)
    found: dict[Question, UUID] = {}
    for question in questions:
        fitting = [rule for rule in rules if rule.fits(question)]
        best = max(fitting, key=lambda rule: rule.weight, default=None)
        if best is not None and best.category_id is not None:
            found[question] = best.account_id
        elif question in own:
            found[question] = own[question]
        elif best is not None:
            found[question] = best.account_id
    return found


def _accounts_of_categories(questions: set[Question]) -> dict[Question, UUID]:
    """What item categories say themselves."""
    asked = {each for each in questions if each.category_id is not None}
    if not asked:
        return {}
    categories = masterdata.fetch("item_category", {each.category_id for each in asked if each.category_id})
    named = (
        (each, categories.get(each.category_id, {}).get(f"{each.role}_account")) for each in asked if each.category_id
    )
    return {question: account for question, account in named if account is not None}
