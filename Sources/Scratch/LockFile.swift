internal import CProcess
internal import Glibc

/// Owns an open lock file; the lock goes with it, also when the process is killed. See `flock(2)`.
struct LockFile: ~Copyable, Sendable {
  let descriptor: Int32
  let path: String

  /// Opens the file, creating it when it is not there.
  init(_ path: String, owner: FileOwner) throws(ScratchError) {
    descriptor = confiture_open_lock(path, 0o600)
    self.path = path
    guard descriptor >= 0 else { throw FileAccess.failure("open", path) }
    owner.take(path)
  }

  deinit { close(descriptor) }

  /// Waits until nobody holds it in a way that excludes ours.
  func lockShared() { wait(LOCK_SH) }

  /// Waits until nobody else holds it.
  func lockExclusive() { wait(LOCK_EX) }

  /// Takes it, if nobody else holds it now.
  func tryExclusive() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

  /// Takes it with others, if nobody holds it alone now.
  func tryShared() -> Bool { flock(descriptor, LOCK_SH | LOCK_NB) == 0 }

  func unlock() { flock(descriptor, LOCK_UN) }

  private func wait(_ operation: Int32) {
    while flock(descriptor, operation) != 0, errno == EINTR {}
  }
}
