import type { Family, Features } from './families.ts'

// First match wins: special members of a family stand before its general row,
// and the general row takes the models that come after this table was written.

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

/** A text model that follows instructions but knows no tools. */
const TEXT: Features = { ...NONE, system: true, document: true, guardrails: true, alternates: true }

const TOOLS: Features = {
  ...TEXT,
  tools: true,
  toolsInStream: true,
  toolChoiceAny: 'partly',
  toolChoiceTool: 'partly',
}

// Claude merges turns of one role instead of refusing them.
const CLAUDE: Features = {
  ...TOOLS,
  image: true,
  toolChoiceAny: true,
  toolChoiceTool: true,
  assistantFirst: true,
  alternates: false,
}
const CLAUDE_THINKS: Features = { ...CLAUDE, cache: true, reasoning: true, signature: true }

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
/** As OPEN, for the models that were built as agents. */
const OPEN_AGENT: Features = {
  ...OPEN,
  toolChoiceAny: true,
  toolChoiceTool: true,
  reasoning: true,
  structured: true,
  assistantFirst: true,
}

const CHAT = { task: 'chat', grain: 'token' } as const
const WORDS = { task: 'chat', grain: 'words' } as const
const EMBED = { task: 'embed', grain: 'large' } as const
const IMAGE = { task: 'image', grain: 'large' } as const
const RANK = { task: 'rank', grain: 'large' } as const

const claude = { ...WORDS, dialect: 'anthropic' } as const
const open = { ...CHAT, dialect: 'openai-chat' } as const

// prettier-ignore
export const rows: readonly Family[] = [
  // Anthropic
  { ...NONE, ...WORDS, name: 'claude-text', ids: /^anthropic\.claude-(v\d|instant)/, dialect: 'anthropic-text', system: true, document: true, guardrails: true, alternates: false },
  { ...CLAUDE, ...claude, name: 'claude-3-5-haiku', ids: /^anthropic\.claude-3-5-haiku/, image: false, cache: true },
  { ...CLAUDE_THINKS, ...claude, name: 'claude-3-7', ids: /^anthropic\.claude-3-7/ },
  { ...CLAUDE, ...claude, name: 'claude-3', ids: /^anthropic\.claude-3/ },
  { ...CLAUDE_THINKS, ...claude, name: 'claude-4', ids: /^anthropic\.claude-(opus|sonnet)-4(-\d{8}|-[178](-|$))/ },
  { ...CLAUDE_THINKS, ...claude, name: 'claude-4-5', ids: /^anthropic\.claude-(opus|sonnet|haiku)-4-[56]/, structured: true },
  { ...CLAUDE_THINKS, ...claude, name: 'claude-5', ids: /^anthropic\.claude-(opus|sonnet|haiku|fable)-5(-\d{8}|$)/ },
  { ...CLAUDE_THINKS, ...claude, name: 'claude', ids: /^anthropic\.claude-/, structured: 'partly' },

  // Amazon
  { ...NOVA, ...WORDS, name: 'nova-micro', ids: /^amazon\.nova-micro/, dialect: 'nova', image: false, document: false, video: false },
  { ...NOVA, ...WORDS, name: 'nova', ids: /^amazon\.nova-(lite|pro|premier)/, dialect: 'nova' },
  { ...NOVA, ...WORDS, name: 'nova-2', ids: /^amazon\.nova-2-(lite|pro|micro|premier|omni)/, dialect: 'nova', reasoning: true },
  { ...NONE, ...EMBED, name: 'nova-embed', ids: /^amazon\.nova-\d+-multimodal-embeddings/, dialect: 'nova-embed' },
  { ...NONE, ...IMAGE, name: 'nova-canvas', ids: /^amazon\.nova-canvas/, dialect: 'nova-canvas' },
  { ...NONE, ...CHAT, name: 'titan-text', ids: /^amazon\.titan-(text|tg1)-/, dialect: 'titan-text', grain: 'large', document: true, guardrails: true },
  { ...NONE, ...EMBED, name: 'titan-embed-image', ids: /^amazon\.titan-embed-image/, dialect: 'titan-embed-image' },
  { ...NONE, ...EMBED, name: 'titan-embed', ids: /^amazon\.titan-embed/, dialect: 'titan-embed' },
  { ...NONE, ...IMAGE, name: 'titan-image', ids: /^amazon\.titan-image/, dialect: 'titan-image' },
  { ...NONE, ...RANK, name: 'amazon-rerank', ids: /^amazon\.rerank/, dialect: 'cohere-rerank' },

  // Meta
  { ...TEXT, ...CHAT, name: 'llama-text', ids: /^meta\.llama[23]-\d+b/, dialect: 'llama' },
  { ...LLAMA, ...CHAT, name: 'llama-vision', ids: /^meta\.llama(3-2-(11|90)b|4)/, dialect: 'llama', image: true },
  { ...LLAMA, ...CHAT, name: 'llama-3-2-small', ids: /^meta\.llama3-2-(1|3)b/, dialect: 'llama', tools: false },
  { ...LLAMA, ...CHAT, name: 'llama', ids: /^meta\.llama/, dialect: 'llama' },

  // Mistral AI
  { ...TEXT, ...CHAT, name: 'mistral-7b', ids: /^mistral\.(mistral-7b|mixtral)/, dialect: 'mistral-text', system: false },
  { ...TEXT, ...CHAT, name: 'mistral-small-2402', ids: /^mistral\.mistral-small-2402/, dialect: 'mistral-text' },
  { ...MISTRAL, ...CHAT, name: 'mistral-large-2402', ids: /^mistral\.mistral-large-2402/, dialect: 'mistral-text', image: false, toolsInStream: 'partly', toolChoiceAny: false, toolChoiceTool: false },
  { ...MISTRAL, ...CHAT, name: 'mistral-large-2407', ids: /^mistral\.mistral-large-2407/, dialect: 'mistral-chat', image: false },
  { ...MISTRAL, ...CHAT, name: 'pixtral', ids: /^mistral\.pixtral/, dialect: 'mistral-chat' },
  { ...MISTRAL, ...CHAT, name: 'voxtral', ids: /^mistral\.voxtral/, dialect: 'mistral-chat', document: 'partly', audio: true, image: 'partly', structured: true, guardrails: 'partly' },
  { ...MISTRAL, ...CHAT, name: 'magistral', ids: /^mistral\.magistral/, dialect: 'mistral-chat', document: 'partly', reasoning: true, structured: true, guardrails: 'partly' },
  { ...MISTRAL, ...CHAT, name: 'mistral', ids: /^mistral\./, dialect: 'mistral-chat', document: 'partly', image: 'partly', structured: true, guardrails: 'partly' },

  // Cohere
  { ...TOOLS, ...CHAT, name: 'cohere-command-r', ids: /^cohere\.command-(r|a)/, dialect: 'cohere-command-r', toolChoiceAny: false, toolChoiceTool: false, guardrails: 'partly', toolResultAlone: 'partly' },
  { ...NONE, ...CHAT, name: 'cohere-command', ids: /^cohere\.command/, dialect: 'cohere-command', document: true, guardrails: true },
  { ...NONE, ...EMBED, name: 'cohere-embed', ids: /^cohere\.embed/, dialect: 'cohere-embed' },
  { ...NONE, ...RANK, name: 'cohere-rerank', ids: /^cohere\.rerank/, dialect: 'cohere-rerank' },

  // AI21 Labs
  { ...TEXT, ...CHAT, name: 'jamba-instruct', ids: /^ai21\.jamba-instruct/, dialect: 'jamba', document: false, guardrails: false },
  { ...TOOLS, ...CHAT, name: 'jamba', ids: /^ai21\.jamba/, dialect: 'jamba', toolChoiceAny: false, toolChoiceTool: false, guardrails: false, toolResultAlone: 'partly' },
  { ...NONE, ...CHAT, name: 'jurassic', ids: /^ai21\.j2/, dialect: 'jurassic', grain: 'large', guardrails: true },

  // Served with OpenAI's schema
  { ...TEXT, ...CHAT, name: 'deepseek-r1', ids: /^deepseek\.r1/, dialect: 'deepseek-text', reasoning: 'always' },
  { ...OPEN, ...open, name: 'deepseek', ids: /^deepseek\./, document: 'partly', cache: 'partly', reasoning: 'partly', structured: 'partly', toolResultAlone: 'partly' },
  { ...OPEN, ...open, name: 'gpt-oss', ids: /^openai\.gpt-oss/, guardrails: true, reasoning: 'always', structured: 'partly', toolResultAlone: 'partly' },
  { ...OPEN, ...open, name: 'gpt', ids: /^openai\./, image: true, document: 'partly', cache: 'partly', reasoning: 'partly', structured: 'partly' },
  { ...OPEN, ...open, name: 'qwen-vl', ids: /^qwen\.qwen\d+-vl/, image: true, reasoning: 'always', structured: true, assistantFirst: true },
  { ...OPEN, ...open, name: 'qwen', ids: /^qwen\./, reasoning: 'always', structured: true, assistantFirst: true },
  { ...OPEN, ...open, name: 'gemma', ids: /^google\./, image: true, document: true, structured: 'partly', assistantFirst: false },
  { ...OPEN_AGENT, ...open, name: 'kimi-k2', ids: /^moonshot(ai)?\.kimi-k2(-|$)/ },
  { ...OPEN_AGENT, ...open, name: 'kimi', ids: /^moonshot(ai)?\./, image: true },
  { ...OPEN, ...open, name: 'minimax', ids: /^minimax\./, reasoning: 'always', structured: true },
  { ...OPEN, ...open, name: 'nemotron-vl', ids: /^nvidia\.nemotron-nano-12b/, image: true, reasoning: 'partly', structured: true },
  { ...OPEN, ...open, name: 'nemotron', ids: /^nvidia\./, reasoning: 'partly', structured: 'partly' },
  { ...OPEN_AGENT, ...open, name: 'glm', ids: /^zai\./ },
  { ...OPEN, ...open, name: 'palmyra-vision', ids: /^writer\.palmyra-vision/, image: true, document: 'partly', assistantFirst: false, toolResultAlone: true, statusField: false },
  { ...OPEN, ...open, name: 'palmyra', ids: /^writer\./, document: 'partly', assistantFirst: false, alternates: true, toolResultAlone: true, statusField: false },
  { ...OPEN, ...open, name: 'grok', ids: /^xai\./, image: true, document: 'partly', cache: 'partly', reasoning: 'partly', structured: 'partly' },

  // Media
  { ...NONE, ...IMAGE, name: 'stability', ids: /^stability\./, dialect: 'stability' },
  { ...NONE, ...WORDS, name: 'pegasus', ids: /^twelvelabs\.pegasus/, dialect: 'pegasus' },
  { ...NONE, ...EMBED, name: 'marengo', ids: /^twelvelabs\.marengo/, dialect: 'marengo' },
]
