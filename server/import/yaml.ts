import {
  binaryTag,
  CORE_SCHEMA,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  loadAll,
  mergeTag,
  NOT_RESOLVED,
  YAMLException,
} from 'js-yaml'

// Python and Ruby write their own tags, such as `!!python/object/apply:multidict.istr` before a header name, and
// `!binary`. Values are read as if there were no tag; nothing is ever constructed from one.

const identify = () => false
const PREFIXES = ['!', 'tag:'] as const

const scalars = PREFIXES.map((prefix) =>
  defineScalarTag<unknown>(prefix, {
    matchByTagPrefix: true,
    identify,
    resolve(source, _isExplicit, tag) {
      if (/^!(?:ruby\/)?binary$/.test(tag)) return Buffer.from(source, 'base64')
      return source
    },
  }),
)

/** `!!python/object/apply:type [value]` is its value. */
const sequences = PREFIXES.map((prefix) =>
  defineSequenceTag<unknown[], unknown>(prefix, {
    matchByTagPrefix: true,
    identify,
    create: () => [],
    addItem: (list, item) => void list.push(item),
    finalize: (list) => (list.length === 1 ? list[0] : list),
  }),
)

const mappings = PREFIXES.map((prefix) =>
  defineMappingTag<Record<string, unknown>>(prefix, {
    matchByTagPrefix: true,
    identify,
    create: () => ({}),
    addPair(into, key, value) {
      if (key !== '__proto__') into[String(key)] = value
      return ''
    },
    has: (into, key) => Object.hasOwn(into, String(key)),
    keys: (into) => Object.keys(into),
    get: (into, key) => into[String(key)],
  }),
)

/** Invalid base64 stays a text. */
const binary = { ...binaryTag, resolve: resolveBinary }

function resolveBinary(source: string): unknown {
  const bytes = Buffer.from(source, 'base64')
  return bytes.length === 0 && source.trim() !== '' ? NOT_RESOLVED : bytes
}

const schema = CORE_SCHEMA.withTags(mergeTag, binary, scalars, sequences, mappings)
const MAX_DEPTH = 1000

/** All documents of a YAML file of another tool. Throws one sentence if it is not YAML. */
export function readForeignYaml(text: string): unknown[] {
  try {
    return loadAll(text, { schema, maxDepth: MAX_DEPTH, json: true })
  } catch (thrown) {
    if (!(thrown instanceof YAMLException)) throw thrown
    const { reason, mark } = thrown
    const place = mark === undefined ? '' : ` (line ${mark.line + 1}, column ${mark.column + 1})`
    throw new SyntaxError(`not valid YAML: ${reason}${place}`, { cause: thrown })
  }
}
