import Glibc
import TestSupport

/// A server that behaves as a transaction-pooling proxy: the process that it announces is not the one that answers.
final class PoolingProxy: Sendable {
  let folder: TemporaryFolder
  private let descriptor: Int32

  struct Failure: Error {}

  init() throws {
    folder = try TemporaryFolder()
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array("\(folder.path)/.s.PGSQL.6432".utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let isListening = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 && listen(descriptor, 4) == 0
      }
    }
    guard isListening else { throw Failure() }
    var thread = pthread_t()
    let listener = Unmanaged.passRetained(Listener(descriptor))
    pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Listener>.fromOpaque(context).takeRetainedValue().serve()
        return nil
      }, listener.toOpaque())
    pthread_detach(thread)
  }

  deinit {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }

  /// One client after the other, until the socket is shut down.
  private final class Listener: Sendable {
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func serve() {
      while true {
        let client = accept(descriptor, nil, nil)
        guard client >= 0 else { return }
        answer(client)
        close(client)
      }
    }

    private func answer(_ client: Int32) {
      var buffer = [UInt8](repeating: 0, count: 8192)
      guard read(client, &buffer, buffer.count) > 0 else { return }
      let authenticated = Self.message("R", [0, 0, 0, 0])
      let version = Self.message("S", Array("server_version\0".utf8) + Array("15.20\0".utf8))
      let encoding = Self.message("S", Array("client_encoding\0".utf8) + Array("UTF8\0".utf8))
      let process = Self.message("K", [0, 0, 0x30, 0x39, 0, 0, 0, 1])
      let ready = Self.message("Z", [UInt8(ascii: "I")])
      send(authenticated + version + encoding + process + ready, to: client)
      let description = Self.message(
        "T", [0, 1] + Array("pid\0".utf8) + [0, 0, 0, 0, 0, 0, 0, 0, 0, 23, 0, 4, 0xff, 0xff, 0xff, 0xff, 0, 0])
      let row = Self.message("D", [0, 1, 0, 0, 0, 2] + Array("77".utf8))
      let tag = Self.message("C", Array("SELECT 1\0".utf8))
      while case let count = read(client, &buffer, buffer.count), count > 0 {
        let isExtended = buffer[0] == UInt8(ascii: "P")
        guard isExtended || buffer[0] == UInt8(ascii: "Q") else { return }
        let opening = isExtended ? Self.message("1", []) + Self.message("2", []) : []
        send(opening + description + row + tag + ready, to: client)
      }
    }

    private func send(_ bytes: [UInt8], to client: Int32) {
      _ = Glibc.send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private static func message(_ kind: Unicode.Scalar, _ body: [UInt8]) -> [UInt8] {
      let length = UInt32(body.count + 4)
      return [UInt8(ascii: kind)] + (0..<4).map { UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * $0)) } + body
    }
  }
}
