import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type UserConfig } from 'vite'

const api = process.env.KONTOR_API ?? 'http://127.0.0.1:8000'
const test = { environment: 'happy-dom', server: { deps: { inline: ['element-plus'] } }, include: ['src/**/*.test.ts'], pool: 'threads', restoreMocks: true }

const config: UserConfig & { test: typeof test } = {
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: true,
    __VUE_I18N_LEGACY_API__: false,
    // Messages are interpreted, never turned into functions: a strict content security policy stays possible (Q1).
    __INTLIFY_JIT_COMPILATION__: true,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false,
  },
  server: { port: 5173, proxy: { '/api': api } },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 600,
    rollupOptions: {
      output: {
        manualChunks: (id) => {
          if (/node_modules\/(element-plus|@popperjs|@floating-ui|lodash|@vueuse|async-validator|dayjs|@ctrl|memoize|normalize-wheel)/.test(id)) return 'element'
          if (/node_modules\/(@?vue|vue-|pinia|@intlify|@vue)/.test(id)) return 'vue'
          return undefined
        },
      },
    },
  },
  test,
}

export default defineConfig(config)
