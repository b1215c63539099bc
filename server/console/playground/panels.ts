import { guardrail, tools } from './chat.ts'
import { GuardrailPanel } from './guardrail-panel.tsx'
import { ParametersPanel } from './parameters.tsx'
import { namesIn } from './tools.ts'
import { ToolsPanel } from './tools-panel.tsx'

/** The panels next to the conversation, one at a time. */
export const PANELS = {
  parameters: { label: () => 'Parameters', View: ParametersPanel },
  tools: {
    label() {
      const count = namesIn(tools.value.text)?.length ?? 0
      return count === 0 ? 'Tools' : `Tools (${count})`
    },
    View: ToolsPanel,
  },
  guardrail: {
    label: () => (guardrail.value.id === '' ? 'Guardrail' : 'Guardrail (1)'),
    View: GuardrailPanel,
  },
} as const

export type PanelName = keyof typeof PANELS
