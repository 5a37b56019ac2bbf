import type { Text } from '@/api/wire'

export interface KnownReport {
  code: string
  label: Text
  text: Text
  path: string
  icon: string
  permission?: string
  /** Parameters with the value they start with. */
  asks: Record<string, 'date' | 'account' | 'month_start'>
  /** Columns in their order; without it, all. */
  columns?: string[]
  /** A row leads to another report. */
  drill?: { code: string; from: string; to: string }
}

/** The ledgers' own reports; reports of packs come by `/reports/{code}`. */
export const LEDGER_REPORTS: KnownReport[] = [
  { code: 'trial_balance', label: { en: 'Trial balance', 'zh-Hant': '試算表' }, text: { en: 'Every account on a day', 'zh-Hant': '各科目截至某日的餘額' }, path: '/accounting/trial-balance', icon: 'scale', asks: { as_of: 'date' }, columns: ['account', 'opening', 'debit', 'credit', 'closing'], drill: { code: 'general_ledger', from: 'account_id', to: 'account' } },
  { code: 'general_ledger', label: { en: 'General ledger', 'zh-Hant': '總分類帳' }, text: { en: 'Each entry of an account', 'zh-Hant': '單一科目的逐筆分錄' }, path: '/accounting/general-ledger', icon: 'book-open', asks: { account: 'account', since: 'month_start', until: 'date' }, columns: ['posting_date', 'number', 'text', 'partner', 'item', 'project', 'debit', 'credit', 'balance'] },
  { code: 'open_items', label: { en: 'Open items', 'zh-Hant': '未結項目' }, text: { en: 'What is owed, by due date', 'zh-Hant': '依到期日列示未付款項' }, path: '/accounting/open-items', icon: 'list-checks', asks: {}, columns: ['partner', 'reference', 'posting_date', 'due_date', 'days_overdue', 'amount', 'open_amount', 'open_company_amount'] },
  { code: 'stock_valuation', label: { en: 'Stock value', 'zh-Hant': '庫存價值' }, text: { en: 'What lies in store and its worth', 'zh-Hant': '現有庫存數量與價值' }, path: '/stock/valuation', icon: 'boxes', asks: { as_of: 'date' }, columns: ['item', 'quantity', 'unit', 'value'] },
]

export const reportNamed = (code: string): KnownReport | undefined => LEDGER_REPORTS.find((one) => one.code === code)
