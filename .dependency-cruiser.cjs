/** Layers, innermost first. A folder may import from itself and from anything to its left. */
const STAGES = 'crawl|extract|match|score|cluster|capture|review|refer|insight'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      comment: 'domain/ is the shared vocabulary. It may use zod and itself.',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/|^node_modules/zod/' },
    },
    {
      name: 'stages-do-not-know-each-other',
      severity: 'error',
      comment: 'Stages meet only in src/pipeline.ts. Pass a domain type instead.',
      from: { path: `^src/(${STAGES})/` },
      to: { path: `^src/(${STAGES})/`, pathNot: '^src/$1/' },
    },
    {
      name: 'stages-do-not-touch-the-outside',
      severity: 'error',
      comment: 'Declare an interface in the stage; implement it in adapters/.',
      from: { path: `^src/(${STAGES})/` },
      to: { path: '^src/(adapters|web|cli)/|^src/pipeline[.]ts' },
    },
    {
      name: 'pure-stages-do-no-io',
      severity: 'error',
      comment: 'extract, match, score and cluster are functions of their arguments.',
      from: { path: '^src/(extract|match|score|cluster)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'adapters-do-not-import-entry-points',
      severity: 'error',
      comment: 'Only web/ and cli/ may assemble the program.',
      from: { path: '^src/adapters/' },
      to: { path: '^src/(web|cli)/|^src/pipeline[.]ts' },
    },
    {
      name: 'only-compose-builds-adapters',
      severity: 'error',
      comment:
        'Commands and routes receive what they need; src/cli/compose.ts and its parts (compose-*.ts) build it.',
      from: { path: '^src/', pathNot: '^src/adapters/|^src/cli/compose[a-z-]*[.]ts' },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Move what both sides need into domain/ or a third file.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A file nobody imports is dead: delete it or use it.',
      from: { orphan: true, path: '^src/', pathNot: '[.]d[.]ts$' },
      to: {},
    },
    {
      name: 'src-does-not-import-test',
      severity: 'error',
      comment: 'Tests look at src, never the other way round.',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      comment: 'Add the package to package.json and say why in ARCHITECTURE.md.',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev', 'unknown', 'undetermined'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
