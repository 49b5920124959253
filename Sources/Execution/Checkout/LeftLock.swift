internal import GitStore
internal import Glibc

/// The lock file of a reference that a killed command left behind.
///
/// A reference is locked for a few milliseconds; a lock that is a minute old has no owner any more. Git would wait for
/// somebody to remove it by hand.
struct LeftLock {
  private let path: String

  init(of reference: String, in store: ObjectStore) { path = "\(store.commonDirectory)/\(reference).lock" }

  private static let longestHold = 60.0

  /// - Parameter now: Seconds since 1970.
  func remove(now: Double) {
    guard isLeft(path, now) else { return }
    // Taken aside first: should another command have replaced it by its own just now, that one is put back.
    let aside = "\(path).left"
    guard rename(path, aside) == 0 else { return }
    if isLeft(aside, now) { unlink(aside) } else { rename(aside, path) }
  }

  private func isLeft(_ path: String, _ now: Double) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return false }
    return now - Double(status.st_mtim.tv_sec) > Self.longestHold
  }
}
