import { useEffect, useState } from 'preact/hooks'
import { plural } from '../format.ts'
import { SearchField } from '../parts/search-field.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { go, href, route } from '../route.ts'
import { CardPage } from './card-page.tsx'
import { ModelCard } from './card.tsx'
import { catalogue, failure, filters, loadModels, matchingCards, setFilter } from './state.ts'
import { ModelTable } from './table.tsx'

const MAX_COMPARED = 3

export function Screen() {
  const { region } = filters.value
  const [chosen, setChosen] = useState<readonly string[]>([])
  useEffect(() => void loadModels(region), [region])
  const id = route.value.path[1]
  if (failure.value !== undefined)
    return (
      <div class="screen">
        <h1>Models</h1>
        <Failed error={failure.value} retry={() => void loadModels(region)} />
      </div>
    )
  if (catalogue.value === undefined) return <Loading what="the models" />
  if (id !== undefined) return <CardPage id={id} />
  const toggle = (model: string) =>
    setChosen(
      chosen.includes(model)
        ? chosen.filter((one) => one !== model)
        : [...chosen, model].slice(-MAX_COMPARED),
    )
  const models = matchingCards.value
  return (
    <div class="screen models">
      <h1 class="hidden">Models</h1>
      <Toolbar />
      <p class="dim models-count" role="status">
        {plural(models.length, 'model')}
        {chosen.length > 0 && ' · '}
        {chosen.length > 0 && (
          <button
            type="button"
            class="primary"
            onClick={() => go(href(['playground'], { models: chosen.join(',') }))}
          >
            Compare {chosen.length} in the playground
          </button>
        )}
      </p>
      {models.length === 0 && (
        <div class="state">
          <p>No models match these filters.</p>
          <button type="button" onClick={() => go(href(['models'], { region }))}>
            Clear filters
          </button>
        </div>
      )}
      {filters.value.table ? (
        <ModelTable models={models} />
      ) : (
        <div class="cards">
          {models.map((card) => (
            <ModelCard key={card.id} card={card} chosen={chosen} onChoose={toggle} />
          ))}
        </div>
      )}
    </div>
  )
}

const distinct = (values: readonly string[]): string[] =>
  [...new Set(values)].toSorted((a, b) => a.localeCompare(b))

function Toolbar() {
  const { q, provider, input, output, streams, ondemand, legacy, table } = filters.value
  const { models, region, regions } = catalogue.value ?? { models: [], region: '', regions: [] }
  const known = regions.includes(region) ? regions : [region, ...regions]
  return (
    <div class="toolbar">
      <SearchField
        label="Search models"
        placeholder={`Search ${models.length} models`}
        value={q}
        onInput={(text) => setFilter('q', text)}
      />
      <Choice
        label="Region"
        value={region}
        options={known}
        onChange={(value) => setFilter('region', value)}
      />
      <Choice
        label="Provider"
        value={provider}
        any
        options={distinct(models.map((card) => card.provider))}
        onChange={(value) => setFilter('provider', value)}
      />
      <Choice
        label="Input"
        value={input}
        any
        options={distinct(models.flatMap((card) => card.input))}
        onChange={(value) => setFilter('input', value)}
      />
      <Choice
        label="Output"
        value={output}
        any
        options={distinct(models.flatMap((card) => card.output))}
        onChange={(value) => setFilter('output', value)}
      />
      <Check label="Streaming" checked={streams} name="streams" />
      <Check label="On-demand" checked={ondemand} name="ondemand" />
      <Check label="Legacy" checked={legacy} name="legacy" />
      <button type="button" onClick={() => setFilter('view', table ? '' : 'table')}>
        {table ? 'Show as cards' : 'Show as table'}
      </button>
    </div>
  )
}

interface ChoiceProps {
  label: string
  value: string
  options: readonly string[]
  any?: boolean
  onChange(value: string): void
}

function Choice({ label, value, options, any = false, onChange }: ChoiceProps) {
  return (
    <label class="choice-label">
      <span class="dim">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {any && <option value="">Any</option>}
        {options.map((option) => (
          <option key={option} value={option}>
            {option.toUpperCase() === option ? option.toLowerCase() : option}
          </option>
        ))}
      </select>
    </label>
  )
}

function Check({ label, checked, name }: { label: string; checked: boolean; name: string }) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={() => setFilter(name, !checked)} />
      {label}
    </label>
  )
}
