"""Some hundred stock-keeping units: families of parts and the sizes they come in."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    english: str
    chinese: str
    costing: str = "moving_average"


@dataclass(frozen=True, slots=True)
class Item:
    code: str
    name: str
    specification: str
    category: str
    unit: str
    price: Decimal
    supplier: str


CATEGORIES = (
    Category("FAS", "Fasteners", "螺絲扣件"),
    Category("BRG", "Bearings", "軸承"),
    Category("LIN", "Linear motion", "線性傳動", "fifo"),
    Category("MOT", "Motors and drives", "馬達與驅動器", "fifo"),
    Category("ELE", "Electrical", "電控元件"),
    Category("MAT", "Raw material", "鋼材原料"),
    Category("PNE", "Pneumatics", "氣動元件"),
    Category("SPD", "Spindles", "主軸", "fifo"),
    Category("SEN", "Sensors and vision", "感測與視覺"),
    Category("CON", "Consumables", "耗材"),
    Category("OFF", "Office supplies", "辦公用品"),
)


@dataclass(frozen=True, slots=True)
class _Family:
    code: str
    name: str
    category: str
    unit: str
    supplier: str
    sizes: tuple[tuple[str, str], ...]
    """(size, unit price in the supplier's currency)"""


_FAMILIES = (
    _Family(
        "SHC",
        "內六角螺絲 Socket head cap screw",
        "FAS",
        "pcs",
        "S001",
        (
            ("M4x12", "1.2"),
            ("M5x16", "1.6"),
            ("M6x20", "2.1"),
            ("M8x25", "3.4"),
            ("M8x40", "4.2"),
            ("M10x30", "5.8"),
            ("M12x50", "9.5"),
            ("M16x60", "18"),
        ),
    ),
    _Family(
        "HNT",
        "六角螺帽 Hex nut",
        "FAS",
        "pcs",
        "S001",
        (("M6", "0.6"), ("M8", "0.9"), ("M10", "1.4"), ("M12", "2.2"), ("M16", "4")),
    ),
    _Family(
        "WSH",
        "平墊圈 Plain washer",
        "FAS",
        "pcs",
        "S001",
        (("M6", "0.3"), ("M8", "0.4"), ("M10", "0.6"), ("M12", "0.8")),
    ),
    _Family("DWP", "定位銷 Dowel pin", "FAS", "pcs", "S001", (("6x20", "8"), ("8x30", "12"), ("10x40", "18"))),
    _Family(
        "DGB",
        "深溝滾珠軸承 Deep groove ball bearing",
        "BRG",
        "pcs",
        "S002",
        (
            ("6001ZZ", "65"),
            ("6004ZZ", "88"),
            ("6205ZZ", "120"),
            ("6206ZZ", "155"),
            ("6308ZZ", "320"),
            ("6310ZZ", "480"),
        ),
    ),
    _Family(
        "ACB",
        "斜角滾珠軸承 Angular contact bearing",
        "BRG",
        "set",
        "S002",
        (("7005C", "1850"), ("7008C", "2400"), ("7010C", "2950"), ("7014C", "4600")),
    ),
    _Family(
        "CRB", "交叉滾柱軸承 Crossed roller bearing", "BRG", "pcs", "S002", (("RB5013", "5200"), ("RB8016", "7900"))
    ),
    _Family(
        "LGR",
        "線性滑軌 Linear guide rail",
        "LIN",
        "pcs",
        "S003",
        (
            ("HG15-600", "1450"),
            ("HG20-800", "2100"),
            ("HG25-1000", "2950"),
            ("HG30-1200", "4200"),
            ("HG35-1500", "6300"),
        ),
    ),
    _Family(
        "LGB",
        "滑塊 Carriage",
        "LIN",
        "pcs",
        "S003",
        (("HG15", "780"), ("HG20", "960"), ("HG25", "1250"), ("HG30", "1680"), ("HG35", "2350")),
    ),
    _Family(
        "BSC",
        "滾珠螺桿 Ball screw",
        "LIN",
        "pcs",
        "S003",
        (
            ("R16-5-500", "4200"),
            ("R20-5-700", "5600"),
            ("R25-10-1000", "8900"),
            ("R32-10-1200", "12800"),
            ("R40-10-1500", "19800"),
        ),
    ),
    _Family(
        "SVM",
        "伺服馬達 Servo motor",
        "MOT",
        "pcs",
        "S004",
        (("400W", "8600"), ("750W", "11500"), ("1KW", "15800"), ("2KW", "23600"), ("3KW", "31200")),
    ),
    _Family(
        "SVD",
        "伺服驅動器 Servo drive",
        "MOT",
        "pcs",
        "S004",
        (("400W", "7200"), ("750W", "8900"), ("1KW", "11600"), ("2KW", "16800")),
    ),
    _Family(
        "GRM",
        "減速機 Planetary gearbox",
        "MOT",
        "pcs",
        "S011",
        (("PL60-5", "310"), ("PL90-10", "465"), ("PL120-10", "720")),
    ),
    _Family(
        "PLC",
        "可程式控制器 PLC",
        "ELE",
        "pcs",
        "S005",
        (("CPU-32", "9800"), ("CPU-64", "15600"), ("IO-16", "3200"), ("AI-8", "5400")),
    ),
    _Family("HMI", "人機介面 HMI panel", "ELE", "pcs", "S005", (("7in", "6800"), ("10in", "11200"))),
    _Family("RLY", "繼電器 Relay", "ELE", "pcs", "S005", (("24V-2C", "120"), ("24V-4C", "180"), ("SSR-25A", "420"))),
    _Family(
        "CBL", "動力電纜 Power cable", "ELE", "m", "S005", (("2.5SQ-4C", "68"), ("4SQ-4C", "98"), ("6SQ-4C", "142"))
    ),
    _Family(
        "S45",
        "S45C 鋼板 Steel plate",
        "MAT",
        "kg",
        "S006",
        (("t12", "32"), ("t20", "33"), ("t30", "34"), ("t50", "36")),
    ),
    _Family("AL6", "6061 鋁板 Aluminium plate", "MAT", "kg", "S006", (("t10", "128"), ("t16", "130"), ("t25", "134"))),
    _Family("RND", "圓鋼 Round bar SCM440", "MAT", "kg", "S006", (("D25", "42"), ("D50", "43"), ("D80", "45"))),
    _Family(
        "CYL",
        "氣壓缸 Pneumatic cylinder",
        "PNE",
        "pcs",
        "S007",
        (("32x50", "980"), ("40x100", "1280"), ("63x150", "2150"), ("80x200", "3250")),
    ),
    _Family("VLV", "電磁閥 Solenoid valve", "PNE", "pcs", "S007", (("5/2-24V", "860"), ("5/3-24V", "1380"))),
    _Family("FRL", "三點組合 FRL unit", "PNE", "set", "S007", (("1/4", "1150"), ("3/8", "1480"))),
    _Family(
        "SPN",
        "主軸 Spindle",
        "SPD",
        "pcs",
        "S010",
        (("BT30-12000", "4850"), ("BT40-10000", "6900"), ("HSK63-18000", "12400")),
    ),
    _Family("CAM", "工業相機 Vision camera", "SEN", "pcs", "S012", (("5MP", "380"), ("12MP", "720"))),
    _Family(
        "PRX",
        "近接開關 Proximity sensor",
        "SEN",
        "pcs",
        "S012",
        (("M8-NPN", "9.8"), ("M12-NPN", "11.5"), ("M18-NPN", "14.2")),
    ),
    _Family("OIL", "潤滑油 Lubricant", "CON", "l", "S008", (("ISO32", "95"), ("ISO68", "98"), ("ISO220", "120"))),
    _Family("CUT", "切削液 Coolant", "CON", "l", "S008", (("EM-20", "145"), ("SYN-10", "210"))),
    _Family("GLV", "防護手套 Work gloves", "CON", "pcs", "S008", (("M", "45"), ("L", "45"), ("XL", "48"))),
    _Family("PAP", "影印紙 Copy paper", "OFF", "box", "S009", (("A4", "520"), ("A3", "980"))),
    _Family("TNR", "碳粉匣 Toner", "OFF", "pcs", "S009", (("BK", "2400"), ("C", "2850"))),
)


def items() -> Iterator[Item]:
    """Every size of every family."""
    for family in _FAMILIES:
        for size, price in family.sizes:
            yield Item(
                code=f"{family.code}-{size.upper().replace('/', '')}",
                name=f"{family.name} {size}",
                specification=size,
                category=family.category,
                unit=family.unit,
                price=Decimal(price),
                supplier=family.supplier,
            )


PROJECTS = (
    # code, name, budget in TWD
    ("P2601", "五軸加工機 VX-500 5-axis machining centre", "4800000"),
    ("P2602", "自動倉儲堆高機 Stacker crane for Hsinchu", "2600000"),
    ("P2603", "視覺檢測站 Vision inspection cell", "950000"),
    ("P2604", "龍門銑床改造 Gantry mill retrofit", "1750000"),
    ("P2605", "產線節能改善 Energy saving of line 3", "420000"),
)

COST_CENTRES = (
    ("1100", "研發 Engineering"),
    ("1200", "組裝 Assembly"),
    ("1300", "維護 Maintenance"),
    ("2100", "管理 Administration"),
)
