import { heldBack } from './held-back.ts'

const OPEN = '<think>'
const CLOSE = '</think>'

export interface SplitText {
  of: 'text' | 'reasoning'
  text: string
}

/** Separates reasoning from text. Only a tag at the very beginning opens it; anywhere else, it is text. */
export class ThinkSplitter {
  #state: 'start' | 'inside' | 'after' | 'text' = 'start'
  #rest = ''

  push(text: string): SplitText[] {
    this.#rest += text
    const pieces: SplitText[] = []
    while (this.#step(pieces));
    return pieces
  }

  /** The held-back text, at the end. */
  flush(): SplitText[] {
    const text = this.#rest
    this.#rest = ''
    if (text === '') return []
    return [{ of: this.#state === 'inside' ? 'reasoning' : 'text', text }]
  }

  /** Whether another step is possible with the available text. */
  #step(pieces: SplitText[]): boolean {
    switch (this.#state) {
      case 'start': {
        const begun = this.#rest.trimStart()
        if (OPEN.startsWith(begun) && begun !== OPEN) return false
        const opens = begun.startsWith(OPEN)
        this.#state = opens ? 'inside' : 'text'
        if (opens) this.#rest = begun.slice(OPEN.length).replace(/^\n/, '')
        return true
      }
      case 'inside': {
        const end = this.#rest.indexOf(CLOSE)
        if (end >= 0) {
          this.#say('reasoning', this.#rest.slice(0, end).trimEnd(), pieces)
          this.#rest = this.#rest.slice(end + CLOSE.length)
          this.#state = 'after'
          return true
        }
        const held = Math.max(heldBack(this.#rest, [CLOSE]), trailingSpace(this.#rest))
        this.#say('reasoning', this.#rest.slice(0, this.#rest.length - held), pieces)
        this.#rest = this.#rest.slice(this.#rest.length - held)
        return false
      }
      case 'after':
        this.#rest = this.#rest.trimStart()
        if (this.#rest === '') return false
        this.#state = 'text'
        return true
      case 'text':
        this.#say('text', this.#rest, pieces)
        this.#rest = ''
        return false
    }
  }

  #say(of: SplitText['of'], text: string, pieces: SplitText[]): void {
    if (text !== '') pieces.push({ of, text })
  }
}

/** The thought ends before the white space in front of its closing tag. */
function trailingSpace(text: string): number {
  return text.length - text.replace(/\s*(?:<\/?[a-z]*)?$/, '').length
}
