/** Screens of their own, registered by each room; the shell knows their codes from nowhere else. */
import type { Component } from 'vue'
import type { Text } from '@/api/wire'

export interface Screen {
  screen: string
  label: Text
  icon: string
  load: () => Promise<{ default: Component }>
}

const rooms = import.meta.glob<{ screens: Screen[] }>(['../*/screens.ts', '../apps/*/screens.ts', '!./screens.ts'], { eager: true })
export const screens = new Map(Object.values(rooms).flatMap((room) => room.screens).map((one) => [one.screen, one]))
