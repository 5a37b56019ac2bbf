/** What the command palette offers before the server answers: pages and things to create, best match first. Pure. */
export interface Command {
  key: string
  label: string
  hint: string
  icon: string
  address: string
}

/** Every word must occur; a label that starts with the text comes first. */
export function matching(commands: Command[], text: string): Command[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const hay = (one: Command): string => `${one.label} ${one.hint} ${one.key}`.toLowerCase()
  const found = commands.filter((one) => words.every((word) => hay(one).includes(word)))
  const rank = (one: Command): number => (one.label.toLowerCase().startsWith(text.trim().toLowerCase()) ? 0 : 1)
  return found.sort((a, b) => rank(a) - rank(b))
}
