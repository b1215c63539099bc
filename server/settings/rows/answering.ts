import type { Setting } from '../setting.ts'

const REGION = { pattern: /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, expected: 'a region such as us-east-1' }

/** What answers, and how. */
export const answering = [
  {
    name: 'fixtures',
    kind: 'list',
    default: ['fixtures'],
    help: 'fixture folders; later folders take precedence',
  },
  {
    name: 'allow-broken',
    kind: 'flag',
    default: false,
    help: 'start in replay mode even if fixtures have errors',
  },
  { name: 'watch', kind: 'flag', default: true, help: 'reload fixtures when they change' },
  {
    name: 'pace',
    kind: 'text',
    form: {
      pattern: /^(instant|realistic|recorded|(?!0+(\.0+)?x)\d+(\.\d+)?x)$/,
      expected: 'instant, realistic, recorded or a factor such as 2x',
    },
    help: 'speed of answers: instant, realistic (unless the fixture sets a speed), recorded, or a factor such as 2x',
  },
  {
    name: 'region',
    kind: 'text',
    form: REGION,
    default: 'us-east-1',
    help: 'region for requests whose signature does not name one',
  },
  {
    name: 'account',
    kind: 'text',
    form: { pattern: /^\d{12}$/, expected: 'an account id of 12 digits' },
    default: '123456789012',
    help: 'AWS account id to use in ARNs',
  },
  {
    name: 'lenient',
    kind: 'flag',
    default: false,
    help: 'answer calls that the model catalogue would reject, with a warning',
  },
  {
    name: 'strict-models',
    kind: 'flag',
    default: false,
    help: 'reject retired models and unknown model ids',
  },
  { name: 'models', kind: 'object', help: 'models to add or change, by id' },
  {
    name: 'model-server',
    kind: 'text or object',
    takes: 'url',
    help: 'local model server (Ollama, llama.cpp, LM Studio, ...) that answers in mock mode when no fixture matches',
  },
  { name: 'guardrails', kind: 'object', help: 'guardrails by id' },
  {
    name: 'guardrail-judge',
    kind: 'choice',
    choices: ['rules', 'model'],
    default: 'rules',
    help: 'what judges topics and content in guardrails: fixed rules or the model of --model-server',
  },
  { name: 'enforced-guardrail', kind: 'object', help: 'guardrail for every model call' },
  { name: 'faults', kind: 'object', help: 'list of fault rules' },
  {
    name: 'seed',
    kind: 'number',
    min: 0,
    max: 4_294_967_295,
    default: 1,
    help: 'random seed for faults with a probability',
  },
  { name: 'quotas', kind: 'object', help: 'limits for requests and tokens, by model' },
] as const satisfies readonly Setting[]
