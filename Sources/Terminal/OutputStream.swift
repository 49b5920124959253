import Glibc
import Synchronization

/// Writes to a file descriptor, or keeps what is written, for tests.
///
/// A reader that goes away (`confiture log | head`) ends the writing quietly; other failures are kept until somebody
/// asks. What goes to a file or pipe is collected until ``flush()``, or until there is much of it.
package final class OutputStream: Sendable {
  private enum Sink {
    case descriptor(Int32)
    case memory
  }

  private struct State {
    var pending: [UInt8] = []
    /// The first `errno` of a failed write; nothing is written after it.
    var error: Int32?
  }

  private let sink: Sink
  private let capacity: Int
  private let state = Mutex(State())

  private init(_ sink: Sink, capacity: Int) {
    self.sink = sink
    self.capacity = capacity
  }

  /// Writes to a descriptor that the caller keeps open.
  ///
  /// Give `collecting` for data that may be large, and not for a terminal or standard error.
  package convenience init(descriptor: Int32, collecting capacity: Int = 0) {
    self.init(.descriptor(descriptor), capacity: capacity)
  }

  /// Keeps everything in memory; see ``captured``.
  package static func capturing() -> OutputStream { OutputStream(.memory, capacity: .max) }

  /// Makes writing to a reader that went away an error (`EPIPE`) instead of the end of the process.
  package static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

  package func write(_ text: String) {
    state.withLock { state in
      guard state.error == nil else { return }
      state.pending += text.utf8
      if state.pending.count > capacity { drain(&state) }
    }
  }

  /// Hands over what was collected.
  package func flush() {
    guard case .descriptor = sink else { return }
    state.withLock { drain(&$0) }
  }

  /// What a capturing stream was given so far.
  package var captured: String { state.withLock { String(decoding: $0.pending, as: UTF8.self) } }

  /// True when the reader went away: there is no use in going on.
  package var isClosed: Bool { state.withLock { $0.error == EPIPE } }

  /// Why not everything was written, apart from a reader that went away.
  package var failure: TerminalError? {
    guard let error = state.withLock({ $0.error }), error != EPIPE else { return nil }
    return TerminalError(code: .writeFailed, message: "cannot write the output: \(Self.text(ofError: error))")
  }

  private func drain(_ state: inout State) {
    guard case .descriptor(let descriptor) = sink, state.error == nil else { return }
    state.error = Self.writeAll(state.pending, to: descriptor)
    state.pending.removeAll(keepingCapacity: true)
  }

  /// Returns the `errno` of what went wrong.
  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    unsafe bytes.withUnsafeBytes { buffer in
      var rest = unsafe buffer[...]
      while unsafe !rest.isEmpty {
        let slice = unsafe UnsafeRawBufferPointer(rebasing: rest)
        let count = unsafe Glibc.write(descriptor, slice.baseAddress, slice.count)
        if count >= 0 {
          unsafe rest = unsafe rest.dropFirst(count)
        } else if errno == EAGAIN {
          var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = unsafe poll(&waiting, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return nil
    }
  }

  private static func text(ofError number: Int32) -> String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let start = buffer.baseAddress else { return "error \(number)" }
      guard unsafe strerror_r(number, start, buffer.count) == 0 else { return "error \(number)" }
      return unsafe String(cString: start)
    }
  }
}
