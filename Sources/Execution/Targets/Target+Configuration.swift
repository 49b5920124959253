package import Repository

extension Target {
  /// The target that the configuration describes.
  ///
  /// - Throws: An error that points at its address, when that cannot be used.
  package init(_ settings: Configuration.TargetSettings) throws {
    self.init(
      name: settings.name, address: try settings.connectionString(), schema: settings.schema,
      historySchema: settings.historySchema ?? Self.usualHistorySchema, isDisposable: settings.isDisposable)
  }
}
