// Child processes: what Swift cannot do safely between fork and exec.
//
// Everything that runs in a forked child here is async-signal-safe: system calls on memory that the parent
// prepared, no allocation, no locks.
#ifndef CONFITURE_CPROCESS_H
#define CONFITURE_CPROCESS_H

#include <stddef.h>
#include <sys/types.h>

enum confiture_session {
  CONFITURE_SHARED_GROUP = 0, // the parent's process group: may use its terminal
  CONFITURE_OWN_GROUP = 1,    // leads a process group of its own
  CONFITURE_DETACHED = 2,     // leads a session of its own, is no child of the caller
};

enum confiture_stage {
  CONFITURE_STAGE_PREPARE = 0,
  CONFITURE_STAGE_SESSION = 1,
  CONFITURE_STAGE_USER = 2,
  CONFITURE_STAGE_DIRECTORY = 3,
  CONFITURE_STAGE_EXEC = 4,
};

struct confiture_spawn_request {
  const char *path;          // absolute
  char *const *arguments;    // NULL-terminated, with the program's name first
  char *const *environment;  // NULL-terminated, all there is
  const char *directory;     // NULL: where the parent is
  int input, output, errors; // become 0, 1, 2; -1: /dev/null
  int kept;                  // one more descriptor that stays open in the child; -1: none
  int session;               // enum confiture_session
  int drops_user;            // whether to become user and group
  uid_t user;
  gid_t group;
};

// Starts a program with all other descriptors closed, all signals at their defaults and none blocked.
// Returns 0, or the errno of what failed, with the stage it failed at. The pid of a detached program is not a
// child's: there is nothing to wait for.
int confiture_spawn(const struct confiture_spawn_request *request, pid_t *pid, int *stage);

// A pipe whose ends are not inherited. Returns 0 or errno.
int confiture_pipe(int *reading, int *writing);

// write(2) that gives EPIPE where it would raise SIGPIPE.
ssize_t confiture_write(int descriptor, const void *bytes, size_t count);

// A descriptor that polls readable when the process has ended, or -1 where the kernel has none.
int confiture_pid_descriptor(pid_t pid);

// open(2) for a lock file: created with the mode, not inherited. Returns the descriptor or -1 with errno.
int confiture_open_lock(const char *path, mode_t mode);

struct confiture_watch_request {
  const char *users;       // locked shared while somebody uses the server; holds the idle time in milliseconds
  const char *watcher;     // locked by the one watcher of a server
  const char *socket;      // the server's socket: connections to it count as use
  pid_t postmaster;
  long grace_milliseconds; // between asking to end and insisting
  int drops_user;
  uid_t user;
  gid_t group;
};

// Forks a watcher that ends the server when nobody has used it for the idle time. The watcher has a session of
// its own, no open descriptors of the caller, and ends when the server does.
// Returns 0 or the errno of fork.
int confiture_watch_idle(const struct confiture_watch_request *request);

#endif
