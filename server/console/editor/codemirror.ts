// The only file that knows CodeMirror. It is loaded with the first editor, as a separate chunk.
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  startCompletion,
} from '@codemirror/autocomplete'
import type { Completion, CompletionSource } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import type { Diagnostic } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import type { Text } from '@codemirror/state'
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { colours, look } from './look.ts'
import type { Offer, Offers } from './propose.ts'

/** An error and its position; both counted from 1. */
export interface Mark {
  severity: string
  line: number
  column: number
  message: string
}

/** Where to put the cursor; lines and columns are counted from 1. */
export interface Place {
  line: number
  column?: number
  /** The number of characters to select. */
  length?: number
}

export interface EditorOptions {
  text: string
  /** Its accessible name. */
  label: string
  readOnly: boolean
  onInput(text: string): void
  propose(text: string, at: number, explicit: boolean): Offers | undefined
}

export interface EditorHandle {
  text(): string
  setText(text: string): void
  setMarks(marks: readonly Mark[]): void
  /** Moves the cursor to a position, or selects characters there. */
  show(place: Place): void
  close(): void
}

/**
 * An editor in its own shadow root: there CodeMirror's styles are constructed sheets, which the content security
 * policy allows. In the document they would be style elements, which it forbids.
 */
export function openEditor(host: HTMLElement, options: EditorOptions): EditorHandle {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const view = new EditorView({ state: stateOf(options), parent: root, root })
  return {
    text: () => view.state.doc.toString(),
    setText(text) {
      const { doc } = view.state
      if (doc.toString() !== text)
        view.dispatch({ changes: { from: 0, to: doc.length, insert: text } })
    },
    setMarks(marks) {
      const all = marks.map((mark) => diagnosticOf(mark, view.state.doc))
      view.dispatch(setDiagnostics(view.state, all))
    },
    show({ line, column = 1, length = 0 }) {
      const at = positionOf({ line, column }, view.state.doc)
      view.dispatch({
        selection: { anchor: at, head: Math.min(at + length, view.state.doc.length) },
        effects: EditorView.scrollIntoView(at, { y: 'center' }),
      })
      view.focus()
    },
    close: () => view.destroy(),
  }
}

function stateOf({ text, label, readOnly, onInput, propose }: EditorOptions): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      lintGutter(),
      history(),
      yaml(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightSelectionMatches(),
      search({ top: true }),
      autocompletion({ override: [sourceOf(propose)], icons: false }),
      syntaxHighlighting(colours),
      look,
      EditorView.lineWrapping,
      EditorState.readOnly.of(readOnly),
      EditorView.domEventHandlers({ beforeinput: typeOverLines }),
      EditorView.contentAttributes.of({
        'aria-label': label,
        'aria-readonly': String(readOnly),
        // The scrolling box around it must contain a focusable element, even if it is read-only.
        tabindex: '0',
      }),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (docChanged) onInput(state.doc.toString())
      }),
      // Tab leaves the editor, as everywhere on the page, unless it accepts a completion.
      keymap.of([
        { key: 'Tab', run: acceptCompletion },
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...searchKeymap,
        ...lintKeymap,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
    ],
  })
}

/**
 * Browsers that replace a selection of several lines themselves keep their look by a style attribute, which the content
 * security policy forbids.
 */
function typeOverLines(event: InputEvent, view: EditorView): boolean {
  const { data, inputType, cancelable } = event
  const { from, to } = view.state.selection.main
  const { doc, readOnly } = view.state
  if (inputType !== 'insertText' || data === null || !cancelable || view.composing) return false
  if (readOnly || doc.lineAt(from).number === doc.lineAt(to).number) return false
  view.dispatch(view.state.replaceSelection(data), { userEvent: 'input.type' })
  return true
}

const sourceOf =
  (propose: EditorOptions['propose']): CompletionSource =>
  ({ state, pos, explicit }) => {
    const offers = propose(state.doc.toString(), pos, explicit)
    return offers === undefined
      ? null
      : { from: offers.from, options: offers.all.map(completionOf), validFor: /^[\w$.-]*$/ }
  }

/** In the order of the schema, which starts with the most common members. */
function completionOf({ label, kind, help, text, leads }: Offer, nth: number): Completion {
  return {
    label,
    boost: -Math.min(nth, 99),
    detail: kind,
    ...(help !== '' && { info: help }),
    apply(view, _completion, from, to) {
      view.dispatch({
        changes: { from, to, insert: text },
        selection: { anchor: from + text.length },
        userEvent: 'input.complete',
      })
      if (leads) startCompletion(view)
    },
  }
}

function diagnosticOf(mark: Mark, doc: Text): Diagnostic {
  const from = positionOf(mark, doc)
  const line = doc.lineAt(from)
  const rest = line.text.slice(from - line.from)
  const word = /^(?:"[^"]*"?|'[^']*'?|[^\s:,[\]{}]+)/.exec(rest)?.[0].length ?? 0
  return {
    from,
    to: Math.min(line.to, from + Math.max(1, word)),
    severity: mark.severity === 'error' ? 'error' : 'warning',
    message: mark.message,
  }
}

function positionOf({ line, column }: { line: number; column: number }, doc: Text): number {
  const { from, to } = doc.line(Math.min(doc.lines, Math.max(1, line)))
  return Math.min(to, from + Math.max(0, column - 1))
}
