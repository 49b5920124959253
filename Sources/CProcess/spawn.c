#define _GNU_SOURCE
#include "confiture_process.h"

#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

pid_t confiture_fork(void) {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
  return _Fork();
#else
  return fork();
#endif
}

void confiture_close_from(int first) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) == 0) return;
#endif
  struct rlimit limit;
  int last = 65536;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < (rlim_t)last) last = (int)limit.rlim_cur;
  for (int descriptor = first; descriptor < last; descriptor++) close(descriptor);
}

void confiture_reset_signals(void) {
  struct sigaction action = {0};
  action.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
}

// The raw calls: glibc's wrappers speak to all threads of a process, and a forked child has one.
int confiture_become(uid_t user, gid_t group) {
  if (syscall(SYS_setgroups, (size_t)1, &group) != 0) return -1;
  if (syscall(SYS_setresgid, group, group, group) != 0) return -1;
  return (int)syscall(SYS_setresuid, user, user, user);
}

// What a child tells its parent over the pipe that closes on exec.
struct report {
  int32_t stage;
  int32_t error;
  int32_t pid;
};

enum { REPORT_DESCRIPTOR = 3, KEPT_DESCRIPTOR = 4, FIRST_FREE = 5, OUT_OF_THE_WAY = 16 };

static _Noreturn void fail(int descriptor, int stage) {
  struct report report = {.stage = stage, .error = errno, .pid = 0};
  ssize_t ignored = write(descriptor, &report, sizeof report);
  (void)ignored;
  _exit(127);
}

// Runs in the child, on memory of the parent: nothing may be changed that the parent looks at.
__attribute__((noinline)) static _Noreturn void run_child(const struct confiture_spawn_request *request, int report) {
  report = fcntl(report, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
  if (report < 0) _exit(127);

  if (request->session == CONFITURE_OWN_GROUP && setpgid(0, 0) != 0) fail(report, CONFITURE_STAGE_SESSION);
  if (request->session == CONFITURE_DETACHED) {
    if (setsid() < 0) fail(report, CONFITURE_STAGE_SESSION);
    pid_t second = confiture_fork();
    if (second < 0) fail(report, CONFITURE_STAGE_SESSION);
    if (second > 0) {
      struct report told = {.pid = (int32_t)second};
      ssize_t ignored = write(report, &told, sizeof told);
      (void)ignored;
      _exit(0);
    }
  }

  // First out of the way of 0 to 4, then into place.
  int wanted[3] = {request->input, request->output, request->errors};
  for (int index = 0; index < 3; index++) {
    int source = wanted[index];
    if (source < 0) source = open("/dev/null", index == 0 ? O_RDONLY : O_WRONLY);
    if (source < 0) fail(report, CONFITURE_STAGE_PREPARE);
    wanted[index] = fcntl(source, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    if (wanted[index] < 0) fail(report, CONFITURE_STAGE_PREPARE);
  }
  int kept = -1;
  if (request->kept >= 0) {
    kept = fcntl(request->kept, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    if (kept < 0) fail(report, CONFITURE_STAGE_PREPARE);
  }
  for (int index = 0; index < 3; index++) {
    if (dup2(wanted[index], index) < 0) fail(report, CONFITURE_STAGE_PREPARE);
  }
  if (dup3(report, REPORT_DESCRIPTOR, O_CLOEXEC) < 0) fail(report, CONFITURE_STAGE_PREPARE);
  report = REPORT_DESCRIPTOR;
  if (kept >= 0) {
    if (dup2(kept, KEPT_DESCRIPTOR) < 0) fail(report, CONFITURE_STAGE_PREPARE);
  } else {
    close(KEPT_DESCRIPTOR);
  }
  confiture_close_from(FIRST_FREE);

  if (request->drops_user && confiture_become(request->user, request->group) != 0)
    fail(report, CONFITURE_STAGE_USER);
  if (request->directory != NULL && chdir(request->directory) != 0) fail(report, CONFITURE_STAGE_DIRECTORY);

  confiture_reset_signals();
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(request->path, request->arguments, request->environment);
  fail(report, CONFITURE_STAGE_EXEC);
}

int confiture_spawn(const struct confiture_spawn_request *request, pid_t *pid, int *stage) {
  int ends[2];
  *pid = 0;
  *stage = CONFITURE_STAGE_PREPARE;
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;

  // No handler of the parent may run in the child.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  // A fork has the kernel copy the page tables of a large program, and the program touch each of its pages anew. Who
  // is to be detached forks once more, and has to have memory of its own for that.
  pid_t child = request->session == CONFITURE_DETACHED ? confiture_fork() : vfork();
  if (child == 0) run_child(request, ends[1]);
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    return error;
  }

  error = 0;
  *pid = child;
  struct report report;
  for (;;) {
    ssize_t count = read(ends[0], &report, sizeof report);
    if (count < 0 && errno == EINTR) continue;
    if (count != (ssize_t)sizeof report) break;
    if (report.pid != 0) {
      *pid = report.pid;
    } else {
      error = report.error;
      *stage = report.stage;
    }
  }
  close(ends[0]);
  if (error != 0 || request->session == CONFITURE_DETACHED) {
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
  }
  return error;
}

int confiture_pipe(int *reading, int *writing) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  *reading = ends[0];
  *writing = ends[1];
  return 0;
}

ssize_t confiture_write(int descriptor, const void *bytes, size_t count) {
  sigset_t pipe_signal, before, pending;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  sigpending(&pending);
  int was_pending = sigismember(&pending, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  ssize_t written = write(descriptor, bytes, count);
  int error = errno;
  if (written < 0 && error == EPIPE && !was_pending) {
    struct timespec now = {0, 0};
    while (sigtimedwait(&pipe_signal, NULL, &now) < 0 && errno == EINTR) {
    }
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return written;
}

int confiture_pid_descriptor(pid_t pid) {
#ifdef SYS_pidfd_open
  return (int)syscall(SYS_pidfd_open, pid, 0);
#else
  errno = ENOSYS;
  return -1;
#endif
}

int confiture_open_lock(const char *path, mode_t mode) {
  return open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode);
}
