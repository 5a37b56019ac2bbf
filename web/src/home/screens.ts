import type { Screen } from '@/shell/screens'

export const screens: Screen[] = [{ screen: 'home', label: { en: 'Home', 'zh-Hant': '首頁' }, icon: 'house', load: () => import('./HomePage.vue') }]
