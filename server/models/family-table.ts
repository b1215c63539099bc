import type { Features, Habits, TokenFrame, Family } from './family.ts'

// First match wins: special cases come before the general row of a family,
// which also matches models newer than this table.

const NONE: Features = {
  system: false,
  image: false,
  document: false,
  video: false,
  audio: false,
  tools: false,
  toolsInStream: false,
  toolChoiceAny: false,
  toolChoiceTool: false,
  guardrails: false,
  cache: false,
  reasoning: false,
  signature: false,
  structured: false,
  assistantFirst: false,
  alternates: 'partly',
  toolResultAlone: false,
  statusField: true,
}

/** A text model that follows instructions but has no tools. */
const TEXT: Features = { ...NONE, system: true, document: true, guardrails: true, alternates: true }

const TOOLS: Features = {
  ...TEXT,
  tools: true,
  toolsInStream: true,
  toolChoiceAny: 'partly',
  toolChoiceTool: 'partly',
}

// Claude merges consecutive messages of one role instead of rejecting them.
const CLAUDE: Features = {
  ...TOOLS,
  image: true,
  toolChoiceAny: true,
  toolChoiceTool: true,
  assistantFirst: true,
  alternates: false,
}
const CLAUDE_THINKS = {
  ...CLAUDE,
  cache: true,
  reasoning: true,
  signature: true,
  citations: true,
  outputRate: 5,
} as const satisfies Partial<Family>

const NOVA: Features = {
  ...TOOLS,
  image: true,
  video: true,
  toolChoiceAny: true,
  toolChoiceTool: true,
  cache: true,
}

const LLAMA: Features = {
  ...TEXT,
  tools: true,
  toolsInStream: false,
  toolResultAlone: true,
}

const MISTRAL: Features = { ...TOOLS, image: true, toolResultAlone: true }

/** The families that are served with OpenAI's chat schema. */
const OPEN: Features = {
  ...TOOLS,
  document: false,
  guardrails: 'partly',
  assistantFirst: 'partly',
  alternates: 'partly',
}
/** Like OPEN, for agentic models. */
const OPEN_AGENT: Features = {
  ...OPEN,
  toolChoiceAny: true,
  toolChoiceTool: true,
  reasoning: true,
  structured: true,
  assistantFirst: true,
}

/** The overhead of tool prompts varies by model; these values are Anthropic's for Claude 3. */
const CLAUDE_FRAME: TokenFrame = {
  prompt: 3,
  message: 4,
  tools: 313,
  forced: 313,
  tool: { each: 15, weight: 1.1 },
  call: 24,
  citations: 590,
  image: { pixels: 750, max: 1600 },
}
const CLAUDE_READS_PAGES: TokenFrame = { ...CLAUDE_FRAME, thinking: 29, page: 1560 }
const CLAUDE_4_5_FRAME: TokenFrame = {
  ...CLAUDE_READS_PAGES,
  tools: 494,
  forced: 588,
  format: { each: 85, weight: 1.65 },
  countedSystem: 17,
}
const CLAUDE_5_FRAME: TokenFrame = {
  ...CLAUDE_FRAME,
  tools: 350,
  forced: 440,
  citations: 790,
  page: 1560,
  scale: 1.25,
}
const NOVA_FRAME: TokenFrame = {
  prompt: 0,
  message: 0,
  tools: 372,
  forced: 405,
  image: { pixels: 270, max: 1850 },
  page: 1650,
  pageAlone: true,
}
const NOVA_2_FRAME: TokenFrame = {
  prompt: 47,
  message: 0,
  tools: 845,
  forced: 915,
  image: { pixels: 784, max: 2600 },
  page: 2560,
  pageAlone: true,
  video: 1600,
}
const LLAMA_FRAME: TokenFrame = { prompt: 31, message: 4, tools: 112, forced: 112 }
const OPEN_FRAME: TokenFrame = { prompt: 3, message: 4, tools: 40, forced: 40 }
const NO_FRAME: TokenFrame = { prompt: 0, message: 0, tools: 0, forced: 0 }
const QWEN_FRAME: TokenFrame = { ...OPEN_FRAME, dropsThinking: true }

const ANNOUNCES: Habits = { announcesCalls: true }
const CLAUDE_3: Habits = { ...ANNOUNCES, cutsArguments: true, bareRefusals: true }
const CLAUDE_3_7: Habits = { ...CLAUDE_3, cacheUsage: 'both' }
const CLAUDE_4_5: Habits = { ...CLAUDE_3_7, cacheDetails: true, namesToolUse: true }
/** Since Opus 4.7. */
const CLAUDE_5: Habits = { ...CLAUDE_4_5, cacheUsage: 'read' }
const NOVA_HABITS: Habits = { ...ANNOUNCES, countsCache: true, marksTextOnly: true }
const SPACE_FIRST: Habits = { lead: ' ' }
const COUNTS_CALLS: Habits = { countsCalls: true }

// The complete forms of ids, where these do not end in `-v1:0`.
/** `claude-3-haiku-20240307-v1:0` */
const DATED = /-20\d{6}-v\d+:\d+(:\d+k)?$/
/** `claude-opus-4-7` and everything after it */
const UNDATED =
  /^anthropic\.claude-(opus|sonnet|haiku|fable|mythos)-(4-[7-9]|[5-9]|\d\d)(-\d{1,2})?$/
/** `titan-text-express-v1`, `titan-embed-text-v2:0` */
const TITAN = /(-v\d+(:\d+){0,2}(:\d+k)?|tg1-large|g1-text-\d\d)$/
/** `qwen3-32b-v1:0`, `qwen3-coder-next` */
const OPEN_ID = /^qwen\.qwen\d+(\.\d+)?(-[a-z0-9]+)+(:\d+)?$/

const CHAT = { task: 'chat', grain: 'token' } as const
const WORDS = { task: 'chat', grain: 'words' } as const
const EMBED = { task: 'embed', grain: 'large' } as const
const IMAGE = { task: 'image', grain: 'large' } as const
const RANK = { task: 'rank', grain: 'large' } as const

const claude = {
  ...WORDS,
  dialect: 'anthropic',
  frame: CLAUDE_FRAME,
  readsPdf: true,
  countsTokens: true,
  limitsNatively: true,
} as const
const nova = { ...WORDS, dialect: 'nova', readsPdf: true, limitsNatively: true } as const
const open = { ...CHAT, dialect: 'openai-chat', frame: OPEN_FRAME, countsOutput: true } as const

// prettier-ignore
export const rows: readonly Family[] = [
  // Anthropic
  { ...NONE, ...WORDS, name: 'claude-text', ids: /^anthropic\.claude-(v\d|instant)/, newIds: /^anthropic\.claude-(v\d(:\d)?|instant-v\d)(:\d+k)?$/, dialect: 'anthropic-text', system: true, document: true, guardrails: true, alternates: false, frame: CLAUDE_FRAME, habits: SPACE_FIRST },
  { ...CLAUDE, ...claude, name: 'claude-3-5-haiku', ids: /^anthropic\.claude-3-5-haiku/, newIds: DATED, image: false, cache: true, citations: true, countsOutput: true, habits: CLAUDE_3_7, frame: { ...CLAUDE_FRAME, tools: 264, forced: 340 } },
  { ...CLAUDE_THINKS, ...claude, name: 'claude-3-7', ids: /^anthropic\.claude-3-7-sonnet/, newIds: DATED, countsOutput: true, habits: CLAUDE_3_7, frame: CLAUDE_READS_PAGES },
  { ...CLAUDE, ...claude, name: 'claude-3-haiku', ids: /^anthropic\.claude-3-haiku/, newIds: DATED, countsOutput: true, frame: { ...CLAUDE_FRAME, tools: 264, forced: 340 }, habits: CLAUDE_3 },
  { ...CLAUDE, ...claude, name: 'claude-3-sonnet', ids: /^anthropic\.claude-3-sonnet/, newIds: DATED, countsOutput: true, frame: { ...CLAUDE_FRAME, tools: 159, forced: 235 }, habits: CLAUDE_3 },
  { ...CLAUDE, ...claude, name: 'claude-3-opus', ids: /^anthropic\.claude-3-opus/, newIds: DATED, countsOutput: true, frame: { ...CLAUDE_FRAME, tools: 530, forced: 281 }, habits: CLAUDE_3 },
  { ...CLAUDE, ...claude, name: 'claude-3-5-sonnet', ids: /^anthropic\.claude-3-5-sonnet/, newIds: DATED, countsOutput: true, frame: { ...CLAUDE_FRAME, tools: 294, forced: 261 }, habits: CLAUDE_3 },
  { ...CLAUDE_THINKS, ...claude, name: 'claude-4', ids: /^anthropic\.claude-(opus|sonnet)-4(-\d{8}|-1(-|$))/, newIds: DATED, countsOutput: true, habits: CLAUDE_3_7, frame: CLAUDE_READS_PAGES },
  { ...CLAUDE_THINKS, ...claude, name: 'claude-4-5', ids: /^anthropic\.claude-(opus|sonnet|haiku)-4-[56]/, newIds: /-(20\d{6}-v\d+:\d+|4-6(-v\d+(:\d+)?)?)$/, structured: true, habits: CLAUDE_4_5, frame: CLAUDE_4_5_FRAME },
  { ...CLAUDE_THINKS, ...claude, name: 'claude-4-7', ids: /^anthropic\.claude-opus-4-[78]/, newIds: UNDATED, habits: CLAUDE_5, frame: CLAUDE_5_FRAME },
  { ...CLAUDE_THINKS, ...claude, name: 'claude-5', ids: /^anthropic\.claude-(opus|sonnet|haiku|fable)-5(-\d{8}|$)/, newIds: UNDATED, habits: CLAUDE_5, frame: CLAUDE_5_FRAME },
  { ...CLAUDE_THINKS, ...claude, name: 'claude', ids: /^anthropic\.claude-/, newIds: UNDATED, structured: 'partly', habits: CLAUDE_5, frame: CLAUDE_5_FRAME },

  // Amazon
  { ...NOVA, ...nova, name: 'nova-micro', ids: /^amazon\.nova-micro/, image: false, document: false, video: false, habits: NOVA_HABITS, frame: NOVA_FRAME },
  { ...NOVA, ...nova, name: 'nova', ids: /^amazon\.nova-(lite|pro|premier)/, habits: NOVA_HABITS, frame: NOVA_FRAME },
  { ...NOVA, ...nova, name: 'nova-2', ids: /^amazon\.nova-2-(lite|pro|micro|premier|omni)/, reasoning: true, habits: { ...NOVA_HABITS, namesToolUse: true }, frame: NOVA_2_FRAME },
  { ...NONE, ...EMBED, name: 'nova-embed', ids: /^amazon\.nova-\d+-multimodal-embeddings/, dialect: 'nova-embed', frame: { ...NO_FRAME, prompt: 16 } },
  { ...NONE, ...IMAGE, name: 'nova-canvas', ids: /^amazon\.nova-canvas/, dialect: 'nova-canvas' },
  { ...NONE, ...CHAT, name: 'titan-text', ids: /^amazon\.titan-(text|tg1)-/, newIds: TITAN, dialect: 'titan-text', grain: 'large', document: true, guardrails: true, frame: { ...NO_FRAME, prompt: 2 }, habits: { lead: '\n' } },
  { ...NONE, ...EMBED, name: 'titan-embed-image', ids: /^amazon\.titan-embed-image/, newIds: TITAN, dialect: 'titan-embed-image' },
  { ...NONE, ...EMBED, name: 'titan-embed', ids: /^amazon\.titan-embed/, newIds: TITAN, dialect: 'titan-embed' },
  { ...NONE, ...IMAGE, name: 'titan-image', ids: /^amazon\.titan-image/, newIds: TITAN, dialect: 'titan-image' },
  { ...NONE, ...RANK, name: 'amazon-rerank', ids: /^amazon\.rerank/, dialect: 'cohere-rerank', withoutApiVersion: true },

  // Meta
  { ...TEXT, ...CHAT, name: 'llama-text', ids: /^meta\.llama[23]-\d+b/, newIds: /-v\d+(:\d+){0,1}(:\d+k)?$/, dialect: 'llama', frame: OPEN_FRAME },
  { ...LLAMA, ...CHAT, name: 'llama-vision', ids: /^meta\.llama(3-2-(11|90)b|4)/, dialect: 'llama', image: true, frame: LLAMA_FRAME },
  { ...LLAMA, ...CHAT, name: 'llama-3-2-small', ids: /^meta\.llama3-2-(1|3)b/, dialect: 'llama', tools: false, frame: LLAMA_FRAME },
  { ...LLAMA, ...CHAT, name: 'llama', ids: /^meta\.llama/, dialect: 'llama', frame: LLAMA_FRAME },

  // Mistral AI
  { ...TEXT, ...CHAT, name: 'mistral-7b', ids: /^mistral\.(mistral-7b|mixtral)/, dialect: 'mistral-text', system: false, frame: OPEN_FRAME, habits: SPACE_FIRST },
  { ...TEXT, ...CHAT, name: 'mistral-small-2402', ids: /^mistral\.mistral-small-2402/, dialect: 'mistral-text', frame: OPEN_FRAME, habits: SPACE_FIRST },
  { ...MISTRAL, ...CHAT, name: 'mistral-large-2402', ids: /^mistral\.mistral-large-2402/, dialect: 'mistral-text', image: false, toolsInStream: 'partly', toolChoiceAny: true, toolChoiceTool: false, frame: OPEN_FRAME, habits: SPACE_FIRST },
  { ...MISTRAL, ...CHAT, name: 'mistral-large-2407', ids: /^mistral\.mistral-large-2407/, dialect: 'mistral-chat', image: false, frame: OPEN_FRAME, countsOutput: true },
  { ...MISTRAL, ...CHAT, name: 'pixtral', ids: /^mistral\.pixtral/, dialect: 'mistral-chat', frame: OPEN_FRAME, countsOutput: true },
  { ...MISTRAL, ...CHAT, name: 'voxtral', ids: /^mistral\.voxtral/, newIds: /-\d{4}$/, dialect: 'mistral-chat', document: 'partly', audio: true, image: 'partly', structured: true, guardrails: 'partly', frame: OPEN_FRAME, countsOutput: true },
  { ...MISTRAL, ...CHAT, name: 'magistral', ids: /^mistral\.magistral/, newIds: /-\d{4}$/, dialect: 'mistral-chat', document: 'partly', reasoning: true, structured: true, guardrails: 'partly', frame: OPEN_FRAME, countsOutput: true },
  { ...MISTRAL, ...CHAT, name: 'mistral', ids: /^mistral\.(mistral|ministral|devstral|codestral)/, newIds: /-(\d{4}|\d+b|instruct|v\d+:\d+)$/, dialect: 'mistral-chat', document: 'partly', image: 'partly', structured: true, guardrails: 'partly', frame: OPEN_FRAME, countsOutput: true },

  // Cohere
  { ...TOOLS, ...CHAT, name: 'cohere-command-r', ids: /^cohere\.command-(r|a)/, dialect: 'cohere-command-r', toolChoiceAny: false, toolChoiceTool: false, guardrails: 'partly', toolResultAlone: 'partly', frame: { ...NO_FRAME, tool: { each: 0, weight: 0 }, call: 0 }, habits: ANNOUNCES },
  { ...NONE, ...CHAT, name: 'cohere-command', ids: /^cohere\.command/, newIds: /-v\d+$/, dialect: 'cohere-command', document: true, guardrails: true, frame: OPEN_FRAME, habits: SPACE_FIRST },
  { ...NONE, ...EMBED, name: 'cohere-embed', ids: /^cohere\.embed/, newIds: /-v\d+(:\d+){0,2}$/, dialect: 'cohere-embed' },
  { ...NONE, ...RANK, name: 'cohere-rerank', ids: /^cohere\.rerank/, newIds: /-v\d+(-\d+)?:\d+$/, dialect: 'cohere-rerank' },

  // AI21 Labs
  { ...TEXT, ...CHAT, name: 'jamba-instruct', ids: /^ai21\.jamba-instruct/, dialect: 'jamba', document: false, guardrails: false, frame: OPEN_FRAME, habits: SPACE_FIRST },
  { ...TOOLS, ...CHAT, name: 'jamba', ids: /^ai21\.jamba/, dialect: 'jamba', toolChoiceAny: false, toolChoiceTool: false, guardrails: false, toolResultAlone: 'partly', frame: OPEN_FRAME, habits: SPACE_FIRST },
  { ...NONE, ...CHAT, name: 'jurassic', ids: /^ai21\.j2/, newIds: /-v\d+$/, dialect: 'jurassic', grain: 'large', guardrails: true, frame: OPEN_FRAME },

  // Served with OpenAI's schema
  { ...TEXT, ...CHAT, name: 'deepseek-r1', ids: /^deepseek\.r1/, dialect: 'deepseek-text', reasoning: 'always', frame: QWEN_FRAME, countsOutput: true, habits: { textFirst: true } },
  { ...OPEN, ...open, name: 'deepseek', ids: /^deepseek\./, newIds: /^deepseek\.(v\d+\.\d+|[a-z]+\d+-v\d+:\d+)$/, document: 'partly', cache: 'partly', reasoning: 'partly', structured: 'partly', toolResultAlone: 'partly', refusesFields: ['stopSequences'] },
  { ...OPEN, ...open, name: 'gpt-oss', ids: /^openai\.gpt-oss/, newIds: /^openai\.gpt-oss-(\d+b-\d+:\d+|safeguard-\d+b)$/, guardrails: true, reasoning: 'always', structured: 'partly', toolResultAlone: 'partly', refusesFields: ['stopSequences'], habits: { emptyFirstBlock: true, tagsReasoning: true }, frame: { prompt: 63, message: 4, tools: 26, forced: 26 } },
  { ...OPEN, ...open, name: 'gpt', ids: /^openai\.gpt/, newIds: /^openai\.gpt-\d+(\.\d+)?(-[a-z]+)*$/, image: true, document: 'partly', cache: 'partly', reasoning: 'partly', structured: 'partly', refusesFields: ['temperature', 'stopSequences'], habits: { tagsReasoning: true } },
  { ...OPEN, ...open, name: 'qwen-vl', ids: /^qwen\.qwen\d+-vl/, newIds: OPEN_ID, image: true, reasoning: true, structured: true, assistantFirst: true, refusesFields: ['stopSequences'], frame: QWEN_FRAME },
  { ...OPEN, ...open, name: 'qwen', ids: /^qwen\.qwen/, newIds: OPEN_ID, reasoning: true, structured: true, assistantFirst: true, refusesFields: ['stopSequences'], frame: QWEN_FRAME },
  { ...OPEN, ...open, name: 'gemma', ids: /^google\.gemma/, newIds: /^google\.gemma-\d+n?-[a-z]?\d+b-(it|pt)$/, image: true, document: true, structured: 'partly', assistantFirst: false },
  { ...OPEN_AGENT, ...open, name: 'kimi-k2-thinking', ids: /^moonshot(ai)?\.kimi-k2-thinking/, newIds: /-thinking$/, reasoning: 'always', habits: COUNTS_CALLS },
  { ...OPEN_AGENT, ...open, name: 'kimi-k2', ids: /^moonshot(ai)?\.kimi-k2(-|$)/, newIds: /\.kimi-k\d+(\.\d+)?(-[a-z]+)?$/, habits: COUNTS_CALLS },
  { ...OPEN_AGENT, ...open, name: 'kimi', ids: /^moonshot(ai)?\.kimi/, newIds: /\.kimi-k\d+(\.\d+)?(-[a-z]+)?$/, image: true, habits: COUNTS_CALLS },
  { ...OPEN, ...open, name: 'minimax', ids: /^minimax\.minimax/, newIds: /^minimax\.minimax-m\d+(\.\d+)?$/, reasoning: 'always', structured: true, frame: { ...OPEN_FRAME, prompt: 17 } },
  { ...OPEN, ...open, name: 'nemotron-vl', ids: /^nvidia\.nemotron-nano-12b/, newIds: /^nvidia\.nemotron-[a-z]+-(\d+b-v\d+|\d+-\d+b)$/, image: true, reasoning: 'partly', structured: true, cacheRefusal: 'ValidationException' },
  { ...OPEN, ...open, name: 'nemotron', ids: /^nvidia\.nemotron/, newIds: /^nvidia\.nemotron-[a-z]+-(\d+b-v\d+|\d+-\d+b)$/, reasoning: 'partly', structured: 'partly', cacheRefusal: 'ValidationException' },
  { ...OPEN_AGENT, ...open, name: 'glm', ids: /^zai\.glm/, newIds: /^zai\.glm-\d+(\.\d+)?(-[a-z]+)?$/, frame: { ...OPEN_FRAME, tools: 175, forced: 175 } },
  { ...OPEN, ...open, name: 'palmyra-vision', ids: /^writer\.palmyra-vision/, newIds: /-\d+b$/, image: true, document: 'partly', assistantFirst: false, toolResultAlone: true, statusField: false },
  { ...OPEN, ...open, name: 'palmyra', ids: /^writer\.palmyra/, document: 'partly', assistantFirst: false, alternates: true, toolResultAlone: true, statusField: false },
  { ...OPEN, ...open, name: 'grok', ids: /^xai\.grok/, newIds: /^xai\.grok-\d+(\.\d+)?(-[a-z]+)*$/, image: true, document: 'partly', cache: 'partly', reasoning: 'partly', structured: 'partly', refusesFields: ['temperature', 'topP', 'stopSequences'] },

  // Media
  { ...NONE, ...IMAGE, name: 'stability', ids: /^stability\./, newIds: /-v\d+(:\d+)?$/, dialect: 'stability' },
  { ...NONE, ...WORDS, name: 'pegasus', ids: /^twelvelabs\.pegasus/, dialect: 'pegasus', frame: OPEN_FRAME },
  { ...NONE, ...EMBED, name: 'marengo', ids: /^twelvelabs\.marengo/, dialect: 'marengo' },
]
