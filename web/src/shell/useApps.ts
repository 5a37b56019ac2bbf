import { computed } from 'vue'
import { useModel } from '@/stores/model'
import { useSession } from '@/stores/session'
import { appsFor } from './navigation'
import { screens } from './screens'

export function useApps() {
  const model = useModel()
  const session = useSession()
  return computed(() => appsFor(model.navigation, model.record, screens, session.may))
}
