import type { Dialect } from './dialect.ts'
import { dialect as anthropicText } from './anthropic/anthropic-text.ts'
import { dialect as anthropic } from './anthropic/anthropic.ts'
import { dialect as cohereCommandR } from './cohere/cohere-command-r.ts'
import { dialect as cohereCommand } from './cohere/cohere-command.ts'
import { dialect as cohereEmbed } from './cohere/cohere-embed.ts'
import { dialect as cohereRerank } from './cohere/cohere-rerank.ts'
import { dialect as deepseekText } from './deepseek-text.ts'
import { dialect as jamba } from './jamba.ts'
import { dialect as jurassic } from './jurassic.ts'
import { dialect as llama } from './llama.ts'
import { dialect as marengo } from './marengo.ts'
import { dialect as mistralChat } from './mistral/mistral-chat.ts'
import { dialect as mistralText } from './mistral/mistral-text.ts'
import { dialect as novaCanvas } from './nova/nova-canvas.ts'
import { dialect as novaEmbed } from './nova/nova-embed.ts'
import { dialect as nova } from './nova/nova.ts'
import { dialect as openaiChat } from './openai/openai-chat.ts'
import { dialect as openaiText } from './openai/openai-text.ts'
import { dialect as pegasus } from './pegasus.ts'
import { dialect as stability } from './stability/stability.ts'
import { dialect as titanEmbedImage } from './titan/titan-embed-image.ts'
import { dialect as titanEmbed } from './titan/titan-embed.ts'
import { dialect as titanImage } from './titan/titan-image.ts'
import { dialect as titanText } from './titan/titan-text.ts'

const dialects: ReadonlyMap<string, Dialect> = new Map(
  [
    anthropic,
    anthropicText,
    nova,
    titanText,
    cohereCommand,
    cohereCommandR,
    cohereEmbed,
    cohereRerank,
    deepseekText,
    jamba,
    jurassic,
    llama,
    marengo,
    mistralChat,
    mistralText,
    novaCanvas,
    novaEmbed,
    openaiChat,
    openaiText,
    pegasus,
    stability,
    titanEmbed,
    titanEmbedImage,
    titanImage,
  ].map((dialect) => [dialect.name, dialect]),
)

/** The dialect that a model's family speaks. */
export function dialectOf(name: string): Dialect {
  const dialect = dialects.get(name)
  if (!dialect) throw new Error(`There is no dialect named ${name}.`)
  return dialect
}
