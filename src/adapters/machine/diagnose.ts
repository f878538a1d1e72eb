import { spawnSync } from 'node:child_process'
import { statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import Sqlite from 'better-sqlite3'
import { BrowserUnavailableError, OperationalError } from '../../domain/errors.ts'
import { findChromium } from '../browser/find-chromium.ts'
import { ensureFolder } from '../files/ensure-folder.ts'

export interface DiagnosisEntry {
  readonly name: string
  readonly ok: boolean
  readonly found: string
  readonly advice: string
  readonly required: boolean
}

export interface DiagnoseOptions {
  readonly home: string
  readonly loadDefinitions: () => { terms: readonly unknown[]; rules: readonly unknown[] }
  readonly ports: readonly number[]
}

/** A night's evidence of a busy unit; below this a scan may not finish. */
const LOW_DISK_BYTES = 2e9

/** What a scan needs of the machine, each with what to do when it is missing. */
export async function diagnose(options: DiagnoseOptions): Promise<DiagnosisEntry[]> {
  return [
    checkNode(),
    check('数据库', '重新运行 npm start 以安装依赖', () =>
      String(new Sqlite(':memory:').prepare('SELECT sqlite_version()').pluck().get()),
    ),
    check('主目录', '用 --home 或 QINGSHAO_HOME 指定可写的文件夹', () => {
      ensureFolder(options.home)
      return options.home
    }),
    checkDisk(options.home),
    check('词库与规则', '按提示的文件、行号和字段改正', () => {
      const { terms, rules } = options.loadDefinitions()
      return `${terms.length} 个词条，${rules.length} 条规则`
    }),
    checkChromium(),
    checkFont('中文字体', 'zh', 'fonts-noto-cjk'),
    checkFont('表情字体', 'und-zsye', 'fonts-noto-color-emoji'),
    ...(await Promise.all(options.ports.map(checkPort))),
  ]
}

function checkNode(): DiagnosisEntry {
  return { name: 'Node', ok: true, found: process.version, advice: '', required: true }
}

function check(name: string, advice: string, look: () => string): DiagnosisEntry {
  try {
    return { name, ok: true, found: look(), advice: '', required: true }
  } catch (error) {
    if (!(error instanceof OperationalError) && !(error instanceof Error && 'code' in error)) throw error
    return { name, ok: false, found: error.message, advice, required: true }
  }
}

function checkDisk(home: string): DiagnosisEntry {
  const { bavail, bsize } = statfsSync(home)
  const free = bavail * bsize
  const ok = free >= LOW_DISK_BYTES
  return {
    name: '磁盘空间',
    ok,
    found: `可用 ${(free / 1e9).toFixed(1)} GB`,
    advice: ok ? '' : '清理磁盘，或把主目录移到更大的磁盘',
    required: true,
  }
}

function checkChromium(): DiagnosisEntry {
  const entry = check('Chromium', '', () => {
    const file = findChromium(process.env)
    const version = spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout?.trim()
    if (!version)
      throw new BrowserUnavailableError(`${file} 不能启动：重新安装，或用 QINGSHAO_CHROMIUM 指明另一个`)
    return `${file} ${version}`
  })
  return { ...entry, advice: entry.ok ? '' : '没有它不能扫描和截图；导入、研判与核验不受影响' }
}

function checkFont(name: string, language: string, debianPackage: string): DiagnosisEntry {
  const { status, stdout } = spawnSync('fc-list', [`:lang=${language}`, 'family'], { encoding: 'utf8' })
  const family = stdout?.split('\n')[0]?.trim() ?? ''
  const isKnown = process.platform === 'linux' && status === 0
  const ok = !isKnown || family !== ''
  return {
    name,
    ok,
    found: isKnown ? family || '没有找到' : '未检查',
    advice: ok ? '' : `安装 ${debianPackage}，否则截图中的这些字符显示为方框`,
    required: false,
  }
}

async function checkPort(port: number): Promise<DiagnosisEntry> {
  const ok = await new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
  return {
    name: `端口 ${port}`,
    ok,
    found: ok ? '空闲' : '被占用',
    advice: ok ? '' : '演练市场将改用其他端口；practice-market 命令可用 --port 指定',
    required: false,
  }
}
