import { Command } from 'commander'
import { evaluate } from '../../score/evaluate.ts'
import { describeEvaluation } from '../describe-evaluation.ts'
import { describeMistakes, listMistakes } from '../describe-mistakes.ts'
import type { Exit } from '../exit.ts'
import { EXIT } from '../exit-codes.ts'
import { type JudgedListing, judgeLabelled } from '../judge-labelled.ts'
import type { Services } from '../services.ts'

const HELP = `
各项数字：
  精确率、召回率  标记（涉嫌违法或存疑待核）对照标注；存在争议的不计
  前 50/100/200 条  已标记的按得分从高到低复核，一晚看完这么多时，其中确应标记的比例；不足时写明实际条数
  去向  双方都标记的信息：送出的部门与应送的完全相同；主办部门（标注中的第一个）在其中；主办部门排在第一
  校准误差  得分当作应标记的概率，分十档与实际比例之差，按条数加权平均；0 为最好。十档明细见 --json
  仅按关键词  出现物品词就标记的词表，作对照；按出现的不同物品词多少排序

--json 的顶层是全部文件合计，files 中是各文件；加 --errors 时另有 mistakes。`

export function evaluateCommand(services: Services, exit: Exit): Command {
  return new Command('evaluate')
    .description('用已标注的数据检验研判：准确率、召回率、误报、复核量、类别、去向、校准')
    .argument('<文件...>', '带标注的 .jsonl，可给多个')
    .option('--json', '在标准输出给出一份 JSON')
    .option('--errors', '逐条列出判错的信息、标注及理由')
    .addHelpText('after', HELP)
    .action((files: string[], flags: { json?: boolean; errors?: boolean }) => {
      const definitions = services.definitions()
      const judged = files.map((file) => judgeLabelled(services.readText(file), file, definitions))
      services.io.out(
        flags.json ? toJson(files, judged, flags.errors === true) : describeFiles(files, judged),
      )
      if (flags.errors && !flags.json) services.io.out(`\n${describeMistakes(judged.flat())}`)
      exit(EXIT.ok)
    })
}

function describeFiles(files: readonly string[], judged: readonly JudgedListing[][]): string {
  const parts = judged.map((pairs, index) => `【${files[index]}】\n${describeEvaluation(evaluate(pairs))}`)
  if (files.length > 1)
    parts.push(`【合计 ${files.length} 个文件】\n${describeEvaluation(evaluate(judged.flat()))}`)
  return parts.join('\n\n')
}

function toJson(files: readonly string[], judged: readonly JudgedListing[][], withErrors: boolean): string {
  return JSON.stringify({
    ...evaluate(judged.flat()),
    files: judged.map((pairs, index) => ({ file: files[index], ...evaluate(pairs) })),
    ...(withErrors && { mistakes: listMistakes(judged.flat()) }),
  })
}
