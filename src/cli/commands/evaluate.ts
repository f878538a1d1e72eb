import { Command } from 'commander'
import { InputError } from '../../domain/errors.ts'
import { LabelledListing } from '../../domain/labelled-listing.ts'
import { feedToListing } from '../../extract/parse-feed.ts'
import { judge } from '../../pipeline.ts'
import { evaluate } from '../../score/evaluate.ts'
import { explainAssessment } from '../../score/explain.ts'
import { describeEvaluation } from '../describe-evaluation.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import type { Services } from '../services.ts'

export function evaluateCommand(services: Services, exit: Exit): Command {
  return new Command('evaluate')
    .description('用已标注的数据检验研判：准确率、召回率、误报、类别、去向')
    .argument('<文件>', '带标注的 .jsonl')
    .option('--json', '在标准输出给出一份 JSON')
    .option('--errors', '逐条列出判错的信息及理由')
    .action((file: string, flags: { json?: boolean; errors?: boolean }) => {
      const definitions = services.definitions()
      // Only what a detector may read is passed on: label and note stay here.
      const pairs = readLabelled(file, services).map((truth) => {
        const listing = feedToListing(truth, 'evaluate')
        return { truth, listing, assessment: judge(listing, definitions) }
      })
      const evaluation = evaluate(pairs)
      services.io.out(flags.json ? JSON.stringify(evaluation) : describeEvaluation(evaluation))
      if (flags.errors) {
        for (const { truth, listing, assessment } of pairs) {
          if (truth.ambiguous || (truth.label === 'legal') === (assessment.verdict === 'legal')) continue
          services.io.err(
            `\n${truth.id} 标注 ${truth.label} ${truth.category}\n${explainAssessment(assessment, listing)}`,
          )
        }
      }
      exit(EXIT.ok)
    })
}

function readLabelled(file: string, services: Services): LabelledListing[] {
  const lines = services.readText(file).split('\n')
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const parsed = LabelledListing.safeParse(parseLine(line, file, index + 1))
    if (parsed.success) return [parsed.data]
    const [issue] = parsed.error.issues
    throw new InputError(`${file}:${index + 1}: ${issue?.path.join('.')}: ${issue?.message}`)
  })
}

function parseLine(line: string, file: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw new InputError(`${file}:${number}: 不是有效的 JSON`, { cause: error })
  }
}
