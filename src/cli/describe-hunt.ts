import type { Hunt, HuntedRule } from '../jobs/hunt-rules.ts'

export function describeHunt(
  { listings, flagged, caught, rules, stopped }: Hunt,
  names: readonly string[],
): string {
  const idle = rules.filter((each) => each.caught === 0)
  return [
    `检索 ${listings} 条信息（${names.join('、')}）：检出规则标记 ${flagged} 条；未标记的信息中，狩猎规则捞出 ${caught} 条`,
    ...(stopped ? ['中途停止：以下只是一部分'] : []),
    ...rules.filter((each) => each.caught > 0).flatMap(ruleLines),
    ...(idle.length > 0
      ? ['', `没有捞出未标记信息的规则：${idle.map(({ rule }) => rule.title).join('、')}`]
      : []),
    '',
    '狩猎规则网眼很宽，捞出的多数无关：请由人看过，把真有问题的一类写成检出规则，回测后再用。',
  ].join('\n')
}

function ruleLines({ rule, caught, alreadyFlagged, samples }: HuntedRule): string[] {
  return [
    '',
    `${rule.title}（${rule.id}）：捞出 ${caught} 条，另有 ${alreadyFlagged} 条检出规则已标记`,
    ...samples.flatMap(({ listingId, title, body, why, score }) => [
      `  ${listingId}  ${score} 分`,
      `    ${title}${body === '' ? '' : ` ／ ${body}`}`,
      `    因：${why}`,
    ]),
  ]
}
