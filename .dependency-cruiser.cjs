/** The boundaries between the parts. Every rule is an error. */
const SPEC = '\\.(spec|int-spec|e2e-spec|type-test)\\.ts$';
const NEST_OR_MONGOOSE = '^node_modules/(@nestjs|mongoose)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'apps-apart',
      comment: 'Programs know each other by contracts only.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-below-apps',
      comment: 'A library serves any program.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'libs-by-their-index',
      comment: 'What a library offers is what its index names, so its other files can change.',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      to: { path: '^libs/', pathNot: '^libs/([^/]+/src/index|launcher/src/child)\\.ts$' },
    },
    {
      name: 'contracts-zod-only',
      comment: 'Contracts are read by every part, so they rest on nothing but the schemas.',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: SPEC },
      to: { pathNot: '^(libs/contracts/|node_modules/zod/)' },
    },
    {
      name: 'rules-alone',
      comment: 'The rules are pure functions over plain values and run anywhere.',
      severity: 'error',
      from: { path: '^libs/(attendance|position|sign-up)/', pathNot: SPEC },
      to: { pathNot: '^libs/$1/' },
    },
    {
      name: 'in-browsers',
      comment:
        'What a scanner runs on without a network: no part of Node, nothing of the server but the types of contracts.',
      severity: 'error',
      from: { path: '^libs/(scanner|jws)/', pathNot: SPEC },
      to: {
        pathNot: '^(libs/(scanner|jws|card|attendance)/|node_modules/(@noble/curves|idb|uuid)/)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'types-of-contracts',
      comment: 'The same: of the server a scanner knows the contracts, and these as types alone.',
      severity: 'error',
      from: { path: '^libs/(scanner|jws)/', pathNot: SPEC },
      to: { pathNot: '^(libs/(scanner|jws|card|attendance|contracts)/|node_modules/(@noble/curves|idb|uuid)/)' },
    },
    {
      name: 'model-pure',
      comment: 'What is counted and decided knows neither the framework nor the database.',
      severity: 'error',
      from: {
        path: '/(model|domain)/',
        pathNot: [SPEC],
      },
      to: { path: NEST_OR_MONGOOSE },
    },
    {
      name: 'nats-in-messaging',
      comment: 'libs/messaging owns the traps of NATS.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/messaging/' },
      to: { path: '^node_modules/@nats-io/' },
    },
    {
      name: 'http-in-gateway',
      comment: 'The gateway is the only way in by HTTP.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^apps/gateway/' },
      to: {
        path: '^node_modules/(fastify|@fastify|passport[^/]*|@types/passport[^/]*|@nestjs/(passport|platform-fastify|swagger))/',
      },
    },
    {
      name: 'gateway-no-database',
      comment: 'The gateway asks the services.',
      severity: 'error',
      from: { path: '^apps/gateway/' },
      to: { path: '^(node_modules/(mongodb|mongoose|@nestjs/mongoose)/|libs/(mongo|feed|imports)/)' },
    },
    {
      name: 'no-cycles',
      comment: 'Who reads one file need not have read another that rests on it; this holds for types too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'all-found',
      comment: 'An import that is not found would slip through every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-packages',
      comment: 'The product is installed without them.',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: [SPEC, '^libs/testing/', '^apps/[^/]+/src/testing/'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: '^(node_modules|dist)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Sees imports of types too.
    tsPreCompilationDeps: true,
    // `#name` leads to the source, not to what was built.
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
