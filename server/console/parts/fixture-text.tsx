import { useEffect, useMemo, useState } from 'preact/hooks'
import { Editor } from '../editor/editor.tsx'
import type { Place } from '../editor/editor.tsx'
import { propose } from '../editor/propose.ts'
import type { Schema } from '../editor/schema.ts'
import { admin } from '../wire/admin.ts'
import { Findings } from './fixture-check.tsx'
import type { Checked } from './fixture-check.tsx'

interface FixtureTextProps {
  path: string
  text: string
  /** A new number makes the editor take the text. */
  revision: number
  checked: Checked | undefined
  readOnly?: boolean
  /** The initial cursor position. */
  begin?: Place | undefined
  onInput(text: string): void
}

/** The text of a fixture in the editor, with the problems that the server finds. */
export function FixtureText(props: FixtureTextProps) {
  const { path, text, revision, checked, readOnly = false, begin, onInput } = props
  const [place, setPlace] = useState(begin)
  const schema = useSchema(path)
  return (
    <>
      <Editor
        label="Fixture"
        value={text}
        revision={revision}
        readOnly={readOnly}
        marks={checked?.problems}
        place={place}
        onInput={onInput}
        propose={(...args) => (schema === undefined ? undefined : propose(schema, ...args))}
      />
      <Findings checked={checked} onPlace={(line, column) => setPlace({ line, column })} />
    </>
  )
}

/** Without one there is no completion, but everything else works. */
function useSchema(path: string): Schema | undefined {
  const [schema, setSchema] = useState<Schema | undefined>(undefined)
  const request = useMemo(() => schemaOf(path), [path])
  useEffect(() => {
    request.then(setSchema, () => setSchema(undefined))
  }, [request])
  return schema
}

/** Files directly in `guardrails/` declare guardrails; the rest are fixtures. */
const kindOfPath = (path: string): 'guardrail' | 'fixture' =>
  /^guardrails\/[^/]+$/.test(path) ? 'guardrail' : 'fixture'

const schemas = new Map<string, Promise<Schema>>()

/** The schema of a file, loaded once. */
function schemaOf(path: string): Promise<Schema> {
  const kind = kindOfPath(path)
  let request = schemas.get(kind)
  if (request === undefined) {
    request = admin<Schema>(`/fixtures/schema?of=${kind}`)
    schemas.set(kind, request)
    request.catch(() => schemas.delete(kind))
  }
  return request
}
