import type { Signal } from '../../domain/assessment.ts'
import type { Listing } from '../../domain/listing.ts'
import { collectPatterns } from './collect-patterns.ts'

const PATTERNS: readonly RegExp[] = [
  /上?世纪[二三四五六七八2-8][十0]年代|(?<!\d)[2-8]0年代(?!风|复古|款|感)/gu,
  /(?:康熙|雍正|乾隆|嘉庆|道光|咸丰|同治|光绪|宣统)(?:年|时期|朝)|清[早中晚末]期|清末民初/gu,
  /(?<!\d)19[0-8]\d年?(?:的|产|出厂|购|买|收|老)/gu,
  /传了?[两三四五几][代辈]|[两三四五]代[人家]?传/gu,
]

/** Years and reigns that say an object is old. Words for it (祖传, 民国) are in keywords/claims. */
export function readAntiqueClaims(listing: Pick<Listing, 'title' | 'body'>): Signal[] {
  return collectPatterns('antique-claim', listing, PATTERNS)
}
