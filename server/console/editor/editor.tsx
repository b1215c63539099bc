import { useEffect, useRef, useState } from 'preact/hooks'
import { Loading } from '../parts/states.tsx'
import type { EditorHandle, Mark, Place } from './codemirror.ts'
import type * as CodeMirror from './codemirror.ts'
import type { Offers } from './propose.ts'

export type { Place }

interface EditorProps {
  /** Its accessible name. */
  label: string
  value: string
  /**
   * The editor only takes the value when this number changes. Typed text comes back as a value a moment later, when
   * more may have been typed.
   */
  revision: number
  onInput(text: string): void
  marks?: readonly Mark[] | undefined
  readOnly?: boolean
  propose?(text: string, at: number, explicit: boolean): Offers | undefined
  /** The cursor position; a new object moves the cursor there again. */
  place?: Place | undefined
}

type Module = typeof CodeMirror

const nothing = () => undefined
const none: readonly Mark[] = []

/** A YAML or JSON text. If the editor cannot be loaded, a plain field does the same. */
export function Editor(props: EditorProps) {
  const [module, setModule] = useState<Module | 'failed' | undefined>(undefined)
  useEffect(() => {
    import('./codemirror.ts').then(setModule, () => setModule('failed'))
  }, [])
  if (module === undefined) return <Loading what="the editor" />
  return module === 'failed' ? <Plain {...props} /> : <Rich {...props} module={module} />
}

function Rich({ module, ...props }: EditorProps & { module: Module }) {
  const { value, revision, marks = none, readOnly = false, place } = props
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorHandle | undefined>(undefined)
  // The editor outlives the functions of one render.
  const latest = useRef(props)
  latest.current = props
  useEffect(() => {
    if (host.current === null) return
    editor.current = module.openEditor(host.current, {
      text: latest.current.value,
      label: latest.current.label,
      readOnly,
      onInput: (text) => latest.current.onInput(text),
      propose: (...args) => (latest.current.propose ?? nothing)(...args),
    })
    return () => editor.current?.close()
  }, [readOnly])
  useEffect(() => editor.current?.setText(value), [revision])
  useEffect(() => editor.current?.setMarks(marks), [marks])
  useEffect(() => {
    if (place !== undefined) editor.current?.show(place)
  }, [place])
  return <div ref={host} class="editor" />
}

function Plain({ label, value, onInput, readOnly = false, place }: EditorProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (place !== undefined) showPlace(field.current, place)
  }, [place])
  return (
    <>
      <p class="dim">The editor could not be loaded. This text field has the same checks.</p>
      <textarea
        ref={field}
        class="editor"
        aria-label={label}
        spellcheck={false}
        readOnly={readOnly}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </>
  )
}

function showPlace(
  field: HTMLTextAreaElement | null,
  { line, column = 1, length = 0 }: Place,
): void {
  if (field === null) return
  const lines = field.value.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0)
  const at = Math.min(field.value.length, before + column - 1)
  field.focus()
  field.setSelectionRange(at, at + length)
}
