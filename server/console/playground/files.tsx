import { cardOf } from '../models/state.ts'
import { toast } from '../parts/toast.tsx'
import { sentenceOf } from '../wire/admin.ts'
import { answers } from './apis/index.ts'
import { isEditable, textOf } from './blocks.ts'
import { api, columns, files } from './chat.ts'
import { KINDS, noneTakes, refusedKinds, takes } from './file-kinds.ts'
import { endingsWithout, readFile } from './images.ts'

/** Files are sent with the next question, if a chosen model accepts them. */
export async function takeFiles(list: FileList | null): Promise<void> {
  for (const file of list ?? [])
    try {
      const { kind, format, name, base64 } = await readFile(file)
      if (refused().includes(kind)) throw new Error(noneTakes([kind]))
      const source = { bytes: base64 }
      const block =
        kind === 'image'
          ? { image: { format, source } }
          : { document: { format, name: freeName(name), source } }
      files.value = [...files.value, block]
    } catch (thrown) {
      toast(sentenceOf(thrown))
    }
}

/** Bedrock rejects a conversation in which two documents have the same name. */
function freeName(name: string): string {
  const questions = columns.value.flatMap(({ turns }) => turns.flatMap(({ question }) => question))
  const taken = new Set([...files.value, ...questions].map(({ document }) => document?.name))
  let free = name
  for (let n = 2; taken.has(free); n++) free = `${name} (${n})`
  return free
}

/** The kinds that no chosen model accepts. */
const refused = () => refusedKinds(columns.value.map(({ modelId }) => cardOf(modelId)))

/** Images and documents for the next question. */
export function Files() {
  const out = refused()
  const text = textOf(files.value)
  return (
    <div class="file-list-row">
      <label class="button">
        Add files
        <input
          class="hidden"
          type="file"
          multiple
          disabled={out.length === KINDS.length}
          accept={endingsWithout(out)}
          aria-describedby={out.length > 0 ? 'refused-files' : undefined}
          onChange={(event) => {
            const field = event.currentTarget
            void takeFiles(field.files).then(() => (field.value = ''))
          }}
        />
      </label>
      {out.length > 0 && (
        <span id="refused-files" class="dim composer-note">
          {noneTakes(out)}
        </span>
      )}
      {files.value.map((block, at) => (
        <span class="term" key={at}>
          {block.image !== undefined
            ? `image, ${block.image.format}`
            : block.document !== undefined
              ? `${block.document.name}.${block.document.format}`
              : block.text !== undefined
                ? 'text from the call'
                : 'content from the call'}{' '}
          <button
            type="button"
            class="quiet"
            aria-label="Remove this file"
            onClick={() => (files.value = files.value.filter((one) => one !== block))}
          >
            ×
          </button>
        </span>
      ))}
      {!isEditable(text) && (
        <span class="dim composer-note">
          The text of {text.length.toLocaleString('en-GB')} characters is too long to edit here. It
          is sent unchanged.
        </span>
      )}
      {refusals().map((sentence) => (
        <span key={sentence} class="warning">
          {sentence}
        </span>
      ))}
    </div>
  )
}

/** Which models do not support the API or the attachments. */
function refusals(): string[] {
  const hasImage = files.value.some(({ image }) => image !== undefined)
  const hasDocument = files.value.some(({ document }) => document !== undefined)
  return columns.value.flatMap(({ modelId }) => {
    const card = cardOf(modelId)
    if (card === undefined) return []
    return [
      ...(answers(modelId, api.value) ? [] : [`${card.name} does not support ${api.value.label}.`]),
      ...(hasImage && !takes(card, 'image') ? [`${card.name} does not accept images.`] : []),
      ...(hasDocument && !takes(card, 'document')
        ? [`${card.name} does not accept documents.`]
        : []),
    ]
  })
}
