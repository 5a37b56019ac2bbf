import type { Plugin } from 'vite'
export const mockApi = (): Plugin => ({ name: 'mock' })
