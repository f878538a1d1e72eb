import { type Html, html, trusted } from './html.ts'
import { TROUBLE } from './misbehave.ts'
import type { CatalogueSection } from './practice-catalogue.ts'
import { htmlDocument } from './practice-site.ts'
import { SECONDHAND_STYLES } from './site-styles.ts'

/** The same shell for every page of 转角闲置; the script looks at the address and draws. */
export function secondhandShell(sections: readonly CatalogueSection[]): Html {
  const tabs = sections.map(
    ({ number, name }) => html`<a href="/?tab=${number}" data-tab="${number}">${name}</a>`,
  )
  return htmlDocument({
    title: '转角闲置',
    styles: SECONDHAND_STYLES,
    body: html`<header><b><a href="/">转角闲置</a></b><div class="tabs">${tabs}</div><a href="/my/sell">卖闲置</a></header>
<div id="app"></div><div id="sentinel" class="tip"></div>
<noscript>请开启 JavaScript 后浏览</noscript>
<script>${trusted(SCRIPT.replace('"TROUBLE"', JSON.stringify(TROUBLE_LINKS)))}</script>`,
  })
}

/** Links of the home page that lead nowhere good; each kind is one a real app shows now and then. */
const TROUBLE_LINKS: readonly (readonly [string, string])[] = [
  [`/detail/${TROUBLE.softNotFound}`, '捡漏专区'],
  [`/detail/${TROUBLE.captcha[0]}`, '一元秒杀'],
  [`/detail/${TROUBLE.login[0]}`, '我的收藏'],
  [`/detail/${TROUBLE.broken}`, '验货宝'],
  [`/s/${TROUBLE.loop}`, '邀请有礼'],
]

/**
 * Plain browser JavaScript. Text goes in through textContent only, so a title with markup in it is shown, not run.
 * A refused request (429) is asked again after its Retry-After, as an app would.
 */
const SCRIPT = `
(function () {
  'use strict'
  var app = document.getElementById('app')
  var sentinel = document.getElementById('sentinel')
  var query = new URLSearchParams(location.search)
  var itemMatch = /^\\/(?:item|detail)\\/(\\d+)$/.exec(location.pathname)

  function el(tag, cls, text) {
    var node = document.createElement(tag)
    if (cls) node.className = cls
    if (text !== undefined && text !== null) node.textContent = text
    return node
  }
  function picture(item) {
    var img = el('img')
    img.src = item.pics[0].url
    img.alt = ''
    img.width = 480
    img.height = 480
    return img
  }
  function yuan(item) {
    var raw = item.priceInfo.yuan
    return raw === undefined ? '面议' : /^[0-9]/.test(raw) ? '¥' + raw : raw
  }
  function call(path) {
    return fetch(path, { headers: { accept: 'application/json' } }).then(function (response) {
      if (response.status === 429) {
        var wait = Number(response.headers.get('retry-after') || 1) * 1000 + 50
        return new Promise(function (resolve) { setTimeout(resolve, wait) }).then(function () { return call(path) })
      }
      return response.json()
    })
  }
  function cell(item) {
    var link = el('a', 'cell')
    link.href = '/item/' + item.itemId
    link.dataset.itemId = item.itemId
    link.append(picture(item), el('div', 't', item.title), el('div', 'm yuan', yuan(item)))
    var meta = el('div', 'm')
    meta.append(el('span', 'nick', item.user.nick), el('span', 'place', item.location.name))
    link.append(meta)
    var box = el('div', 'box')
    box.append(link)
    if (item.hasMore) {
      var more = el('a', 'more', '全文')
      more.href = '/detail/' + item.itemId
      box.append(more)
    }
    return box
  }
  function draw(cards, grid) {
    cards.forEach(function (card) {
      if (card.cardType === 'item') return grid.append(cell(card.item))
      var ad = el('a', 'ad', card.banner.text)
      ad.href = card.banner.url
      grid.append(ad)
    })
  }
  function fail(ret) {
    var code = ret[0].split('::')[0]
    var heading = code === 'FAIL_SYS_USER_VALIDATE' ? '安全验证' : code === 'FAIL_SYS_SESSION_EXPIRED' ? '请先登录'
      : code === 'FAIL_SYS_SERVICE_FAULT' ? '系统繁忙' : '宝贝不见了'
    document.title = heading + ' - 转角闲置'
    app.append(el('h1', 'tip', heading), el('p', 'tip', ret[0].split('::')[1]))
  }

  function drawItem(key) {
    call('/api/item/' + key).then(function (answer) {
      if (!answer.data.item) return fail(answer.ret)
      var item = answer.data.item
      document.title = item.title + ' - 转角闲置'
      var box = el('div', 'detail')
      var info = el('div', 'info')
      info.append(el('h1', 'item-title', item.title), el('div', 'yuan', yuan(item)), el('div', 'desc', item.desc))
      var who = el('div', 'who')
      who.append(el('b', 'nick', item.user.nick), el('span', 'place', ' · ' + item.location.name + ' · '),
        el('span', 'when', item.publishDate + ' 发布'))
      info.append(who)
      box.append(picture(item), info)
      var grid = el('div', 'feed')
      draw(answer.data.recommend, grid)
      app.append(box, el('h3', '', '相似闲置'), grid)
    })
  }

  function drawFeed() {
    var base = '/api/feed?'
    if (location.pathname === '/search') base += 'q=' + encodeURIComponent(query.get('q') || '') + '&'
    else if (query.get('tab')) base += 'tab=' + encodeURIComponent(query.get('tab')) + '&'
    var cursor = '0'
    var busy = false
    var grid = el('div', 'feed')
    if (location.pathname === '/' && !query.get('tab')) {
      var entries = el('p', 'tabs')
      var links = "TROUBLE"
      links.forEach(function (link) {
        var a = el('a', '', link[1])
        a.href = link[0]
        entries.append(a)
      })
      app.append(entries)
    }
    app.append(grid)
    var watcher = new IntersectionObserver(function (seen) {
      if (seen.some(function (entry) { return entry.isIntersecting })) more()
    }, { rootMargin: '300px' })
    function more() {
      if (busy || cursor === null) return
      busy = true
      sentinel.textContent = '正在加载…'
      call(base + 'cursor=' + cursor).then(function (answer) {
        draw(answer.data.cards || [], grid)
        cursor = answer.data.hasMore ? answer.data.nextCursor : null
        sentinel.textContent = cursor === null ? '没有更多了' : '上滑加载更多'
        busy = false
        if (cursor === null) return watcher.disconnect()
        // Watching anew reports at once when the list is still shorter than the window.
        watcher.unobserve(sentinel)
        watcher.observe(sentinel)
      })
    }
    watcher.observe(sentinel)
  }

  document.querySelectorAll('[data-tab]').forEach(function (tab) {
    if (tab.dataset.tab === query.get('tab')) tab.className = 'on'
  })
  if (itemMatch) drawItem(itemMatch[1])
  else drawFeed()
})()
`
