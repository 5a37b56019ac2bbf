/** Does a list of granted patterns (`*`, `requisition.*`, `requisition.line.approve`) cover a permission? */
export function permits(granted: readonly string[], wanted: string): boolean {
  return granted.some((pattern) => pattern === '*' || pattern === wanted || (pattern.endsWith('.*') && `${wanted}.`.startsWith(pattern.slice(0, -1))))
}
