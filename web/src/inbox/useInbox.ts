import { onBeforeUnmount, ref } from 'vue'
import { useSession } from '@/stores/session'
import { readInbox, type Group } from './wire'

const groups = ref<Group[] | null>(null)
const count = ref(0)
const busy = ref(false)
const failed = ref<unknown>(null)
let asked = 0

/** The inbox, shared by the frame's count, the home page and the inbox itself. */
async function load(fresh = false): Promise<void> {
  if (busy.value || (!fresh && Date.now() - asked < 10_000) || !useSession().hasTokens()) return
  busy.value = true
  asked = Date.now()
  try {
    groups.value = (await readInbox()).filter((group) => group.count > 0)
    count.value = groups.value.reduce((sum, group) => sum + group.count, 0)
    failed.value = null
  } catch (error) {
    failed.value = error
  } finally {
    busy.value = false
  }
}

export const useInbox = () => ({ groups, count, busy, failed, load })

export function useInboxCount() {
  void load()
  const timer = setInterval(() => document.visibilityState === 'visible' && void load(), 60_000)
  onBeforeUnmount(() => clearInterval(timer))
  return { count, load }
}
