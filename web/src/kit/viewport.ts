import { ref } from 'vue'

const query = window.matchMedia('(max-width: 720px)')
const phone = ref(query.matches)
query.addEventListener?.('change', (event) => (phone.value = event.matches))

/** Is this a phone (or a window as narrow)? */
export const useViewport = () => ({ phone })
