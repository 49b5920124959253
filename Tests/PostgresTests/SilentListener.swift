import Glibc

/// A port that takes connections and never says anything.
final class SilentListener: Sendable {
  private let descriptor: Int32

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  struct Failure: Error {}

  static func open() throws -> (SilentListener, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(descriptor, generic, size) == 0 && listen(descriptor, 8) == 0
          && getsockname(descriptor, generic, &size) == 0
      }
    }
    guard isListening else { throw Failure() }
    return (SilentListener(descriptor), Int(UInt16(bigEndian: address.sin_port)))
  }
}
