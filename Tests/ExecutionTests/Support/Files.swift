import Glibc

/// A file that could not be removed.
struct FileFailure: Error {
  let path: String
  let systemError: Int32
}

/// Lets a file, if there is one, look as if nobody had touched it for an hour.
func makeOld(_ path: String) throws {
  let then = timespec(tv_sec: time(nil) - 3600, tv_nsec: 0)
  guard utimensat(AT_FDCWD, path, [then, then], 0) == 0 || errno == ENOENT else {
    throw FileFailure(path: path, systemError: errno)
  }
}

func removeFile(_ path: String) throws {
  guard unlink(path) == 0 else { throw FileFailure(path: path, systemError: errno) }
}
