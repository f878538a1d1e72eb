import { z } from 'zod'

/** What could not be looked at says why, in Chinese; a value is never made up. */
export const NotChecked = z.strictObject({ checked: z.literal(false), why: z.string().min(1) })
export type NotChecked = z.infer<typeof NotChecked>

const CertificateRecord = z.strictObject({
  subject: z.string(),
  issuer: z.string(),
  validFrom: z.iso.datetime(),
  validTo: z.iso.datetime(),
  /** SHA-256 of the certificate in DER. */
  sha256: z.string(),
  pem: z.string(),
})

const TlsRecord = z.strictObject({
  checked: z.literal(true),
  /** As the browser saw the connection over which the page came. */
  protocol: z.string(),
  subject: z.string(),
  issuer: z.string(),
  validFrom: z.iso.datetime(),
  validTo: z.iso.datetime(),
  /** The server's certificate first, by a connection of our own to the same address, once the page was drawn. */
  chain: z.union([
    z.strictObject({ checked: z.literal(true), certificates: z.array(CertificateRecord).min(1) }),
    NotChecked,
  ]),
})

/** How one host was reached while a page was drawn. */
export const HostRecord = z.strictObject({
  /** Name and port. */
  host: z.string(),
  /** What the resolver answered; an address written in the URL was not asked for. */
  dns: z.discriminatedUnion('checked', [
    z.strictObject({ checked: z.literal(true), addresses: z.array(z.string()), at: z.iso.datetime() }),
    NotChecked,
  ]),
  serverAddress: z.string().optional(),
  localAddress: z.string().optional(),
  tls: z.discriminatedUnion('checked', [TlsRecord, NotChecked]),
})
export type HostRecord = z.infer<typeof HostRecord>
export type TlsRecord = z.infer<typeof TlsRecord>

const ClockRecord = z.strictObject({
  checked: z.literal(true),
  server: z.string(),
  /** Server minus this machine. */
  offsetMs: z.number(),
  /** Round trip: the offset is right to half of it. */
  roundTripMs: z.number(),
  at: z.iso.datetime(),
})

/** The machine and the program that captured: the same for all captures of a process, but for the clock. */
export const MachineRecord = z.strictObject({
  machine: z.strictObject({
    /** Of this machine and no other, hashed; absent where the system has none. */
    id: z.string().optional(),
    hostName: z.string(),
    operatingSystem: z.string(),
    kernel: z.string(),
    architecture: z.string(),
    timeZone: z.string(),
  }),
  program: z.strictObject({
    name: z.string(),
    version: z.string(),
    runtime: z.string(),
    /** Absent where the program does not run from a repository. */
    commit: z.string().optional(),
    /** Files under version control differ from that commit. */
    isModified: z.boolean().optional(),
    /** SHA-256 of the settings in force, in canonical JSON. */
    configSha256: z.string(),
  }),
  network: z.strictObject({
    /** Of this machine's interfaces; the way out to the internet shows another one where it is translated. */
    addresses: z.array(z.string()),
    egress: z.union([z.strictObject({ checked: z.literal(true), address: z.string() }), NotChecked]),
    /** In words, in Chinese. */
    proxy: z.string(),
    resolvers: z.array(z.string()),
    hostsFile: z.discriminatedUnion('checked', [
      z.strictObject({
        checked: z.literal(true),
        path: z.string(),
        sha256: z.string(),
        /** Every name it gives an address. */
        names: z.array(z.string()),
      }),
      NotChecked,
    ]),
  }),
  clock: z.discriminatedUnion('checked', [ClockRecord, NotChecked]),
})
export type MachineRecord = z.infer<typeof MachineRecord>

/** On what occasion, and by whose leave. */
export const CaptureOccasion = z.strictObject({
  kind: z.enum(['operator', 'scan', 'import', 'rescore', 'second']),
  runId: z.string().optional(),
  /** Absent: nobody was named. */
  operator: z.string().optional(),
  /** What robots.txt says of the page, in Chinese; absent when no page was asked for. */
  robots: z.string().optional(),
  /** Relied on where robots.txt does not allow the page. */
  authority: z.strictObject({ by: z.string(), basis: z.string(), until: z.string() }).optional(),
})
export type CaptureOccasion = z.infer<typeof CaptureOccasion>

export const OCCASION_LABEL: Record<CaptureOccasion['kind'], string> = {
  operator: '由操作人启动的单页采集',
  scan: '按计划运行的扫描',
  import: '数据文件导入',
  rescore: '按存档重新研判',
  second: '按期进行的第二次采集',
}

/** environment.json of a bundle. */
export const CaptureEnvironment = MachineRecord.extend({
  format: z.literal('qingshao-environment/1'),
  occasion: CaptureOccasion,
  browser: z.strictObject({ version: z.string(), isFreshProfile: z.literal(true) }).or(NotChecked),
  hosts: z.array(
    HostRecord.extend({
      /** The hosts file gives this name an address. */
      inHostsFile: z.union([z.boolean(), NotChecked]),
    }),
  ),
  /** In Chinese. */
  access: z.string(),
})
export type CaptureEnvironment = z.infer<typeof CaptureEnvironment>
