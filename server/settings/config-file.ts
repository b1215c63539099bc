import { messageOf } from '../text/error-message.ts'

// js-yaml is loaded only when it is needed: a config in JSON, or none, starts without it.

/** Parses a config file. Throws one sentence with its place. */
export async function parseConfigFile(name: string, text: string): Promise<unknown> {
  if (name.endsWith('.json')) {
    try {
      return JSON.parse(text)
    } catch (thrown) {
      const { mistakeIn, whatIsWrong } = await import('../shape/json-mistake.ts')
      const { placeAt } = await import('../shape/place.ts')
      const { line, column } = placeAt(text, mistakeIn(text))
      throw new Error(`${name}:${line}:${column}: not valid JSON: ${whatIsWrong(thrown)}`, {
        cause: thrown,
      })
    }
  }
  const { loadAll, YAMLException } = await import('js-yaml')
  try {
    // An empty document sets nothing.
    return loadAll(text)[0] ?? {}
  } catch (thrown) {
    if (!(thrown instanceof YAMLException))
      throw new Error(`${name}: ${messageOf(thrown)}`, { cause: thrown })
    const { line, column } = thrown.mark ?? { line: 0, column: 0 }
    throw new Error(`${name}:${line + 1}:${column + 1}: not valid YAML: ${thrown.reason}`, {
      cause: thrown,
    })
  }
}

/** The position at which a config file sets a key, as `name:line:column`. */
export async function placeOfKey(name: string, text: string, key: string): Promise<string> {
  const { placesOf } = await import('../shape/place.ts')
  const [place] = placesOf(text, [{ path: [key], key: true, message: '' }])
  return place === undefined ? name : `${name}:${place.line}:${place.column}`
}
