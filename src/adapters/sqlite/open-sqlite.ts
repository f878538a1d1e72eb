import Sqlite, { type Database } from 'better-sqlite3'
import { type DatabaseConnection, type Driver, Kysely, SqliteDialect } from 'kysely'
import { StorageError } from '../../domain/errors.ts'
import { asStorageError, storageErrors } from './storage-errors.ts'

export interface OpenOptions {
  readonly file: string
  /** FULL survives a power cut; NORMAL may lose the last commits then, and is for what can be rebuilt. */
  readonly synchronous: 'FULL' | 'NORMAL'
  /** Append only. Index + 1 is the schema version; a released entry is never edited. */
  readonly migrations: readonly string[]
}

/**
 * Opens a database file in WAL mode and brings its schema up to date.
 * @throws {StorageError} here and from every query, when the disk is full or the file cannot be used.
 */
export function openSqlite<Tables>(options: OpenOptions): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new StorageAwareDialect(openDatabase(options), options.file) })
}

/**
 * The same file for an adapter that prepares its own statements. Wrap what it runs in `storageErrors`.
 * @throws {StorageError}
 */
export function openDatabase({ file, synchronous, migrations }: OpenOptions): Database {
  return storageErrors(file, () => {
    const opened = new Sqlite(file)
    opened.pragma('journal_mode = WAL')
    opened.pragma(`synchronous = ${synchronous}`)
    opened.pragma('busy_timeout = 5000')
    migrate(opened, migrations)
    return opened
  })
}

function migrate(db: Database, migrations: readonly string[]): void {
  const current = Number(db.pragma('user_version', { simple: true }))
  if (current > migrations.length) {
    throw new StorageError(`${db.name} 由更新的版本写成（结构 ${current}）：请升级程序，或把该文件移到别处`)
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < current) continue
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${index + 1}`)
    })()
  }
}

class StorageAwareDialect extends SqliteDialect {
  readonly #database: Database
  readonly #file: string

  constructor(database: Database, file: string) {
    super({ database })
    this.#database = database
    this.#file = file
  }

  override createDriver(): Driver {
    const driver = super.createDriver()
    const acquire = driver.acquireConnection.bind(driver)
    const wrapped = new WeakMap<DatabaseConnection, DatabaseConnection>()
    driver.acquireConnection = async () => {
      const connection = await acquire()
      const known = wrapped.get(connection) ?? withStorageErrors(connection, this.#file)
      wrapped.set(connection, known)
      return known
    }
    const rollback = driver.rollbackTransaction.bind(driver)
    // A full disk makes SQLite roll back by itself; a second rollback would hide why.
    driver.rollbackTransaction = async (connection) => {
      if (this.#database.inTransaction) await rollback(connection)
    }
    return driver
  }
}

function withStorageErrors(connection: DatabaseConnection, file: string): DatabaseConnection {
  return {
    executeQuery: async (query) => {
      try {
        return await connection.executeQuery(query)
      } catch (error) {
        throw asStorageError(file, error)
      }
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  }
}
