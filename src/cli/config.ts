import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { DefinitionError } from '../domain/errors.ts'
import { ScheduleEntry } from '../domain/schedule.ts'
import { Agency, Level } from '../domain/vocabulary.ts'
import { cronOf } from '../jobs/plan-entry.ts'

/** A time-stamping authority (RFC 3161). */
const TimestampSetting = z.strictObject({
  /** Names its files in a bundle. */
  name: z.string().regex(/^[a-z0-9-]{1,40}$/),
  url: z.url({ protocol: /^https?$/ }),
  /** Its chain up to the root, and revocation lists if any: one PEM file, seen from the home folder. */
  certificates: z.string().min(1),
  imprint: z.enum(['sha256', 'sm3']).default('sha256'),
})

const ChannelTo = {
  name: z.string().regex(/^[a-z0-9-]{1,40}$/),
  agency: Agency,
  /** One body of the directory, by its id. */
  unit: z.string().optional(),
}
/** Files are seen from the home folder; secrets stand in files of their own. */
const ChannelSetting = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('folder'), folder: z.string().min(1), ...ChannelTo }),
  z.strictObject({
    driver: z.literal('https'),
    url: z.url({ protocol: /^https?$/ }),
    secretFile: z.string().min(1),
    ...ChannelTo,
  }),
  z.strictObject({
    driver: z.literal('email'),
    host: z.string().min(1),
    port: z.int().min(1).max(65_535),
    secure: z.boolean().default(true),
    from: z.string().min(3),
    to: z.string().min(3),
    /** The receiver's RSA certificate (PEM). */
    certificateFile: z.string().min(1),
    user: z.string().optional(),
    passwordFile: z.string().optional(),
    ...ChannelTo,
  }),
])
export type ChannelSetting = z.infer<typeof ChannelSetting>
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
  /** Asked how far this machine's clock is off; `host` or `host:port`. An empty list asks nobody. Of the file only. */
  timeServers: z
    .array(z.string().regex(/^[\w.-]+(?::\d{1,5})?$/))
    .max(5)
    .optional(),
  /** The second capture of leads of these levels. Of the file only. */
  secondCapture: z
    .strictObject({
      levels: z.array(Level).default(['high', 'critical']),
      afterMinutes: z.number().min(0).max(100_000).default(30),
    })
    .prefault({}),
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
  /** Who signs letters to other bodies: without all four none can be submitted. Of the file only. */
  unit: z
    .strictObject({
      name: z.string().min(2).max(100).optional(),
      /** 发文机关代字, as before the year: 青监移. */
      abbreviation: z.string().min(1).max(20).optional(),
      contact: z.string().min(1).max(50).optional(),
      phone: z.string().min(3).max(50).optional(),
    })
    .default({}),
  /** How letters reach their receivers. The first that fits a body holds; without one they are laid into `sent/<body>`. Of the file only. */
  channels: z.array(ChannelSetting).max(100).default([]),
  /** Scans that `serve` runs. */
  schedule: z
    .array(ScheduleEntry.refine(isCron, { path: ['cron'], error: '不是有效的 cron 表达式' }))
    .refine((entries) => new Set(entries.map(({ id }) => id)).size === entries.length, { error: 'id 重复' })
    .default([]),
  /** Where `serve` answers health checks and takes what platforms push. */
  listen: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(8787),
    })
    .prefault({}),
  /** Whom `serve` tells. Secrets come from the environment only: QINGSHAO_WEBHOOK_SECRET, QINGSHAO_SMTP_PASSWORD. */
  notify: z
    .strictObject({
      webhooks: z
        .array(
          z.strictObject({ id: z.string().regex(/^[a-z0-9-]{1,60}$/), url: z.url({ protocol: /^https?$/ }) }),
        )
        .default([]),
      mail: z
        .strictObject({
          host: z.string().min(1),
          port: z.int().min(1).max(65_535).default(587),
          secure: z.boolean().default(false),
          from: z.string().min(3),
          to: z.array(z.email()).min(1),
          user: z.string().optional(),
        })
        .optional(),
    })
    .prefault({}),
})
export type Config = z.infer<typeof Config>

function isCron(entry: ScheduleEntry): boolean {
  try {
    cronOf(entry)
    return true
  } catch {
    return false
  }
}

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
