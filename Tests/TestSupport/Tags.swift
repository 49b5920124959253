package import Testing

extension Tag {
  /// Pure: no file, no process.
  @Tag package static var small: Self
  /// A temporary folder, a child process, libgit2.
  @Tag package static var medium: Self
  /// PostgreSQL, or the whole program.
  @Tag package static var large: Self
}
