internal import CProcess
internal import Glibc

/// Owns one file descriptor.
struct Descriptor: ~Copyable {
  let number: Int32

  init(owning number: Int32) { self.number = number }

  deinit { if number >= 0 { close(number) } }

  func makeNonblocking() {
    let flags = fcntl(number, F_GETFL)
    _ = fcntl(number, F_SETFL, flags | O_NONBLOCK)
  }

  /// Takes what is there to read; false when the other end is closed.
  func read(into bytes: inout [UInt8]) -> Bool {
    while true {
      let count = unsafe withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 16) { buffer in
        let count = unsafe Glibc.read(number, buffer.baseAddress, buffer.count)
        if count > 0 { unsafe bytes.append(contentsOf: buffer[..<count]) }
        return count
      }
      if count == 0 { return false }
      if count < 0 {
        if errno == EINTR { continue }
        return errno == EAGAIN
      }
    }
  }
}

/// Owns both ends of a pipe that no child inherits, until one of them is kept.
struct Pipe: ~Copyable {
  let reading: Descriptor
  let writing: Descriptor

  init() throws(ProcessError) {
    var reading: Int32 = -1
    var writing: Int32 = -1
    let error = unsafe confiture_pipe(&reading, &writing)
    guard error == 0 else {
      throw ProcessError(
        code: .notStarted, message: "cannot make a pipe: \(SystemError.text(error))", systemError: error)
    }
    self.reading = Descriptor(owning: reading)
    self.writing = Descriptor(owning: writing)
  }

  /// Closes the other end.
  consuming func keepReading() -> Descriptor { reading }

  /// Closes the other end.
  consuming func keepWriting() -> Descriptor { writing }
}

/// The system's words for an error number.
package enum SystemError {
  package static func text(_ number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard unsafe strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
