import Schema

/// A block that gives a column's default to the rows that have no value, a few pages at a time.
///
/// It commits after each batch, so that row locks are short and a run that was stopped can begin again. A row that
/// somebody moves meanwhile can escape a pass, so that there may be several.
struct Backfill {
  let table: QualifiedName
  let column: Identifier

  /// Pages of a batch, and passes over the table before whoever writes NULL is left alone.
  private static let pages = 256
  private static let passes = 10

  var statement: String {
    """
    DO $confiture$
    DECLARE
      part regclass;
      page bigint;
      pass integer := 0;
      is_left boolean;
    BEGIN
      COMMIT;
      LOOP
        FOR part IN
          WITH RECURSIVE family AS (
            SELECT \(SQLLiteral.quote(table.sql))::regclass::oid AS relation
            UNION
            SELECT inhrelid FROM pg_inherits JOIN family ON inhparent = relation
          )
          SELECT relation FROM family JOIN pg_class ON oid = relation WHERE relkind = 'r' ORDER BY relation
        LOOP
          page := 0;
          WHILE page * current_setting('block_size')::bigint < pg_relation_size(part) LOOP
            EXECUTE format(
              'UPDATE ONLY %s SET \(escaped) = DEFAULT WHERE ctid >= %L AND ctid < %L AND \(escaped) IS NULL',
              part, format('(%s,0)', page), format('(%s,0)', page + \(Self.pages)));
            COMMIT;
            page := page + \(Self.pages);
          END LOOP;
        END LOOP;
        pass := pass + 1;
        SELECT EXISTS (SELECT FROM \(table.sql) WHERE \(column.sql) IS NULL) INTO is_left;
        EXIT WHEN NOT is_left OR pass >= \(Self.passes);
      END LOOP;
    END
    $confiture$
    """
  }

  /// The column within the literal that `format` reads.
  private var escaped: String {
    String(SQLLiteral.quote(column.sql).dropFirst().dropLast()).replacingPercent()
  }
}

extension String {
  fileprivate func replacingPercent() -> String {
    split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
  }
}
