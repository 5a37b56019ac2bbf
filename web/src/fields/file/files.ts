import { download, post } from '@/api/client'

export interface StoredFile {
  id: string
  name: string
  size?: number
  content_type?: string
}

export async function upload(file: File): Promise<StoredFile> {
  const body = new FormData()
  body.append('file', file)
  return post<StoredFile>('/files', body)
}

/** Object address of a stored file, for showing or saving. */
export async function openFile(id: string): Promise<{ url: string; name: string }> {
  const { blob, name } = await download(`/files/${id}`)
  return { url: URL.createObjectURL(blob), name }
}

export const idsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : value ? [String(value)] : [])
