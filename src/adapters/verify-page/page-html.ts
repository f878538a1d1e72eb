import { createHash } from 'node:crypto'

const STYLE = `body{font:16px/1.7 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
#drop{border:2px dashed #6b7785;border-radius:8px;padding:2rem;text-align:center}
#drop.over{background:#eef4fb;border-color:#1f5fa8}
#verdict{font-size:1.3rem;margin:1.5rem 0 .5rem}
#verdict.ok{color:#0b6b2e}#verdict.bad{color:#a11515}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f5f6f8;padding:1rem;border-radius:6px}
pre:empty{display:none}
label{margin:0 .75rem}`

/** One file, nothing to load: the policy lets only this script and this style run, and no connection be made. */
export function pageHtml(script: string): string {
  const code = script.replaceAll('</script', '<\\/script')
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(code)}'`,
    `style-src '${hashOf(STYLE)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>证据核验</title>
<style>${STYLE}</style>
</head>
<body>
<h1>证据核验</h1>
<p>把证据文件夹、导出文件夹或 WACZ 文件拖到下面。文件只在本页内读取和计算，不会离开这台电脑；断网也能用。</p>
<div id="drop" role="region" aria-label="拖放处">
<p>拖到这里，或者选择：</p>
<label>文件 <input id="file" type="file" multiple></label>
<label>文件夹 <input id="folder" type="file" webkitdirectory></label>
</div>
<p id="verdict" role="status"></p>
<pre id="report"></pre>
<details><summary>机读报告（JSON）</summary><pre id="json"></pre></details>
<p>核验通过说明文件自固定后未变；有时间戳的，证据清单在时间戳的时刻已经存在。它不说明网站在采集时确实向公众展示了同样的内容，不说明页面所述属实，也不说明发布者的身份。证据包内的根证书和公钥须与其机构公布的比对。</p>
<script>${code}</script>
</body>
</html>
`
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
