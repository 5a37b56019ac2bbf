/** What rooms tell beside a chosen reference, by what it refers to; fields know no room. */
import type { Component } from 'vue'

const rooms = import.meta.glob<{ beside: Record<string, Component> }>('../apps/*/beside.ts', { eager: true })
const known = Object.assign({}, ...Object.values(rooms).map((room) => room.beside)) as Record<string, Component>
export const besideOf = (to: unknown): Component | undefined => known[String(to ?? '')]
