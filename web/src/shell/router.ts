import { createRouter, createWebHistory } from 'vue-router'
import { onSignedOut } from '@/api/client'
import { useModel } from '@/stores/model'
import { useSession } from '@/stores/session'
import Frame from './Frame.vue'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: () => import('./SignIn.vue'), meta: { open: true } },
    { path: '/portal/:token', name: 'portal', component: () => import('@/apps/procurement/portal/PortalPage.vue'), props: true, meta: { open: true } },
    {
      path: '/',
      component: Frame,
      children: [
        { path: '', name: 'home', component: () => import('@/home/HomePage.vue') },
        { path: 'inbox', name: 'inbox', component: () => import('@/inbox/InboxPage.vue') },
        { path: 's/:screen', name: 'screen', component: () => import('./ScreenHost.vue'), props: true },
        { path: 'r/:code', name: 'report', component: () => import('@/reports/ReportPage.vue'), props: true },
        { path: ':kind(d|m)/:type', name: 'list', component: () => import('@/list/ListHost.vue'), props: true },
        { path: ':kind(d|m)/:type/new', name: 'new', component: () => import('@/record/RecordHost.vue'), props: true },
        { path: ':kind(d|m)/:type/:id', name: 'record', component: () => import('@/record/RecordHost.vue'), props: true },
        { path: ':rest(.*)*', name: 'nowhere', component: () => import('./NotFound.vue') },
      ],
    },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(async (to) => {
  if (to.meta.open) return true
  const session = useSession()
  if (!session.hasTokens()) return { name: 'sign-in', query: { back: to.fullPath } }
  try {
    if (!session.me) await session.load()
    await useModel().load()
  } catch (error) {
    if (!session.hasTokens()) return { name: 'sign-in', query: { back: to.fullPath } }
    throw error
  }
  return true
})

onSignedOut(() => {
  const here = router.currentRoute.value
  if (!here.meta.open) void router.push({ name: 'sign-in', query: { back: here.fullPath } })
})
