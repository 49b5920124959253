import Schema

/// What a reading of the catalogs found, for a later one of the same database to build on.
package struct CatalogMemory {
  let options: SnapshotOptions
  let content: CatalogContent
  /// The relations as they were rendered, by their numbers.
  let rendered: [Int: RenderedObject]
  /// Every transaction before this one had ended when the reading began.
  let boundary: String
  /// How many rows the catalogs had that everything depends on.
  let counts: [Int]
}
