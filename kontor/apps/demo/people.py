"""Who works at the demo company."""

from dataclasses import dataclass


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
