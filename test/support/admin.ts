/** Calls the admin API of a server. */
export async function admin(
  { url }: { url: string },
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${url}/_admin${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const type = response.headers.get('content-type') ?? ''
  return {
    status: response.status,
    type: type.split(';')[0],
    headers: response.headers,
    text,
    body: (type.includes('json') ? JSON.parse(text) : undefined) as never,
  }
}
