/** Peoples named in the titles of autonomous divisions, with and without 族. */
const PEOPLES =
  '蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺'
const AUTONOMOUS = new RegExp(
  `^(.{2,}?)(?:(?:${PEOPLES})族|各族|维吾尔|哈萨克|蒙古|柯尔克孜)*自治[区州县旗]$`,
  'u',
)
const PLAIN = /^(.{2,}?)(?:特别行政区|新区|林区|特区|矿区|地区|[省市盟州县区旗])$/u
/** Says nothing by itself. */
const TOO_GENERAL: ReadonlySet<string> = new Set(['城区', '郊区', '矿区', '市区'])

/** A name as people say it: 浙江 of 浙江省, 西双版纳 of 西双版纳傣族自治州. Undefined where nothing shorter is said. */
export function shortName(name: string): string | undefined {
  const short = (AUTONOMOUS.exec(name)?.[1] ?? PLAIN.exec(name)?.[1])?.replace(/(?<=.{3})族$/u, '')
  if (short === undefined || short === name || TOO_GENERAL.has(short)) return undefined
  return short
}
