internal import CLibpq

/// Stops the statement that a connection is running, from any thread, even after the connection is gone.
///
/// Owns one `PGcancel *`. See `PQcancel` in the manual: the server is asked, and may be done already.
@safe package final class Canceller: @unchecked Sendable {
  // Safe because PQcancel only reads the handle and is documented as callable from another thread.
  private let raw: OpaquePointer?

  init(owning raw: OpaquePointer?) { unsafe self.raw = raw }

  deinit { unsafe PQfreeCancel(raw) }

  /// Asks the server to stop; false when it could not be asked.
  @discardableResult
  package func cancel() -> Bool {
    guard unsafe raw != nil else { return false }
    var message = [CChar](repeating: 0, count: 256)
    return unsafe PQcancel(raw, &message, 256) == 1
  }
}
