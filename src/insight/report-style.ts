/** The report's whole look: no font, picture or script is fetched. */
export const REPORT_STYLE = `
:root { color-scheme: light; --ink: #1d2530; --soft: #5a6675; --line: #d9dfe6; --paper: #f4f6f8; --card: #fff;
  --critical: #a3122b; --high: #b45309; --medium: #1d5fa8; --low: #54616f; --good: #1f6f4a; }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.6 "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif }
main { max-width: 1180px; margin: 0 auto; padding: 20px 20px 60px }
h1 { font-size: 25px; margin: 10px 0 2px } h2 { font-size: 19px; margin: 34px 0 10px; border-left: 4px solid #2a5d8f; padding-left: 10px }
h3 { font-size: 17px; margin: 0 } a { color: #1d5fa8 } .soft { color: var(--soft) } .small { font-size: 13px }
.notice { border: 1px solid #e2c67c; background: #fdf6e3; padding: 8px 14px; border-radius: 6px; margin: 12px 0 }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(124px, 1fr)); gap: 10px; margin: 14px 0 }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px } .tile b { display: block; font-size: 25px; line-height: 1.25 }
table { border-collapse: collapse; width: 100%; background: var(--card); font-size: 14px } th, td { border: 1px solid var(--line); padding: 5px 9px; text-align: left; vertical-align: top }
th { background: #e9eef3; font-weight: 600; white-space: nowrap } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums } tfoot td { font-weight: 600; background: #f1f4f7 }
.scroll { overflow-x: auto }
.bars { display: grid; grid-template-columns: max-content 1fr max-content; gap: 4px 10px; align-items: center; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; font-size: 14px }
.bars i { display: block; height: 12px; background: #2a5d8f; border-radius: 3px; min-width: 2px } .two { display: grid; grid-template-columns: 1fr 1fr; gap: 14px }
.filters { position: sticky; top: 0; z-index: 2; background: var(--paper); padding: 8px 0; display: flex; gap: 10px; flex-wrap: wrap; align-items: center }
.filters select, .filters input { font: inherit; padding: 4px 8px; border: 1px solid #9aa7b5; border-radius: 5px; background: #fff; color: var(--ink) }
article { background: var(--card); border: 1px solid var(--line); border-left: 5px solid var(--low); border-radius: 8px; padding: 14px 16px; margin: 12px 0; break-inside: avoid }
article.critical { border-left-color: var(--critical) } article.high { border-left-color: var(--high) } article.medium { border-left-color: var(--medium) }
.head { display: flex; flex-wrap: wrap; gap: 6px 10px; align-items: center; margin-bottom: 6px }
.badge { border-radius: 4px; padding: 0 8px; font-size: 13px; line-height: 22px; background: #e9eef3; color: var(--ink) }
.badge.critical { background: var(--critical); color: #fff } .badge.high { background: var(--high); color: #fff } .badge.medium { background: var(--medium); color: #fff } .badge.low { background: var(--low); color: #fff }
.badge.new { background: var(--good); color: #fff } .score { font-size: 20px; font-weight: 700; min-width: 2em }
.cols { display: grid; grid-template-columns: minmax(0, 1fr) 300px; gap: 16px } .shot { width: 100%; border: 1px solid var(--line); border-radius: 4px; display: block }
.noshot { border: 1px dashed #9aa7b5; border-radius: 4px; padding: 40px 10px; text-align: center; color: var(--soft); font-size: 13px }
.text { white-space: pre-wrap; overflow-wrap: anywhere; background: #f8fafb; border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; margin: 6px 0; max-height: 22em; overflow: auto }
mark { background: #ffe08a; color: inherit; padding: 0 1px } mark.evasive { background: #ffb4a8; border-bottom: 2px solid var(--critical) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 8px 0; font-size: 14px } dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
ul { margin: 4px 0; padding-left: 20px } code { font: 12px/1.5 ui-monospace, Consolas, monospace; overflow-wrap: anywhere } .pts { font-weight: 600; white-space: nowrap } .minus { color: var(--good) }
details > summary { cursor: pointer; color: #1d5fa8 } [hidden] { display: none !important }
@media (max-width: 820px) { .cols, .two { grid-template-columns: 1fr } }
@media print { .filters { display: none } body { background: #fff } .text { max-height: none } details { display: block } }
`

/** Filters the list; the page is complete without it. */
export const REPORT_SCRIPT = `
(() => {
  const field = (id) => document.getElementById(id)
  const cards = [...document.querySelectorAll('article[data-lead]')]
  const apply = () => {
    const level = field('f-level').value, agency = field('f-agency').value, change = field('f-change').value
    const words = field('f-text').value.trim().toLowerCase()
    let shown = 0
    for (const card of cards) {
      const fits = (!level || card.dataset.level === level) && (!agency || card.dataset.agencies.split(' ').includes(agency))
        && (!change || card.dataset.change === change) && (!words || card.textContent.toLowerCase().includes(words))
      card.hidden = !fits
      if (fits) shown += 1
    }
    field('f-count').textContent = '显示 ' + shown + ' / ' + cards.length + ' 条'
  }
  for (const id of ['f-level', 'f-agency', 'f-change']) field(id).addEventListener('change', apply)
  field('f-text').addEventListener('input', apply)
  apply()
})()
`
