export const REGION_LABEL =
  /(?:所在(?:地区?|区域|城市)?|(?:交易|发货|服务)?(?:地区|区域|地点|地址)|发货地|产地|位置|located in|item location|ships from)/i
export const SELLER_LABEL = /(?:店铺|店家|卖家|商家|掌柜|发布人|联系人|楼主|sold by)/i

/**
 * What a page writes behind a label, `区域：朝阳 - 望京`, on the label's line or the next. Looked for in visible text,
 * where a label stands at the start of its line or behind a blank; the next label ends the value.
 */
export function labelled(text: string, label: RegExp): string | undefined {
  const value = new RegExp(
    `(?:^|\\s)${label.source}\\s?[:：]\\s{0,3}([^\\n:：]{1,60}?)(?=\\s\\S{1,4}\\s?[:：]|\\n|$)`,
    label.flags,
  )
    .exec(text.slice(0, 20_000))?.[1]
    ?.replace(/\s+/g, ' ')
    .trim()
  return value === undefined || value === '' ? undefined : value
}
