import type { Screen } from '@/shell/screens'

export const screens: Screen[] = [
  { screen: 'review_desk', label: { en: 'Review desk', 'zh-Hant': '採購審核' }, icon: 'clipboard-check', load: () => import('./review/ReviewDesk.vue') },
  { screen: 'order_builder', label: { en: 'Order builder', 'zh-Hant': '採購單生成' }, icon: 'layers', load: () => import('./orders/OrderBuilder.vue') },
  { screen: 'delivery_board', label: { en: 'Delivery dates', 'zh-Hant': '交期維護' }, icon: 'calendar', load: () => import('./delivery/DeliveryBoard.vue') },
  { screen: 'receiving', label: { en: 'Receive', 'zh-Hant': '收貨' }, icon: 'package-check', load: () => import('./dock/ReceivingScreen.vue') },
  { screen: 'put_away', label: { en: 'Put away', 'zh-Hant': '上架' }, icon: 'archive', load: () => import('./dock/PutAwayScreen.vue') },
  { screen: 'acceptance_desk', label: { en: 'Accept goods', 'zh-Hant': '驗收' }, icon: 'check-circle', load: () => import('./dock/AcceptanceScreen.vue') },
  { screen: 'issue_desk', label: { en: 'Issue', 'zh-Hant': '領料' }, icon: 'package-minus', load: () => import('./stock/IssueScreen.vue') },
  { screen: 'stock_query', label: { en: 'Stock', 'zh-Hant': '庫存查詢' }, icon: 'boxes', load: () => import('./stock/StockQuery.vue') },
  { screen: 'match_desk', label: { en: 'Match desk', 'zh-Hant': '三方比對' }, icon: 'scale', load: () => import('./payables/MatchDesk.vue') },
  { screen: 'payment_proposal', label: { en: 'Payment proposal', 'zh-Hant': '付款建議' }, icon: 'calculator', load: () => import('./payables/PaymentProposal.vue') },
  { screen: 'projects_overview', label: { en: 'Budgets', 'zh-Hant': '專案預算' }, icon: 'pie-chart', load: () => import('./projects/ProjectsOverview.vue') },
]
