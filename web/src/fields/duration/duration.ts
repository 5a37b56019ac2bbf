/** `1:30`, `90m`, `2h`, `1.5h` → ISO 8601 `PT1H30M`. */
export function parseDuration(typed: string): string | null {
  const text = typed.trim().toLowerCase()
  const clock = /^(\d+):([0-5]\d)$/.exec(text)
  if (clock) return iso(Number(clock[1]) * 60 + Number(clock[2]))
  const spoken = /^(?:(\d+(?:\.\d+)?)\s*(?:h|小時))?\s*(?:(\d+)\s*(?:m|min|分)?)?$/.exec(text)
  if (!spoken || text === '') return null
  return iso(Math.round(Number(spoken[1] ?? 0) * 60) + Number(spoken[2] ?? 0))
}

const iso = (minutes: number): string => `PT${Math.floor(minutes / 60)}H${minutes % 60}M`
