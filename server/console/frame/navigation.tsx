import { useEffect, useState } from 'preact/hooks'
import { plural } from '../format.ts'
import { href } from '../route.ts'
import { screens } from '../screens.ts'
import { health } from '../server-state.ts'

/** On a phone there is room for four tabs and More. */
const TABS = 4

/** The links to the screens: at the left, or as tabs at the bottom of a narrow window. */
export function Navigation({ current }: { current: string }) {
  const [more, setMore] = useState(false)
  useEffect(() => setMore(false), [current])
  return (
    <nav aria-label="Screens" class="navigation" data-more={more ? '' : undefined}>
      <ul>
        {screens.map((screen, at) => (
          <li key={screen.name} class={at < TABS ? undefined : 'beyond'}>
            <a
              href={href([screen.name])}
              aria-current={screen.name === current ? 'page' : undefined}
            >
              {screen.label}
              <Problems of={screen.name} />
              <kbd aria-hidden="true">g {at + 1}</kbd>
            </a>
          </li>
        ))}
        {screens.length > TABS && (
          <li class="more">
            <button type="button" aria-expanded={more} onClick={() => setMore(!more)}>
              More
            </button>
          </li>
        )}
      </ul>
    </nav>
  )
}

/** How many problems the fixture files have. */
function Problems({ of }: { of: string }) {
  const number = health.value?.problems.length ?? 0
  if (of !== 'fixtures' || number === 0) return null
  return (
    <span
      class="problems"
      aria-hidden="true"
      title={`${plural(number, 'problem')} in the fixture files`}
    >
      {number}
    </span>
  )
}
