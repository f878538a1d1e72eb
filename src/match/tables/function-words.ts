/** Words of grammar: one of them at the place of a character is no disguise but the end of one word and the start of the next. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  '不的了为也没可是在有和就都而及与着或把被让给从向往对于呢吗啊吧呀哦哈么这那其之以所很太又再才只还但因如若使得地我你他她它们个些每该',
)
