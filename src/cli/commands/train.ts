import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { Command } from 'commander'
import { InputError } from '../../domain/errors.ts'
import { LabelledListing } from '../../domain/labelled-listing.ts'
import { isConfirmed } from '../../domain/lead.ts'
import type { Listing } from '../../domain/listing.ts'
import { Ranker } from '../../domain/ranker.ts'
import { feedToListing } from '../../extract/parse-feed.ts'
import type { CompiledLexicon } from '../../match/compile-lexicon.ts'
import { matchListing } from '../../match/match-listing.ts'
import { type Checked, checkRanker, trainRanker } from '../../score/rank/train-ranker.ts'
import { describeTraining } from '../describe-training.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'

interface TrainFlags {
  readonly decisions?: boolean
  readonly ngrams?: boolean
  readonly folds: string
  readonly check?: string
  readonly out?: string
  readonly force?: boolean
  readonly json?: boolean
}

/** Below this no fold holds enough to measure. */
const MIN_LISTINGS = 100

export function trainCommand(services: Services, exit: Exit): Command {
  return new Command('train')
    .description('用已标注的数据训练排序模型：给出交叉验证结果，--out 才写入文件')
    .argument('[文件...]', '带标注的 .jsonl；用于检验的数据集不要放进来')
    .option('--decisions', '也用本机案件库中由人确认或排除的线索')
    .option('--ngrams', '也看物品前后的用字（二字、三字组）')
    .option('--folds <份数>', '交叉验证的份数', '10')
    .option('--check <文件>', '另以一份未参与训练的数据检验，结果不写入模型')
    .option('--out <文件>', '写入模型文件，如 models/ranker.json；默认只显示')
    .option('--force', '覆盖已有的模型文件')
    .option('--json', '在标准输出给出一份 JSON')
    .action(async (files: string[], flags: TrainFlags) => {
      if (flags.out !== undefined && existsSync(flags.out) && !flags.force)
        throw new InputError(`${flags.out} 已存在；确要替换请加 --force`)
      const ranker = await train(files, flags, services)
      const checked = flags.check === undefined ? undefined : check(flags.check, ranker, services)
      if (flags.out !== undefined) await services.writeFile(flags.out, `${JSON.stringify(ranker, null, 2)}\n`)
      services.io.out(
        flags.json
          ? JSON.stringify(checked ? { ...ranker, checked } : ranker)
          : describeTraining(ranker, { out: flags.out, checked }),
      )
      exit(EXIT.ok)
    })
}

interface Source {
  readonly name: string
  readonly answers: readonly { readonly listing: Listing; readonly flagged: boolean }[]
}

async function train(files: readonly string[], flags: TrainFlags, services: Services): Promise<Ranker> {
  const folds = Number(flags.folds)
  if (!Number.isInteger(folds) || folds < 3 || folds > 50) throw new InputError('--folds 应为 3 至 50 的整数')
  const sources = files.map((file) => readLabelled(file, services))
  if (flags.decisions) sources.push(await readDecisions(services))
  const answers = sources.flatMap((source) => source.answers)
  const flagged = answers.filter((answer) => answer.flagged).length
  if (answers.length < MIN_LISTINGS || flagged < folds || answers.length - flagged < folds)
    throw new InputError(
      `只有 ${answers.length} 条答案（应标记 ${flagged} 条），不足以训练：至少 ${MIN_LISTINGS} 条，两类各不少于 ${folds} 条`,
    )
  const { lexicon, policy } = services.definitions()
  const { groups, ...trained } = trainRanker(withMatches(answers, lexicon), policy, {
    folds,
    ngrams: flags.ngrams === true,
  })
  const described = sources.map(({ name, answers: own }) => ({
    name,
    listings: own.length,
    sha256: hashOf(own),
  }))
  return Ranker.parse({
    format: 'qingshao-ranker/1',
    trainedAt: services.clock.now(),
    program: services.version,
    data: { sha256: hashOf(answers), sources: described, listings: answers.length, flagged, groups },
    ...trained,
  })
}

function check(file: string, ranker: Ranker, services: Services): Checked {
  const { lexicon, policy } = services.definitions()
  return checkRanker(withMatches(readLabelled(file, services).answers, lexicon), policy, ranker)
}

function withMatches(answers: Source['answers'], lexicon: CompiledLexicon) {
  return answers.map((answer) => ({ ...answer, found: matchListing(answer.listing, lexicon) }))
}

/** What two careful people would argue about teaches nothing. */
function readLabelled(file: string, services: Services): Source {
  const answers = services
    .readText(file)
    .split('\n')
    .flatMap((line, index) => {
      if (line.trim() === '') return []
      const truth = parseLabelled(line, `${file}:${index + 1}`)
      return truth.ambiguous
        ? []
        : [{ listing: feedToListing(truth, 'train'), flagged: truth.label !== 'legal' }]
    })
  return { name: path.basename(path.dirname(path.resolve(file))).concat('/', path.basename(file)), answers }
}

function parseLabelled(line: string, place: string): LabelledListing {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch (error) {
    throw new InputError(`${place}: 不是有效的 JSON`, { cause: error })
  }
  const parsed = LabelledListing.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new InputError(`${place}: ${issue?.path.join('.')}: ${issue?.message}`)
}

/** Confirmed is unlawful or worth a check, dismissed is not. In the order of the listings, not of the decisions. */
async function readDecisions(services: Services): Promise<Source> {
  const cases = services.cases()
  const decided = (await cases.listLeads()).filter(({ decision }) => decision !== undefined)
  decided.sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    name: 'decisions',
    answers: decided.map((lead) => ({ listing: lead.listing, flagged: isConfirmed(lead) })),
  }
}

/** Over what is learned from and nothing else, so that a note added to a set does not change it. */
function hashOf(answers: Source['answers']): string {
  const hash = createHash('sha256')
  for (const { listing, flagged } of answers) {
    const { platform, title, body, price } = listing
    hash.update(`${JSON.stringify([platform, title, body, price?.raw ?? null, flagged])}\n`)
  }
  return hash.digest('hex')
}
