/** Column names of the ledgers' reports in both languages; a report of a pack brings its own labels. */
import type { Text } from '@/api/wire'

export const COLUMNS: Record<string, Text> = {
  account: { en: 'Account', 'zh-Hant': '科目' },
  opening: { en: 'Opening', 'zh-Hant': '期初' },
  debit: { en: 'Debit', 'zh-Hant': '借方' },
  credit: { en: 'Credit', 'zh-Hant': '貸方' },
  closing: { en: 'Closing', 'zh-Hant': '期末' },
  balance: { en: 'Balance', 'zh-Hant': '餘額' },
  date: { en: 'Date', 'zh-Hant': '日期' },
  posting_date: { en: 'Posted on', 'zh-Hant': '入帳日期' },
  document_date: { en: 'Document date', 'zh-Hant': '單據日期' },
  due_date: { en: 'Due', 'zh-Hant': '到期日' },
  days_overdue: { en: 'Days overdue', 'zh-Hant': '逾期天數' },
  partner: { en: 'Partner', 'zh-Hant': '往來對象' },
  project: { en: 'Project', 'zh-Hant': '專案' },
  cost_centre: { en: 'Cost centre', 'zh-Hant': '成本中心' },
  reference: { en: 'Reference', 'zh-Hant': '參考號' },
  number: { en: 'Entry', 'zh-Hant': '傳票號碼' },
  text: { en: 'Text', 'zh-Hant': '摘要' },
  currency: { en: 'Currency', 'zh-Hant': '幣別' },
  amount: { en: 'Amount', 'zh-Hant': '金額' },
  open_amount: { en: 'Open', 'zh-Hant': '未結金額' },
  open_company_amount: { en: 'Open in company currency', 'zh-Hant': '未結本幣金額' },
  item: { en: 'Item', 'zh-Hant': '料號' },
  quantity: { en: 'Quantity', 'zh-Hant': '數量' },
  unit: { en: 'Unit', 'zh-Hant': '單位' },
  value: { en: 'Value', 'zh-Hant': '價值' },
}

/** Amounts in the company's currency, whatever the currency of the row. */
export const IN_COMPANY_CURRENCY = new Set(['opening', 'debit', 'credit', 'closing', 'balance', 'value', 'open_company_amount', 'company_debit', 'company_credit', 'company_amount'])
export const AMOUNTS = new Set([...IN_COMPANY_CURRENCY, 'amount', 'open_amount'])
