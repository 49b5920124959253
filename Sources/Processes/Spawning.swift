internal import CProcess
internal import Glibc

/// The one place that starts and reaps children.
enum Spawning {
  /// Starts a program; a descriptor of -1 stands for nothing to read and nowhere to write.
  static func start(
    _ invocation: Invocation, session: confiture_session, descriptors: (Int32, Int32, Int32), kept: Int32? = nil
  ) throws(ProcessError) -> Int32 {
    guard let path = ExecutableSearch.find(invocation.executable, path: invocation.environment["PATH"]) else {
      throw ProcessError(
        code: .notFound, message: "the program '\(invocation.executable)' is not there or may not be run")
    }
    let environment = invocation.environment.map { "\($0.key)=\($0.value)" }.sorted()
    var pid: pid_t = 0
    var stage: Int32 = 0
    let error = unsafe withCString(path) { path in
      unsafe withVector([invocation.executable] + invocation.arguments) { arguments in
        unsafe withVector(environment) { environment in
          unsafe withOptionalCString(invocation.directory) { directory in
            var request = unsafe confiture_spawn_request()
            unsafe request.path = path
            unsafe request.arguments = arguments
            unsafe request.environment = environment
            unsafe request.directory = directory
            unsafe request.input = descriptors.0
            unsafe request.output = descriptors.1
            unsafe request.errors = descriptors.2
            unsafe request.kept = kept ?? -1
            unsafe request.session = Int32(session.rawValue)
            if let user = invocation.user {
              unsafe request.drops_user = 1
              unsafe request.user = user.userID
              unsafe request.group = user.groupID
            }
            return unsafe confiture_spawn(&request, &pid, &stage)
          }
        }
      }
    }
    guard error == 0 else { throw failure(of: invocation, at: stage, error: error) }
    return pid
  }

  /// Waits for a child to end.
  static func wait(for pid: Int32) -> ProcessResult.Status {
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) < 0 {
      if errno != EINTR { return .exited(127) }
    }
    return decode(status)
  }

  /// How a child ended; `nil` while it runs.
  static func reap(_ pid: Int32) -> ProcessResult.Status? {
    var status: Int32 = 0
    return unsafe waitpid(pid, &status, WNOHANG) == pid ? decode(status) : nil
  }

  private static func decode(_ status: Int32) -> ProcessResult.Status {
    status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signaled(status & 0x7f)
  }

  private static func failure(of invocation: Invocation, at stage: Int32, error: Int32) -> ProcessError {
    let what =
      switch UInt32(stage) {
      case CONFITURE_STAGE_USER.rawValue: "cannot become user '\(invocation.user?.name ?? "")'"
      case CONFITURE_STAGE_DIRECTORY.rawValue: "cannot enter folder '\(invocation.directory ?? "")'"
      default: "cannot run '\(invocation.executable)'"
      }
    return ProcessError(code: .notStarted, message: "\(what): \(SystemError.text(error))", systemError: error)
  }

  // MARK: Strings for C

  private static func withCString<R>(_ text: String, _ body: (UnsafePointer<CChar>) -> R) -> R {
    unsafe text.withCString { unsafe body($0) }
  }

  private static func withOptionalCString<R>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> R) -> R {
    guard let text else { return body(nil) }
    return unsafe text.withCString { unsafe body($0) }
  }

  /// Lends strings as a vector that ends with NULL.
  private static func withVector<R>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> R
  ) -> R {
    var block: [CChar] = []
    var offsets: [Int] = []
    for string in strings {
      offsets.append(block.count)
      for byte in string.utf8 where byte != 0 { block.append(CChar(bitPattern: byte)) }
      block.append(0)
    }
    return unsafe block.withUnsafeMutableBufferPointer { memory in
      var pointers: [UnsafeMutablePointer<CChar>?] = unsafe []
      for offset in offsets { unsafe pointers.append(memory.baseAddress?.advanced(by: offset)) }
      unsafe pointers.append(nil)
      return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }
  }
}
