import type { Screen } from '@/shell/screens'

export const screens: Screen[] = [{ screen: 'imports', label: { en: 'Import', 'zh-Hant': '資料匯入' }, icon: 'upload', load: () => import('./ImportPage.vue') }]
