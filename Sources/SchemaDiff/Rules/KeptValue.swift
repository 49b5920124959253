import Schema

/// Carries the place of a sequence over to the one that comes for it, where a column becomes an identity or ceases to
/// be one: the old sequence is gone before the new one may have its name.
struct KeptValue {
  /// The sequence that goes.
  let source: QualifiedName
  /// Where its place is kept.
  private let setting: String

  /// `nil` if the new sequence does not count as the old one did, or not as far.
  ///
  /// `number` tells those of a plan apart.
  init?(of source: QualifiedName, _ old: SequenceOptions, for new: SequenceOptions, number: Int) {
    guard new.minimum <= old.minimum, old.maximum <= new.maximum, (old.increment > 0) == (new.increment > 0) else {
      return nil
    }
    self.source = source
    setting = "confiture.value_\(number)"
  }

  /// For before the sequence goes, while its column is locked.
  var keeping: String {
    "SELECT pg_catalog.set_config('\(setting)', ARRAY[last_value::text, is_called::text]::text, false) "
      + "FROM \(source.sql)"
  }

  /// For after the other sequence is there.
  func restoring(_ sequence: QualifiedName) -> String {
    "SELECT pg_catalog.setval(\(SQLLiteral.quote(sequence.sql)), kept[1]::bigint, kept[2]::boolean) "
      + "FROM (SELECT pg_catalog.current_setting('\(setting)')::text[] AS kept) AS place"
  }
}
