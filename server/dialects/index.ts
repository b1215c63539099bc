import type { Dialect } from './dialect.ts'
import { dialect as anthropicText } from './anthropic-text.ts'
import { dialect as anthropic } from './anthropic/anthropic.ts'
import { dialect as cohereCommandR } from './cohere-command-r.ts'
import { dialect as cohereCommand } from './cohere-command.ts'
import { dialect as cohereEmbed } from './cohere-embed.ts'
import { dialect as cohereRerank } from './cohere-rerank.ts'
import { dialect as deepseekText } from './deepseek-text.ts'
import { dialect as jamba } from './jamba.ts'
import { dialect as jurassic } from './jurassic.ts'
import { dialect as llama } from './llama.ts'
import { dialect as marengo } from './marengo.ts'
import { dialect as mistralChat } from './mistral-chat.ts'
import { dialect as mistralText } from './mistral-text.ts'
import { dialect as novaCanvas } from './nova-canvas.ts'
import { dialect as novaEmbed } from './nova-embed.ts'
import { dialect as nova } from './nova/nova.ts'
import { dialect as openaiChat } from './openai/openai-chat.ts'
import { dialect as openaiText } from './openai/openai-text.ts'
import { dialect as pegasus } from './pegasus.ts'
import { dialect as stability } from './stability.ts'
import { dialect as titanEmbedImage } from './titan-embed-image.ts'
import { dialect as titanEmbed } from './titan-embed.ts'
import { dialect as titanImage } from './titan-image.ts'
import { dialect as titanText } from './titan-text.ts'

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
