import { createPinia } from 'pinia'
import { createApp } from 'vue'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import './style/tokens.css'
import './style/base.css'
import App from './App.vue'
import { i18n } from './i18n'
import { sweep } from './logic/drafts'
import { router } from './shell/router'
import { usePrefs } from './stores/prefs'

const app = createApp(App).use(createPinia()).use(i18n)
usePrefs()
sweep()
app.use(router).mount('#app')
