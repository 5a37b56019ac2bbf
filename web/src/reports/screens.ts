import type { Screen } from '@/shell/screens'

export const screens: Screen[] = [{ screen: 'reports', label: { en: 'Reports', 'zh-Hant': '報表' }, icon: 'bar-chart-3', load: () => import('./ReportsPage.vue') }]
