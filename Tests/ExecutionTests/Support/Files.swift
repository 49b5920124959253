import Glibc

/// A file that could not be removed.
struct FileFailure: Error {
  let path: String
  let systemError: Int32
}

func removeFile(_ path: String) throws {
  guard unlink(path) == 0 else { throw FileFailure(path: path, systemError: errno) }
}
