import { effect, signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useErrorBoundary } from 'preact/hooks'
import { FaultsBar } from './frame/faults-bar.tsx'
import { Header } from './frame/header.tsx'
import { KeysDialog } from './frame/keys-dialog.tsx'
import { Navigation } from './frame/navigation.tsx'
import { Palette } from './frame/palette.tsx'
import { TokenField } from './frame/token-field.tsx'
import { VersionBar } from './frame/version-bar.tsx'
import { bind } from './keys.ts'
import { Failed, Loading } from './parts/states.tsx'
import { Toasts } from './parts/toast.tsx'
import { go, href, route } from './route.ts'
import { HOME, screens } from './screens.ts'
import { sentenceOf, tokenWanted } from './wire/admin.ts'

const current = signal<{ name: string; Screen?: ComponentType; error?: unknown } | undefined>(
  undefined,
)
const dialog = signal<'keys' | 'palette' | undefined>(undefined)

const nameOfScreen = () => route.value.path[0] ?? HOME

effect(() => {
  const name = nameOfScreen()
  if (current.peek()?.name !== name) load(name)
})

effect(() => {
  const { path, query } = route.value
  const screen = screens.find(({ name }) => name === nameOfScreen())
  const detail = path.slice(1).join(' ') || query.get('name')
  document.title = [detail, screen?.label ?? 'Not found', 'bedrock-local']
    .filter(Boolean)
    .join(' · ')
})

function load(name: string): void {
  const screen = screens.find((one) => one.name === name)
  current.value = { name }
  if (screen !== undefined) void show(screen)
}

async function show({ name, load: loadScreen }: (typeof screens)[number]): Promise<void> {
  try {
    const { Screen } = await loadScreen()
    if (nameOfScreen() === name) current.value = { name, Screen }
  } catch (error) {
    current.value = { name, error }
  }
}

/** The frame around all screens. */
export function App() {
  const close = () => {
    dialog.value = undefined
  }
  useEffect(
    () =>
      bind([
        { key: '?', description: 'Show keyboard shortcuts', run: () => (dialog.value = 'keys') },
        {
          key: 'Ctrl k',
          description: 'Open the command palette',
          run: () => (dialog.value = 'palette'),
        },
        ...screens.map(({ name, label }, at) => ({
          key: `g ${at + 1}`,
          description: `Go to ${label}`,
          run: () => go(href([name])),
        })),
      ]),
    [],
  )
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to main content
      </a>
      <Header onKeys={() => (dialog.value = 'keys')} onPalette={() => (dialog.value = 'palette')} />
      <Navigation current={nameOfScreen()} />
      <main id="main" tabIndex={-1}>
        <VersionBar />
        <FaultsBar />
        <div class="main-screen">{tokenWanted.value ? <TokenField /> : <CurrentScreen />}</div>
      </main>
      <Toasts />
      {dialog.value === 'keys' && <KeysDialog onClose={close} />}
      {dialog.value === 'palette' && <Palette onClose={close} />}
    </>
  )
}

/** The fragment is the route, so the browser must not jump to it. */
function skip(event: Event): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}

/** A screen that throws while it is drawn leaves the rest of the page usable. */
function CurrentScreen() {
  const [thrown, reset] = useErrorBoundary() as [unknown, () => void]
  const { path } = route.value
  useEffect(reset, [path.join('/')])
  if (thrown === undefined) return <AnyScreen />
  return (
    <div class="screen">
      <h1>This screen could not be shown</h1>
      <Failed error={`It failed with “${sentenceOf(thrown)}”.`} retry={reset} />
    </div>
  )
}

function AnyScreen() {
  const { name, Screen, error } = current.value ?? { name: '' }
  if (Screen !== undefined) return <Screen />
  if (error !== undefined)
    return (
      <div class="screen">
        <h1>This screen could not be loaded</h1>
        <Failed
          error="The server may have stopped or been updated."
          retry={() => location.reload()}
        />
      </div>
    )
  if (!screens.some((screen) => screen.name === name)) return <UnknownScreen name={name} />
  return <Loading what="the screen" />
}

function UnknownScreen({ name }: { name: string }) {
  return (
    <div class="screen">
      <h1>There is no screen “{name}”</h1>
      <p>Available screens:</p>
      <ul>
        {screens.map((screen) => (
          <li key={screen.name}>
            <a href={href([screen.name])}>{screen.label}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}
