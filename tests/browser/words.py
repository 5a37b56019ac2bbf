"""What people read on the screen, in English and 繁體中文: buttons and fields are found as people find them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh-Hant"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-Hant")

_WORDS = {
    # frame
    "language": ("English", "繁體中文"),
    "email": ("E-mail", "電子郵件"),
    "password": ("Password", "密碼"),
    "sign in": ("Sign in", "登入"),
    "sign out": ("Sign out", "登出"),
    "account": ("Account", "帳號"),
    "menu": ("Menu", "選單"),
    "save": ("Save", "儲存"),
    "select row": ("Select row", "選取此列"),
    "more actions": ("More actions", "更多動作"),
    # 1 request
    "requisitions": ("Requisitions", "請購單"),
    "requisition": ("Requisition", "請購單"),
    "subject": ("Subject", "主旨"),
    "kind": ("Kind of use", "用途類別"),
    "project": ("Project", "專案"),
    "left of budget": ("Left", "剩餘"),
    "lines": ("Lines", "請購明細"),
    "item": ("Item", "料號"),
    "quantity": ("Quantity", "數量"),
    "supplier": ("Supplier", "供應商"),
    "unit price": ("Unit price", "單價"),
    "add line": ("+ Add line", "+ 新增明細"),
    "submit": ("Submit", "送出"),
    "submitted": ("Submitted", "已送出"),
    "process": ("From request to payment", "請購到付款"),
    # 2 review, 3 order
    "review desk": ("Review desk", "採購審核"),
    "approve": ("Approve", "核准"),
    "order builder": ("Order builder", "採購單生成"),
    "preview": ("Preview 1 order", "預覽 1 張採購單"),
    "make orders": ("Make 1 order", "建立 1 張採購單"),
    "make": ("Make order", "製單"),
    "output": ("Output PDF", "輸出採購單"),
    "purchase": ("Confirm purchase", "確認採購"),
    "made": ("Made", "已製單"),
    "output done": ("Output", "已輸出"),
    "purchased": ("Purchased", "已採購"),
    # 4 confirm, 5 delivery
    "accept all": ("Accept all lines", "接受全部明細"),
    "accept": ("Accept", "接受"),
    "send answers": ("Send 2 of 2 answers", "送出回覆（2 / 2）"),
    "delivery date": ("Delivery date", "交貨日期"),
    "thank you": ("Thank you. Your answers were sent.", "感謝您，回覆已送出。"),
    "ship": ("Supplier has shipped", "廠商已出貨"),
    "expected date": ("Expected date", "預計到貨日"),
    "remark": ("Remark", "交期備註"),
    "delivery dates": ("Delivery dates", "交期維護"),
    "tracking": ("Tracking", "物流單號"),
    # 6 receipt, 7 put-away, 8 acceptance, 9 issue
    "receive": ("Receive", "收貨"),
    "delivery note": ("Delivery note number", "送貨單號"),
    "confirm receipt": ("Confirm receipt of 2 lines", "確認收貨 2 筆"),
    "put away": ("Put away", "上架"),
    "put in bin": ("Put in bin", "確認上架"),
    "accept goods": ("Accept goods", "驗收"),
    "accept n": ("Accept {n}", "允收 {n}"),
    "issue": ("Issue", "領料"),
    "issue n": ("Issue {n}", "確認領料 {n}"),
    # 10 bill and pay
    "goods receipts": ("Goods receipts", "收貨單"),
    "draft": ("Draft", "草稿"),
    "matched": ("Matched", "已比對"),
    "proposed": ("Proposed", "建議付款"),
    "bank file made": ("Bank file made", "已產生銀行檔"),
    "paid": ("Paid", "已付款"),
    "payments to approve": ("Payments to approve", "待核准的付款"),
    "shipped": ("Shipped", "已出貨"),
    "bill": ("Create Supplier invoice", "建立應付憑單"),
    "invoice number": ("Supplier's invoice number", "發票號碼"),
    "match desk": ("Match desk", "三方比對"),
    "match": ("Match", "三方比對"),
    "post": ("Post", "入帳"),
    "payment proposal": ("Payment proposal", "付款建議"),
    "due until": ("Due until", "到期至"),
    "make batch": ("Make batch of 1", "建立付款批次（1 筆）"),
    "inbox": ("Inbox", "待辦事項"),
    "approve payment": ("Approve", "核准付款"),
    "bank file": ("Make bank file", "產生銀行檔"),
    "pay": ("Mark as paid", "確認付款"),
    "bank reference": ("Bank reference", "銀行序號"),
    "create": ("Create {what}", "建立{what}"),
    "new": ("New {what}", "新增{what}"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: Language

    def __call__(self, key: str, **facts: object) -> str:
        return _WORDS[key][LANGUAGES.index(self.language)].format(**facts)
