internal import Glibc

/// How the databases of a scratch server are named.
struct DatabaseNames: Sendable {
  /// What every database of ours begins with on a server of the user's own; empty on a private one.
  private let prefix: String
  private let template: String
  let temporary: String

  init(isOwnServer: Bool) {
    prefix = isOwnServer ? "confiture_scratch_" : ""
    template = isOwnServer ? "confiture_scratch_template_" : "template_"
    temporary = isOwnServer ? "confiture_scratch_tmp_" : "confiture_tmp_"
  }

  /// The name in the server of a database that a caller names.
  func database(_ name: String) -> String { name.hasPrefix(prefix) ? name : prefix + name }

  /// The database that is the template of a key.
  func template(key: String) -> String { template + StableHash.hex(key, digits: 32) }

  /// The name of a temporary database of this process.
  func temporary(_ number: Int) -> String { "\(temporary)\(ProcessMark.current.text)_\(number)" }

  /// Whether a temporary database has outlived its process.
  func isLeftover(_ name: String) -> Bool {
    guard name.hasPrefix(temporary), let mark = ProcessMark(name.dropFirst(temporary.count)) else { return false }
    return mark.isGone
  }

  func isTemporary(_ name: String) -> Bool { name.hasPrefix(temporary) }
  func isTemplate(_ name: String) -> Bool { name.hasPrefix(template) }
  func isOurs(_ name: String) -> Bool { name.hasPrefix(prefix) }
}

/// Says which process of which machine made something, so that others can tell whether it still runs.
struct ProcessMark: Equatable {
  private let host: String
  private let boot: String
  private let pid: Int32
  /// In ticks since boot: tells a process from a later one with its number.
  private let start: String

  var text: String { "\(host)_\(boot)_\(pid)_\(start)" }

  static var current: ProcessMark { ProcessMark(pid: getpid()) }

  init(pid: Int32) {
    host = Self.host
    boot = Self.boot
    self.pid = pid
    start = Self.start(of: pid) ?? "0"
  }

  /// Reads what ``text`` wrote, whatever follows it.
  init?(_ text: Substring) {
    let parts = text.split(separator: "_")
    guard parts.count >= 4, let pid = Int32(parts[2]) else { return nil }
    host = String(parts[0])
    boot = String(parts[1])
    self.pid = pid
    start = String(parts[3])
  }

  /// Whether the process has certainly ended; nothing is known about other machines.
  var isGone: Bool {
    guard host == Self.host else { return false }
    return boot != Self.boot || start != Self.start(of: pid)
  }

  private static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return StableHash.hex(
      String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self), digits: 6)
  }

  private static var boot: String {
    StableHash.hex(FileAccess.readText("/proc/sys/kernel/random/boot_id") ?? "", digits: 6)
  }

  private static func start(of pid: Int32) -> String? {
    guard let text = FileAccess.readText("/proc/\(pid)/stat"), let name = text.lastIndex(of: ")") else { return nil }
    let fields = text[name...].split(separator: " ")
    return fields.count > 20 ? String(fields[20]) : nil
  }
}
