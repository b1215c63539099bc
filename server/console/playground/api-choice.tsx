import { api, columns } from './chat.ts'
import { answers, APIS, apiOf } from './apis/index.ts'

/** The API for all columns. An API that a model here does not support cannot be chosen. */
export function ApiChoice() {
  return (
    <label class="check">
      API
      <select
        value={api.value.operation}
        onChange={(event) => {
          api.value = apiOf(event.currentTarget.value) ?? api.value
        }}
      >
        {APIS.map((one) => (
          <option
            key={one.operation}
            value={one.operation}
            disabled={
              one !== api.value && columns.value.some(({ modelId }) => !answers(modelId, one))
            }
          >
            {one.label}
          </option>
        ))}
      </select>
    </label>
  )
}
