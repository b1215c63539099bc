import type { ComponentChild, FunctionComponent } from 'preact'
import { useRef } from 'preact/hooks'

/** Renders again only when a prop has changed. */
export function memo<P extends object>(draw: (props: P) => ComponentChild): FunctionComponent<P> {
  return function Memo(props: P) {
    const before = useRef<{ props: P; drawn: ComponentChild } | undefined>(undefined)
    const known = before.current
    if (known !== undefined && same(known.props, props)) return known.drawn
    const drawn = draw(props)
    before.current = { props, drawn }
    return drawn
  }
}

function same<P extends object>(a: P, b: P): boolean {
  const names = Object.keys(b) as (keyof P)[]
  return (
    names.length === Object.keys(a).length && names.every((name) => Object.is(a[name], b[name]))
  )
}
