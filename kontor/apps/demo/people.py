"""Who works at the demo company."""

from dataclasses import dataclass

TITLES = {
    "administrator": "Administrator 系統管理員",
    "employee": "Engineer 工程師",
    "buyer": "Buyer 採購",
    "procurement_manager": "Procurement manager 採購主管",
    "warehouse": "Warehouse 倉管",
    "accountant": "Accountant 會計",
    "finance_manager": "Finance manager 財務主管",
}


@dataclass(frozen=True, slots=True)
class Person:
    login: str
    name: str
    department: str
    roles: tuple[str, ...]
    language: str = "zh-Hant"

    @property
    def email(self) -> str:
        return f"{self.login}@kunyue.example"

    @property
    def titles(self) -> tuple[str, ...]:
        """What the person is at work, for the list of sign-ins."""
        return tuple(TITLES[role] for role in self.roles[-1:])


PEOPLE = (
    Person("admin", "系統管理員 Admin", "KYM", ("administrator",)),
    Person("lin", "林志明 Lin Chih-Ming", "ENG", ("employee",)),
    Person("tsai", "蔡佳蓉 Tsai Chia-Jung", "ENG", ("employee",)),
    Person("ho", "何俊宏 Ho Chun-Hung", "ASM", ("employee",)),
    Person("su", "蘇怡君 Su Yi-Chun", "MNT", ("employee",)),
    Person("chen", "陳淑芬 Chen Shu-Fen", "PUR", ("employee", "buyer")),
    Person("wang", "王建國 Wang Chien-Kuo", "PUR", ("employee", "procurement_manager")),
    Person("huang", "黃文雄 Huang Wen-Hsiung", "WHS", ("employee", "warehouse")),
    Person("wu", "吳美玲 Wu Mei-Ling", "FIN", ("employee", "accountant")),
    Person("cheng", "鄭雅文 Cheng Ya-Wen", "FIN", ("employee", "finance_manager"), "en"),
)

ORGANISATIONS = (
    # code, name, kind, parent
    ("KYM", "昆岳精機股份有限公司 Kunyue Machinery", "company", None),
    ("TXG", "台中廠 Taichung plant", "site", "KYM"),
    ("ENG", "研發設計部 Engineering", "department", "TXG"),
    ("ASM", "組裝部 Assembly", "department", "TXG"),
    ("MNT", "設備維護部 Maintenance", "department", "TXG"),
    ("PUR", "採購部 Procurement", "department", "KYM"),
    ("WHS", "倉儲部 Warehouse", "department", "TXG"),
    ("FIN", "財會部 Finance", "department", "KYM"),
)
