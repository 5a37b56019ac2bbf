import type { Screen } from '@/shell/screens'

export const screens: Screen[] = [{ screen: 'inbox', label: { en: 'Inbox', 'zh-Hant': '待辦事項' }, icon: 'inbox', load: () => import('./InboxPage.vue') }]
