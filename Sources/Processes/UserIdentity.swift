internal import Glibc

/// A user of the operating system.
package struct UserIdentity: Sendable, Equatable {
  package let name: String
  package let userID: UInt32
  package let groupID: UInt32
  package let home: String

  package init(name: String, userID: UInt32, groupID: UInt32, home: String) {
    self.name = name
    self.userID = userID
    self.groupID = groupID
    self.home = home
  }

  package var isRoot: Bool { userID == 0 }

  /// The effective user of this process.
  package static var current: UserIdentity {
    let id = geteuid()
    return unsafe Self.find { entry, memory, size, found in unsafe getpwuid_r(id, entry, memory, size, found) }
      ?? UserIdentity(name: "\(id)", userID: id, groupID: getegid(), home: "/")
  }

  /// The user of a name; `nil` when the system has none.
  package static func named(_ name: String) -> UserIdentity? {
    unsafe Self.find { entry, memory, size, found in unsafe getpwnam_r(name, entry, memory, size, found) }
  }

  private typealias Lookup = (
    UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
    UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
  ) -> Int32

  private static func find(_ lookup: Lookup) -> UserIdentity? {
    var memory = [CChar](repeating: 0, count: 1024)
    while true {
      var entry = unsafe passwd()
      var found: UnsafeMutablePointer<passwd>?
      let status = unsafe memory.withUnsafeMutableBufferPointer { buffer -> Int32 in
        guard let start = buffer.baseAddress else { return ENOENT }
        return unsafe lookup(&entry, start, buffer.count, &found)
      }
      if status == ERANGE, memory.count < 1 << 20 {
        memory = [CChar](repeating: 0, count: memory.count * 2)
        continue
      }
      guard status == 0, unsafe found != nil else { return nil }
      return unsafe UserIdentity(
        name: String(cString: entry.pw_name), userID: entry.pw_uid, groupID: entry.pw_gid,
        home: String(cString: entry.pw_dir))
    }
  }
}
