import type { ComponentChildren } from 'preact'

interface TabsProps<Name extends string> {
  label: string
  tabs: readonly { name: Name; label: string }[]
  selected: Name
  onSelect(name: Name): void
  children: ComponentChildren
}

/** Tabs with their panel: one tab stop, arrow keys between them. */
export function Tabs<Name extends string>(props: TabsProps<Name>) {
  const { label, tabs, selected, onSelect, children } = props
  const panel = `panel-${label.toLowerCase().replaceAll(/\W+/g, '-')}`
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    const at = tabs.findIndex(({ name }) => name === selected)
    const next = tabs[(at + step + tabs.length) % tabs.length]
    if (next === undefined) return
    event.preventDefault()
    onSelect(next.name)
    const bar = event.currentTarget
    if (bar instanceof HTMLElement)
      requestAnimationFrame(() => bar.querySelector<HTMLElement>('[aria-selected="true"]')?.focus())
  }
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.name}
            type="button"
            role="tab"
            id={`${panel}-${tab.name}`}
            aria-selected={tab.name === selected}
            aria-controls={panel}
            tabIndex={tab.name === selected ? 0 : -1}
            onClick={() => onSelect(tab.name)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div
        class="tab-panel"
        role="tabpanel"
        id={panel}
        aria-labelledby={`${panel}-${selected}`}
        tabIndex={0}
      >
        {children}
      </div>
    </>
  )
}
