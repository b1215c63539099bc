import { isPlaceholder } from '../../aws/credentials.ts'
import { version } from '../../package.ts'
import { forwardsCalls } from '../../settings/modes.ts'
import type { Facts } from './facts.ts'

export interface Check {
  about: string
  state: 'good' | 'note' | 'bad'
  says: string
  /** What to do. */
  advice?: string
}

type Diagnosis = (facts: Facts) => Omit<Check, 'about'>

const ENDPOINT = 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME'
const good = (says: string) => ({ state: 'good' as const, says })
const note = (says: string, advice: string) => ({ state: 'note' as const, says, advice })
const bad = (says: string, advice: string) => ({ state: 'bad' as const, says, advice })

/** Each check is a function of the facts, in the order in which problems are best solved. */
const CHECKS: Readonly<Record<string, Diagnosis>> = {
  node({ node }) {
    const [major = 0, minor = 0] = node.split('.').map(Number)
    return major > 20 || (major === 20 && minor >= 19)
      ? good(`Node.js ${node}`)
      : bad(`Node.js ${node} is too old`, 'Install Node.js 20.19 or newer.')
  },
  server({ listener, url }) {
    if (listener.kind === 'nothing')
      return bad(
        `nothing listens at ${url} (${listener.why})`,
        'Start it with npx bedrock-local, or set its port with --port.',
      )
    if (listener.kind === 'something else')
      return bad(
        `another program listens at ${url}`,
        'Stop it, or choose another port: npx bedrock-local --port 4600',
      )
    const { version: running, mode, fixtures, recordings } = listener
    const says = `bedrock-local ${running} at ${url}, ${mode} mode, ${fixtures} fixtures, ${recordings} recordings`
    return running === version
      ? good(says)
      : note(says, `This is version ${version}: restart the server to use it.`)
  },
  variables({ env, url, unknownVariables: [unknown] }) {
    const endpoint = env[ENDPOINT] ?? env['AWS_ENDPOINT_URL']
    const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION']
    if (endpoint === undefined)
      return bad(`${ENDPOINT} is not set in this shell: calls go to AWS`, setThem(url))
    if (!isSame(endpoint, url))
      return bad(`calls from this shell go to ${endpoint}, not to ${url}`, setThem(url))
    if (region === undefined)
      return bad('AWS_REGION is not set in this shell: SDKs fail without it', setThem(url))
    if (unknown !== undefined) return note(unknown, 'Fix its name, or unset it.')
    return good(`calls from this shell go to ${endpoint} (${region})`)
  },
  credentials({ env, credentials, url }) {
    const key = env['AWS_ACCESS_KEY_ID']
    if (credentials !== undefined)
      return note(
        `${credentials}: real ones`,
        'A call that misses the endpoint variables reaches AWS and costs money. Tests need only placeholders.',
      )
    const isSet = [key, env['AWS_PROFILE'], env['AWS_BEARER_TOKEN_BEDROCK']].some(Boolean)
    if (!isSet) return bad('none in this shell: SDKs fail without any', setThem(url))
    return good(
      key !== undefined && isPlaceholder(key)
        ? 'placeholders, which is enough here'
        : 'no real ones were found',
    )
  },
  python({ python, listener, url }) {
    if (python === undefined)
      return note(
        'Python 3 is not installed',
        'Handlers in Python need it: https://www.python.org/downloads/',
      )
    const { version: found, boto3, executable, sees } = python
    if (boto3 === undefined)
      return note(`Python ${found} without boto3`, `${executable} -m pip install boto3`)
    const says = `Python ${found} with boto3 ${boto3}`
    if (isOlder(boto3, [1, 34, 116]))
      return note(says, `Converse needs boto3 1.34.116: ${executable} -m pip install -U boto3`)
    if (listener.kind !== 'bedrock-local' || sees) return good(says)
    return bad(`${says} cannot reach ${url}`, 'Check for a firewall, or a sandbox around Python.')
  },
  docker({ docker, host, platform, url }) {
    if (docker === undefined) return good('not running; only containers need it')
    const port = new URL(url).port
    const isOpen = host === '0.0.0.0' || host === '::'
    const containers = `http://host.docker.internal:${port}`
    // Docker Desktop forwards to the loopback address, the engine on Linux does not.
    if (isOpen || platform !== 'linux')
      return good(`Docker ${docker}: containers find the server at ${containers}`)
    return note(
      `Docker ${docker}: containers cannot reach ${host}`,
      `Start the server with --host 0.0.0.0, and containers with --add-host host.docker.internal:host-gateway; there it is ${containers}.`,
    )
  },
  call({ answer, listener }) {
    if (listener.kind !== 'bedrock-local') return good('not tested, because no server is running')
    if (answer === undefined)
      return forwardsCalls(listener.mode)
        ? note(
            `a Converse call is forwarded to AWS in ${listener.mode} mode`,
            'It may cost money; --mode mock never does.',
          )
        : bad('a Converse call got no answer', 'Check the log of the server.')
    const { status, source, fixture } = answer
    const by = `${source}${fixture === undefined ? '' : ` ${fixture}`}`
    if (status < 400) return good(`a Converse call is answered by: ${by}`)
    return source === 'miss'
      ? note(
          'a Converse call with "Hello" matches no fixture',
          'In replay mode that is an error; bedrock-local journal --missed shows what differs.',
        )
      : bad(
          `a Converse call fails with status ${status} (${by})`,
          'npx bedrock-local journal show last shows why.',
        )
  },
}

export function diagnose(facts: Facts): Check[] {
  return Object.entries(CHECKS).map(([about, check]) => ({ about, ...check(facts) }))
}

function setThem(url: string): string {
  const port = new URL(url).port
  return `eval "$(npx bedrock-local env${port === '4577' ? '' : ` --port ${port}`})"`
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/

/** Whether two URLs lead to the same server. */
function isSame(one: string, other: string): boolean {
  if (!URL.canParse(one)) return false
  const [a, b] = [new URL(one), new URL(other)]
  const isLocal = LOOPBACK.test(a.hostname) && LOOPBACK.test(b.hostname)
  return a.port === b.port && (a.hostname === b.hostname || isLocal)
}

function isOlder(given: string, wanted: readonly number[]): boolean {
  const parts = given.split('.').map(Number)
  const at = wanted.findIndex((number, index) => parts[index] !== number)
  return at !== -1 && (parts[at] ?? 0) < (wanted[at] ?? 0)
}
