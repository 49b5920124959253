import History
import Reports
import Schema
import SchemaDiff

/// Reviews made of texts.
enum ReviewFixture {
  /// A table's file in a snapshot, and the like; the identity is read from the path.
  static func file(_ kind: ObjectKind, _ schema: Identifier?, _ name: Identifier, _ text: String) -> SnapshotFile {
    SnapshotFile(identity: ObjectIdentity(kind: kind, schema: schema, name: name), text: text)
  }

  static func table(_ name: Identifier, _ text: String) -> SnapshotFile { file(.table, "public", name, text) }

  static func step(
    _ name: String, direction: SchemaReview.Step.Direction = .apply, title: String? = nil, up: String = "SELECT 1;\n",
    down: String? = nil, reversible: Bool = true, edit: (inout MigrationManifest) -> Void = { _ in }
  ) -> SchemaReview.Step {
    var manifest = MigrationManifest(
      change: ChangeID(derivedFrom: name), title: title ?? name,
      author: Author(name: "Ada", email: "ada@example.org"),
      date: CommitDate(seconds: 1_767_225_600), reversible: reversible)
    edit(&manifest)
    return SchemaReview.Step(
      direction, commit: "0a1b2c3", migration: Migration(name: name, up: up, down: down, manifest: manifest))
  }

  static func review(
    _ old: [SnapshotFile], _ new: [SnapshotFile], steps: [SchemaReview.Step]? = [],
    plan: Result<SchemaPlan, SchemaDiffError>? = .success(SchemaPlan(migrations: []))
  ) -> SchemaReview {
    let changes = SnapshotDiff.changes(
      from: old.map { ($0.path, $0.text) }, to: new.map { ($0.path, $0.text) })
    return SchemaReview(
      old: SchemaReview.Side(label: "main", commit: "1111111"),
      new: SchemaReview.Side(label: "feature", commit: "2222222"), command: "confiture diff main...feature",
      changes: changes, steps: steps, plan: plan, tables: ReviewedTables(old: old, new: new, changes: changes))
  }

  static func plan(_ changes: SchemaChange...) -> Result<SchemaPlan, SchemaDiffError> {
    .success(SchemaPlan(migrations: [PlannedMigration(purpose: "change schema", changes: changes)]))
  }

  static func change(
    _ object: Identifier, _ summary: String, _ edit: (inout ChangeEffects) -> Void = { _ in }
  ) -> SchemaChange {
    var effects = ChangeEffects()
    edit(&effects)
    return SchemaChange(
      object: ObjectIdentity(kind: .table, schema: "public", name: object), summary: summary,
      statements: [ChangeStatement("SELECT 1")], effects: effects)
  }

  // MARK: A shop

  static let users = table(
    "users",
    """
    CREATE TABLE public.users (
      id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
      email text NOT NULL,
      name text,
      CONSTRAINT users_pkey PRIMARY KEY (id)
    );

    """)
  static let newUsers = table(
    "users",
    """
    CREATE TABLE public.users (
      id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
      email character varying(320) NOT NULL,
      team_id bigint,
      CONSTRAINT users_pkey PRIMARY KEY (id)
    );

    ALTER TABLE public.users ADD CONSTRAINT users_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.teams(id);

    CREATE INDEX users_email ON public.users USING btree (lower((email)::text));

    """)
  static let teams = table(
    "teams",
    """
    CREATE TABLE public.teams (
      id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
      title text DEFAULT 'none'::text NOT NULL,
      CONSTRAINT teams_pkey PRIMARY KEY (id)
    );

    """)
  static let orders = table(
    "orders",
    """
    CREATE TABLE public.orders (
      id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
      user_id bigint NOT NULL,
      total numeric(10,2) NOT NULL,
      CONSTRAINT orders_pkey PRIMARY KEY (id)
    );

    ALTER TABLE public.orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);

    """)
  static let tags = table("tags", "CREATE TABLE public.tags (\n  a text,\n  b text\n);\n")
  static let turnedTags = table("tags", "CREATE TABLE public.tags (\n  b text,\n  a text\n);\n")
  static let view = file(
    .view, "public", "names", "CREATE VIEW public.names AS\n SELECT name\n   FROM public.users;\n")

  /// Each kind of change, with costs.
  static var shop: SchemaReview {
    review(
      [users, orders, tags, view], [newUsers, orders, teams, turnedTags],
      steps: [
        step(
          "20260101-teams", title: "teams", up: "CREATE TABLE teams (…);\n", down: "DROP TABLE teams;\n",
          edit: { $0.writesData = true }),
        step("20260102-index", title: "Find users by e-mail", up: "CREATE INDEX …;\n", down: "DROP INDEX …;\n"),
        step(
          "20260103-shorter", title: "Shorter addresses", up: "ALTER TABLE users …;\n", reversible: false,
          edit: {
            $0.requires = ["20260101-teams", "20260102-index"]
            $0.differences = ["table public.users: column name: missing"]
          }),
      ],
      plan: plan(
        change("users", "drop column name") {
          $0.losses = ["the values of column public.users.name"]
          $0.locks = [TableLock(table: newUsers.tableName, mode: .accessExclusive)]
        },
        change("users", "change type of column email") {
          $0.locks = [TableLock(table: newUsers.tableName, mode: .accessExclusive, isLong: true)]
          $0.rewrites = [newUsers.tableName]
          $0.conditions = ["an email of public.users is longer than 320"]
        },
        change("users", "create index users_email") {
          $0.locks = [TableLock(table: orders.tableName, mode: .share, isLong: true)]
        }))
  }
}

extension SnapshotFile {
  var tableName: QualifiedName { QualifiedName(schema: identity.schema ?? "", name: identity.name) }
}
