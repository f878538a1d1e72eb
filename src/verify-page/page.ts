import { z } from 'zod'
import { describeReport } from '../capture/verify-report.ts'
import { verifyFiles } from './verify-files.ts'

/** A bundle is some megabytes; a wrong folder must not fill the memory. */
const MAX_FILES = 5_000
const MAX_BYTES = 1024 * 1024 * 1024

// The page's own policy forbids code made from text.
z.config({ jitless: true })

const place = element('drop')
const verdict = element('verdict')
const text = element('report')

place.addEventListener('dragover', (event) => {
  event.preventDefault()
  place.classList.add('over')
})
place.addEventListener('dragleave', () => place.classList.remove('over'))
place.addEventListener('drop', (event) => {
  event.preventDefault()
  place.classList.remove('over')
  const entries = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry())
  const found = entries.filter((entry) => entry !== null)
  // What another page hands over is no entry of the file system, but files all the same.
  void show(found.length > 0 ? readEntries(found) : readInput([...(event.dataTransfer?.files ?? [])]))
})
for (const id of ['file', 'folder']) {
  const input = element(id) as HTMLInputElement
  input.addEventListener('change', () => {
    const chosen = [...(input.files ?? [])]
    // The same file chosen again is to be read again.
    input.value = ''
    if (chosen.length > 0) void show(readInput(chosen))
  })
}

interface Dropped {
  readonly name: string
  readonly files: Map<string, Uint8Array>
}

async function show(reading: Promise<Dropped>): Promise<void> {
  verdict.textContent = '正在核验……'
  verdict.className = ''
  text.textContent = ''
  try {
    const { name, files } = await reading
    const report = await verifyFiles(name, files)
    verdict.textContent = report.ok ? '核验通过：固定后未变' : `核验不通过：${report.problems.length} 处问题`
    verdict.className = report.ok ? 'ok' : 'bad'
    text.textContent = describeReport(report)
    element('json').textContent = JSON.stringify(report, null, 2)
  } catch (error) {
    verdict.textContent = '无法核验'
    verdict.className = 'bad'
    text.textContent = error instanceof Error ? error.message : String(error)
  }
}

async function readInput(chosen: readonly File[]): Promise<Dropped> {
  const named = chosen.map((file) => ({ path: file.webkitRelativePath || file.name, file }))
  return collect(named)
}

async function readEntries(entries: readonly FileSystemEntry[]): Promise<Dropped> {
  const found: { path: string; file: File }[] = []
  for (const entry of entries) await walk(entry, found)
  return collect(found)
}

async function walk(entry: FileSystemEntry, found: { path: string; file: File }[]): Promise<void> {
  if (found.length > MAX_FILES) throw new Error(`文件超过 ${MAX_FILES} 个：这不是一份证据`)
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    )
    found.push({ path: entry.fullPath.slice(1), file })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  // A browser hands over a folder a hundred entries at a time, and an empty list at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return
    for (const each of some) await walk(each, found)
  }
}

async function collect(found: readonly { path: string; file: File }[]): Promise<Dropped> {
  const bytes = found.reduce((sum, { file }) => sum + file.size, 0)
  if (found.length === 0) throw new Error('没有文件')
  if (found.length > MAX_FILES || bytes > MAX_BYTES) throw new Error('文件过多或过大：这不是一份证据')
  if (found.length === 1 && found[0]?.path.endsWith('.zip'))
    throw new Error('材料包（.zip）请先解压，再把其中的 evidence 文件夹拖入')
  const [top = ''] = found[0]?.path.split('/') ?? []
  const inFolder = found.every(({ path }) => path.startsWith(`${top}/`))
  const files = new Map<string, Uint8Array>()
  for (const { path, file } of found)
    files.set(inFolder ? path.slice(top.length + 1) : path, new Uint8Array(await file.arrayBuffer()))
  return { name: top, files }
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (!found) throw new Error(`no element ${id}`)
  return found
}
