internal import Glibc
internal import Processes
internal import Scratch

/// A private server that was made and stopped, to be copied: `initdb` takes as long as thirty copies.
package enum StoppedServer {
  /// Writes the folder of such a server, which is then only to be started.
  package static func write(to directory: String) throws {
    let original = try original.get()
    _ = isRemovedAtExit
    let result = try ChildProcess.run(
      Invocation("/bin/cp", ["-a", original.path + "/scratch", directory]), deadline: .seconds(30))
    guard result.isSuccess else { throw TemporaryFolder.Failure(path: directory, systemError: EIO) }
  }

  private static let original = Result { () throws -> TemporaryFolder in
    let folder = try TemporaryFolder(in: TestServer.memoryFolder)
    chmod(folder.path, 0o755)
    let settings = ScratchSettings(directory: folder.path + "/scratch", idleTimeout: .seconds(60))
    let environment = TestServer.environment
    do { _ = try ScratchServer.attach(settings, environment: environment) }
    try ScratchServer.stop(settings, environment: environment)
    return folder
  }

  private static let isRemovedAtExit: Void = {
    atexit { if let folder = try? StoppedServer.original.get() { folder.remove() } }
  }()
}
