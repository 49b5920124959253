import Glibc
import Synchronization

/// Reads lines from a terminal, or from a list of answers, for tests.
package final class InputSource: Sendable {
  private let descriptor: Int32?
  private let answers: Mutex<[String]>
  /// True when somebody can answer.
  package let isTerminal: Bool

  /// Reads from a descriptor that the caller keeps open.
  package init(descriptor: Int32) {
    self.descriptor = descriptor
    answers = Mutex([])
    isTerminal = isatty(descriptor) == 1
  }

  /// Gives prepared answers, as if a person typed them; without any there is no terminal.
  package init(answers: [String]) {
    descriptor = nil
    self.answers = Mutex(answers)
    isTerminal = !answers.isEmpty
  }

  /// Waits for a line; `nil` at the end of input or when the flag is raised.
  func readLine(until interrupt: InterruptFlag?) -> String? {
    guard let descriptor else {
      return answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
    var bytes: [UInt8] = []
    while waitForInput(on: descriptor, until: interrupt) {
      var byte: UInt8 = 0
      let count = unsafe read(descriptor, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      guard count == 1 else { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return nil
  }

  private func waitForInput(on descriptor: Int32, until interrupt: InterruptFlag?) -> Bool {
    var waiting = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: interrupt?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
    ]
    while interrupt?.isRaised != true {
      let ready = unsafe poll(&waiting, 2, -1)
      if ready < 0 && errno == EINTR { continue }
      return ready > 0 && waiting[1].revents == 0
    }
    return false
  }
}
