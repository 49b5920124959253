import FoundationEssentials
import GitStore
import History
import Postgres
import Processes
import Schema
import SeededRandomness
import TestSupport
import Testing

@testable import Execution

/// Kills the program at random moments: the database is then at a state that its registry names, and the next run to
/// the same version gets there.
///
/// `CONFITURE_CHAOS_ROUNDS` and `CONFITURE_CHAOS_SEED` change how often and which.
@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(10))) struct ChaosTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let rounds = environment["CONFITURE_CHAOS_ROUNDS"].flatMap(Int.init) ?? 50
  private static let seed = environment["CONFITURE_CHAOS_SEED"].flatMap(UInt64.init) ?? 20_260_115
  private static let lanes: UInt64 = 2

  /// Migrations in one transaction, in several, with indexes built and dropped concurrently, with rows; two lines that
  /// are joined by roads, and a road past the last versions.
  private static func history(_ repository: SampleRepository) throws -> [Version] {
    let users = try repository.seal(
      "users",
      "CREATE TABLE users (id int PRIMARY KEY, mail text); INSERT INTO users SELECT n, 'u' || n FROM generate_series(1, 8000) n",
      down: "DROP TABLE users")
    let pieces = try repository.seal(
      "pieces",
      """
      ALTER TABLE users ADD age int;
      CREATE INDEX CONCURRENTLY users_mail ON users (mail);
      CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users);
      CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_user ON orders (user_id);
      CREATE VIEW adults AS SELECT * FROM users WHERE age >= 18;
      """,
      down: """
        DROP VIEW adults;
        DROP INDEX CONCURRENTLY orders_user;
        DROP TABLE orders;
        DROP INDEX CONCURRENTLY users_mail;
        ALTER TABLE users DROP COLUMN age;
        """)
    let plain = try repository.seal(
      "plain",
      "CREATE TYPE mood AS ENUM ('good', 'bad'); ALTER TABLE users ADD mood mood; CREATE TABLE notes (id int)",
      down: "DROP TABLE notes; ALTER TABLE users DROP mood; DROP TYPE mood")
    let side = try repository.seal(
      "side", "ALTER TABLE notes ADD side int", down: "ALTER TABLE notes DROP side", on: .version(plain))
    let own = try repository.seal(
      "own",
      "BEGIN; CREATE TABLE one (id int); COMMIT; BEGIN; CREATE TABLE two (id int); INSERT INTO two VALUES (1); COMMIT;",
      down: "BEGIN; DROP TABLE two; COMMIT; BEGIN; DROP TABLE one; COMMIT;", on: .version(plain))
    let joined = try repository.seal(
      "joined", .reconciliation, of: [own, side],
      .init(
        up: "ALTER TABLE notes ADD side int", down: "ALTER TABLE notes DROP side",
        upFromSecond: "CREATE TABLE one (id int); CREATE TABLE two (id int); INSERT INTO two VALUES (1)",
        downToSecond: "DROP TABLE two; DROP TABLE one"), writesData: true)
    let unique = try repository.seal(
      "unique",
      "CREATE UNIQUE INDEX CONCURRENTLY users_unique ON users (mail);\nDROP INDEX CONCURRENTLY users_mail;",
      down: "CREATE INDEX CONCURRENTLY users_mail ON users (mail);\nDROP INDEX CONCURRENTLY users_unique;")
    let last = try repository.seal("last", "CREATE TABLE last (id int)", down: "DROP TABLE last")
    let short = try repository.seal(
      "short", .squash, of: [last, joined],
      .init(
        down: "-- Nothing to run.",
        upFromSecond:
          "CREATE UNIQUE INDEX users_unique ON users (mail); DROP INDEX users_mail; CREATE TABLE last (id int)",
        downToSecond: "DROP TABLE last; CREATE INDEX users_mail ON users (mail); DROP INDEX users_unique"))
    return [users, pieces, plain, side, own, joined, unique, last, short]
  }

  @Test(arguments: 0..<lanes)
  func `killed at any moment, the database is at a state that the registry names, and the next run arrives`(
    lane: UInt64
  ) throws {
    let seed = Self.seed + lane
    var random = SeededGenerator(seed: seed)
    let binary = try ConfitureBinary()
    let repository = try SampleRepository()
    let versions = try Self.history(repository)
    let graph = try VersionReader(store: repository.store).graph
    let address = try TestDatabase.address.redacted
    func arguments(_ version: Version) -> [String] {
      ["-C", repository.folder.path, "checkout", version.id.hex, "--database", address, "--yes"]
    }
    // The longest way there and back says how long a run takes here and now.
    var longest = Duration.zero
    for version in [versions.last, versions.first].compactMap({ $0 }) {
      let clock = ContinuousClock.now
      let result = try binary.run(arguments(version))
      #expect(result.isSuccess, "\(result.errorText)")
      longest = max(longest, clock.duration(to: .now))
    }
    var position = 0
    var tally: [String: Int] = [:]
    for round in 0..<(Self.rounds / Int(Self.lanes)) {
      let choices = versions.indices.filter { abs($0 - position) >= 2 }
      let goal = try #require(choices.randomElement(using: &random))
      let moment = try #require(Moment.allCases.randomElement(using: &random))
      let delay = longest * Double.random(in: 0...moment.share, using: &random)
      let comment: Comment = "seed \(seed), round \(round), to '\(versions[goal].name)', killed \(moment) \(delay)"
      let observer = try TestDatabase.connect()
      try binary.kill(
        arguments(versions[goal]), when: { try observer.query(moment.condition).bool(0, 0) }, after: delay,
        within: longest)
      #expect(try eventually { try Self.sessions() == 0 }, comment)
      tally[try Self.examine(versions, graph, comment), default: 0] += 1
      let next = try binary.run(arguments(versions[goal]))
      #expect(next.isSuccess, "\(comment): \(next.status) \(next.errorText)")
      #expect(try Live.registry().head == versions[goal].id, comment)
      #expect(try Live.registry().openRun == nil, comment)
      #expect(try Live.fingerprint() == versions[goal].fingerprint, comment)
      #expect(try TestDatabase.column("SELECT 1 FROM pg_index WHERE NOT indisvalid") == [], comment)
      position = goal
    }
    // A lock that a killed command left in the repository is no lock for ever.
    let lock =
      "\(repository.store.commonDirectory)/\(ConfitureReference.outcome(try Self.targetName(repository))).lock"
    try makeOld(lock)
    #expect(try binary.run(arguments(versions[position])).isSuccess)
    print(
      "chaos: seed \(seed):", tally.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    )
    #expect(try TestDatabase.column("SELECT count(*)::text FROM users") == ["8000"])
    let runs = try TestDatabase.column("SELECT count(*)::text FROM confiture.outcome WHERE commit IS NULL")
    #expect(runs == ["0"])
  }

  /// When a run is killed.
  private enum Moment: CaseIterable {
    case afterItsStart, onceItsJournalIsOpen, onceAStepIsInPieces

    /// How much of a run's time may pass between.
    var share: Double {
      switch self {
      case .afterItsStart: 1
      case .onceItsJournalIsOpen: 0.5
      case .onceAStepIsInPieces: 0.04
      }
    }

    var condition: SQLText {
      switch self {
      case .afterItsStart: "SELECT true"
      case .onceItsJournalIsOpen: "SELECT EXISTS (SELECT FROM confiture.journal)"
      case .onceAStepIsInPieces: "SELECT EXISTS (SELECT FROM confiture.journal WHERE statement > 0)"
      }
    }
  }

  /// The target that the address stands for.
  private static func targetName(_ repository: SampleRepository) throws -> String {
    try #require(try Outcomes(repository.store).targets().first)
  }

  /// Sessions of runs in this database.
  private static func sessions() throws -> Int {
    try TestDatabase.connect().query(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name IN ('confiture run', 'confiture control')"
    ).int(0, 0)
  }

  /// Holds what a killed run left against what its registry says, and tells where it was.
  private static func examine(
    _ versions: [Version], _ graph: HistoryGraph, _ comment: Comment
  ) throws -> String {
    let state = try Live.registry()
    let version = try #require(versions.first { $0.id == state.head }, comment)
    #expect(Set(state.applied.map(\.commit)) == Set(graph.lineage(of: version.id).map(\.id)), comment)
    #expect(state.fingerprint == version.fingerprint.hex, comment)
    if state.openRun?.unfinished?.isUntouched == false { return "in pieces" }
    #expect(try Live.fingerprint() == version.fingerprint, comment)
    return state.openRun == nil ? "no run open" : "between steps"
  }
}
