// swift-tools-version: 6.2
// One target per module of the design, sorted by row: a module may depend on lower rows only
// (`make lint` compares every import with the dependencies listed here).
import PackageDescription

let everywhere: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// Modules that touch C handles say `unsafe` wherever there is a risk, and only there.
let binding: [SwiftSetting] =
  everywhere + [.strictMemorySafety(), .enableExperimentalFeature("Lifetimes")]

func module(_ name: String, _ dependencies: [String] = [], binding isBinding: Bool = false) -> Target {
  .target(
    name: name,
    dependencies: dependencies.map { .init(stringLiteral: $0) },
    swiftSettings: isBinding ? binding : everywhere)
}

func tests(of name: String, _ dependencies: [String] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: ([name] + dependencies).map { .init(stringLiteral: $0) },
    exclude: exclude,
    swiftSettings: everywhere)
}

let package = Package(
  name: "confiture",
  products: [
    .executable(name: "confiture", targets: ["ConfitureTool"]),
    .library(name: "Confiture", targets: ["Confiture"]),
  ],
  targets: [
    // Row 0: C libraries.
    .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CPgQuery", providers: [.apt(["libpg-query-dev", "libprotobuf-c-dev"])]),
    .systemLibrary(name: "CLibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "CProcess"),

    // Row 1: values that know nothing of databases.
    module("Diagnostics"),
    module("Digests", ["COpenSSL"], binding: true),
    module("CommandLineKit", ["Diagnostics"]),

    // Row 2
    module("Terminal", ["Diagnostics", "CommandLineKit"], binding: true),
    module("Documents", ["Diagnostics", "CLibyaml"], binding: true),
    module("Processes", ["Diagnostics", "CProcess"], binding: true),

    // Row 3: the only modules that call libgit2, libpq, libpg_query.
    module("GitStore", ["Diagnostics", "Digests", "CLibgit2"], binding: true),
    module("Postgres", ["Diagnostics", "CLibpq"], binding: true),
    module("SQLSyntax", ["Diagnostics", "Digests", "CPgQuery"], binding: true),

    // Row 4
    module("Schema", ["Diagnostics", "Digests"]),
    module("Scratch", ["Diagnostics", "Processes", "Documents", "Postgres", "CProcess"]),

    // Row 5
    module("Catalog", ["Diagnostics", "Schema", "Postgres"]),
    module("SchemaDiff", ["Diagnostics", "Schema"]),

    // Row 6
    module("History", ["Diagnostics", "Digests", "Documents", "Schema", "SchemaDiff", "GitStore"]),

    // Row 7
    module("Planning", ["Diagnostics", "Digests", "Documents", "History", "Schema", "SQLSyntax", "GitStore"]),
    module(
      "Repository",
      ["Diagnostics", "Digests", "Documents", "GitStore", "History", "Postgres", "Processes", "Schema", "Scratch"]),

    // Row 8
    module(
      "Execution",
      [
        "Catalog", "Diagnostics", "Digests", "Documents", "GitStore", "History", "Planning", "Postgres",
        "Processes", "Repository", "SQLSyntax", "Schema", "SchemaDiff", "Scratch",
      ]),

    // Row 9
    module(
      "Reports",
      [
        "Diagnostics", "Documents", "Execution", "GitStore", "History", "Planning", "Schema", "SchemaDiff",
        "Terminal",
      ]),
    module(
      "Confiture",
      [
        "Catalog", "Diagnostics", "Execution", "GitStore", "History", "Planning", "Postgres", "Reports",
        "Repository", "Schema", "SchemaDiff", "Scratch",
      ]),

    // Row 10 and 11
    module(
      "ConfitureCLI",
      [
        "Catalog", "CommandLineKit", "Confiture", "Diagnostics", "Digests", "Documents", "Execution", "GitStore",
        "History", "Planning", "Postgres", "Processes", "Reports", "Repository", "SQLSyntax", "Schema",
        "SchemaDiff", "Scratch", "Terminal",
      ]),
    .executableTarget(name: "ConfitureTool", dependencies: ["ConfitureCLI"], swiftSettings: everywhere),

    // Tests: one target per module; `TestSupport` holds what they share.
    .target(
      name: "TestSupport",
      dependencies: ["Diagnostics", "Postgres", "Processes", "Scratch"],
      path: "Tests/TestSupport",
      swiftSettings: everywhere),
    .target(name: "GitFixtures", path: "Tests/GitFixtures", swiftSettings: everywhere),
    .target(name: "SeededRandomness", path: "Tests/SeededRandomness", swiftSettings: everywhere),
    tests(of: "Diagnostics"),
    tests(of: "Digests"),
    tests(of: "CommandLineKit", ["Diagnostics", "Processes", "TestSupport"], exclude: ["Golden"]),
    tests(of: "Terminal", ["CommandLineKit", "Diagnostics"]),
    tests(of: "Documents", ["Diagnostics", "SeededRandomness", "TestSupport"]),
    tests(of: "Processes", ["Diagnostics"]),
    tests(of: "GitStore", ["Diagnostics", "GitFixtures", "SeededRandomness"]),
    tests(of: "Postgres", ["Diagnostics", "TestSupport"]),
    tests(of: "SQLSyntax", ["Diagnostics"]),
    tests(of: "Schema", ["Diagnostics", "Postgres", "TestSupport"], exclude: ["Text/Recorded"]),
    tests(of: "Scratch", ["Diagnostics", "Postgres", "Processes", "TestSupport"]),
    tests(
      of: "Catalog",
      ["Diagnostics", "Postgres", "Processes", "Schema", "Scratch", "SeededRandomness", "TestSupport"],
      exclude: ["Fixtures"]),
    tests(of: "SchemaDiff", ["Diagnostics", "Schema"]),
    .testTarget(
      name: "DiffTests",
      dependencies: [
        "Catalog", "Diagnostics", "Execution", "GitStore", "History", "Postgres", "Processes", "Schema", "SchemaDiff",
        "Scratch", "SeededRandomness", "TestSupport",
      ],
      swiftSettings: everywhere),
    tests(
      of: "History",
      ["Diagnostics", "Digests", "Documents", "GitFixtures", "GitStore", "Schema", "SchemaDiff", "SeededRandomness"]),
    tests(of: "Planning", ["Diagnostics", "GitStore", "History", "Schema", "SeededRandomness", "TestSupport"]),
    tests(
      of: "Repository",
      ["Diagnostics", "Digests", "Documents", "GitFixtures", "GitStore", "History", "Postgres", "Schema", "Scratch"]),
    tests(
      of: "Execution",
      [
        "Catalog", "Diagnostics", "GitStore", "History", "Planning", "Postgres", "Processes", "Repository",
        "SQLSyntax",
        "Schema", "SchemaDiff", "Scratch", "SeededRandomness", "TestSupport",
      ]),
    tests(
      of: "Reports",
      [
        "Diagnostics", "Documents", "Execution", "GitStore", "History", "Planning", "Schema", "SchemaDiff",
        "TestSupport",
      ], exclude: ["PullRequest/Golden"]),
    tests(
      of: "ConfitureCLI",
      [
        "CommandLineKit", "Diagnostics", "Documents", "Execution", "GitStore", "History", "Postgres", "Processes",
        "Repository", "Schema", "Scratch", "Terminal", "TestSupport",
      ], exclude: ["GitHubAction/Stub", "Golden"]),
  ]
)
