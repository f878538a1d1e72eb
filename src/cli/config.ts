import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { DefinitionError } from '../domain/errors.ts'

/** A time-stamping authority (RFC 3161). */
const TimestampSetting = z.strictObject({
  /** Names its files in a bundle. */
  name: z.string().regex(/^[a-z0-9-]{1,40}$/),
  url: z.url({ protocol: /^https?$/ }),
  /** Its chain up to the root, and revocation lists if any: one PEM file, seen from the home folder. */
  certificates: z.string().min(1),
  imprint: z.enum(['sha256', 'sm3']).default('sha256'),
})

/** How evidence is kept. */
const EvidenceSetting = z.strictObject({
  /** What all bundles together may take. Without it the disk is the limit. */
  quotaMb: z.int().positive().optional(),
  /** From this share of the quota on, status and every run say so. */
  warnAtPercent: z.int().min(1).max(100).default(80),
  /** What one `evidence scrub` reads and how long it may take, where its flags do not say. */
  scrubMb: z.int().positive().default(4096),
  scrubMinutes: z.int().positive().default(30),
})

/** What a deployment may set. Priority: flag, environment, `config.yml` in the home folder, default. */
export const Config = z.strictObject({
  /** Sites see it in the user agent, so that they can reach whoever runs the scan. QINGSHAO_CONTACT */
  contact: z.string().min(3).max(200).default('contact not configured'),
  /** pino level. QINGSHAO_LOG_LEVEL */
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Name on the custody log and on decisions when none is given. QINGSHAO_OPERATOR */
  operator: z.string().min(1).max(100).default('未登记操作人'),
  /** Keywords searched on a site in a night, where its file does not say. QINGSHAO_SEARCH_BUDGET */
  searchBudget: z.coerce.number().int().min(0).max(5000).default(150),
  /** The division of this unit, as a code or in words: 330782, 浙江义乌. Leads without a place go there. QINGSHAO_TERRITORY */
  territory: z.coerce.string().max(100).default(''),
  /** Each is asked for a token over every manifest. Of the file only. */
  timestamps: z
    .array(TimestampSetting)
    .max(5)
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'names must differ')
    .default([]),
  /** Of the file only. */
  evidence: EvidenceSetting.prefault({}),
  /** The unit's own key, to sign manifests with: SM2, RSA or ECDSA. Paths are seen from the home folder. Of the file only. */
  signature: z.strictObject({ key: z.string().min(1), certificate: z.string().min(1).optional() }).optional(),
})
export type Config = z.infer<typeof Config>

const ENVIRONMENT = {
  contact: 'QINGSHAO_CONTACT',
  logLevel: 'QINGSHAO_LOG_LEVEL',
  operator: 'QINGSHAO_OPERATOR',
  searchBudget: 'QINGSHAO_SEARCH_BUDGET',
  territory: 'QINGSHAO_TERRITORY',
} as const

export function homeFolder(flag: string | undefined, env: NodeJS.ProcessEnv): string {
  return path.resolve(flag ?? env.QINGSHAO_HOME ?? 'var')
}

/**
 * Where what can be made again is kept: in the home folder, but a home is not made only for that. The user's own cache
 * folder stands in, never the machine's temporary one, where somebody else could lay a file for us to trust.
 */
export function cacheFolders(home: string, env: NodeJS.ProcessEnv): string[] {
  const ofUser = env.XDG_CACHE_HOME || env.LOCALAPPDATA || path.join(homedir(), '.cache')
  const folders = [path.join(home, 'cache'), path.join(ofUser, 'qingshao')]
  return existsSync(home) ? folders : folders.slice(1)
}

/** @throws {DefinitionError} naming the file or variable and the field. */
export function loadConfig(home: string, env: NodeJS.ProcessEnv): Config {
  const file = path.join(home, 'config.yml')
  const fromFile: unknown = existsSync(file) ? readYaml(file) : {}
  const fromEnvironment = Object.fromEntries(
    Object.entries(ENVIRONMENT)
      .map(([key, name]) => [key, env[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  )
  const merged = { ...(typeof fromFile === 'object' ? fromFile : { '': fromFile }), ...fromEnvironment }
  const parsed = Config.safeParse(merged)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(
    (issue) => `${file}: ${issue.path.join('.') || '(根)'}: ${issue.message}`,
  )
  throw new DefinitionError(problems.join('\n'))
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8')) ?? {}
  } catch (error) {
    throw new DefinitionError(`${file}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}
