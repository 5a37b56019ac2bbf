/** The rail: apps and entries of the model this person may use. Pure. */
import type { NavigationApp, RecordModel, Text } from '@/api/wire'
import type { Screen } from './screens'

export interface Entry {
  key: string
  label: Text
  icon: string
  address: string
}

export interface App {
  app: string
  label: Text
  icon: string
  entries: Entry[]
}

export function appsFor(navigation: NavigationApp[], record: (code: string) => RecordModel | undefined, screens: Map<string, Screen>, may: (permission: string) => boolean): App[] {
  return navigation
    .map((app) => ({
      app: app.app, label: app.label, icon: app.icon,
      entries: app.items.flatMap((item): Entry[] => {
        if (item.permission && !may(item.permission)) return []
        const code = item.document ?? item.entity
        if (code) {
          const known = record(code)
          if (!known || !may(`${code}.read`)) return []
          return [{ key: code, label: item.label ?? known.plural, icon: item.icon ?? known.icon, address: `/${known.kind === 'document' ? 'd' : 'm'}/${code}` }]
        }
        if (item.report) return [{ key: `r:${item.report}`, label: item.label ?? item.report, icon: item.icon ?? 'bar-chart-3', address: `/r/${item.report}` }]
        const screen = item.screen ? screens.get(item.screen) : undefined
        return screen ? [{ key: `s:${screen.screen}`, label: item.label ?? screen.label, icon: item.icon ?? screen.icon, address: `/s/${screen.screen}` }] : []
      }),
    }))
    .filter((app) => app.entries.length)
}
