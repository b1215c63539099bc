import { HighlightStyle } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

// The page's own colours: custom properties apply inside the shadow root, so the theme works without code here.

export const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--recording)' },
  { tag: [tags.comment, tags.lineComment, tags.meta], color: 'var(--dim)' },
  { tag: tags.invalid, color: 'var(--bad)' },
])

const box = {
  border: '1px solid var(--line)',
  borderRadius: '4px',
  backgroundColor: 'var(--bg)',
  color: 'var(--text)',
}

export const look = EditorView.theme({
  '&': { ...box, height: '100%', fontSize: '12.5px' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--text)', padding: '6px 0' },
  '.cm-gutters': {
    border: 'none',
    backgroundColor: 'var(--panel)',
    color: 'var(--dim)',
  },
  '.cm-activeLine': { backgroundColor: 'transparent', boxShadow: 'inset 2px 0 var(--line)' },
  '.cm-selectionMatch, .cm-searchMatch': { backgroundColor: 'var(--selected)' },
  '.cm-searchMatch-selected': { outline: '1px solid var(--accent)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--dim)',
  },
  '.cm-panels': { backgroundColor: 'var(--panel)', color: 'var(--text)' },
  '.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panels input, .cm-panels button': { ...box, backgroundImage: 'none', fontSize: '12.5px' },
  '.cm-panels label': { fontSize: '12.5px' },
  '.cm-tooltip': { ...box, maxWidth: 'min(480px, 90vw)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '14em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--selected)',
    color: 'var(--text)',
  },
  '.cm-completionDetail': { color: 'var(--dim)', fontStyle: 'normal' },
  '.cm-completionInfo': { ...box, fontFamily: 'var(--sans)', padding: '6px 10px' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-diagnostic': { fontFamily: 'var(--sans)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--money)' },
})
