import { defineAsyncComponent, type Component } from 'vue'

/** A chosen project tells what is left of its budget (R1). */
export const beside: Record<string, Component> = { project: defineAsyncComponent(() => import('./projects/ProjectLeft.vue')) }
