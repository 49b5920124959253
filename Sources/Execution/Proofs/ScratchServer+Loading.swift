internal import Catalog
internal import Postgres
internal import Schema
internal import Scratch

extension ScratchServer {
  /// What files make of an empty database; why nothing, where they do not load.
  ///
  /// - Throws: Why scratch cannot be used.
  func snapshot(
    loading files: [SnapshotFile], options: SnapshotOptions
  ) throws -> Result<Snapshot, CatalogError> {
    try withTemporaryDatabase { address in
      let connection = try Connection(address, applicationName: "confiture load")
      do throws(CatalogError) {
        try SnapshotLoading.load(files.map { ($0.path, $0.text) }, into: connection, createRoles: true)
      } catch { return .failure(error) }
      return .success(try CatalogReader.read(connection, options: options))
    }
  }
}
