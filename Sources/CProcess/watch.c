#define _GNU_SOURCE
#include "confiture_process.h"

#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// The server, by a descriptor where there is one: a reused process id is never signalled.
struct server {
  pid_t pid;
  int descriptor;
};

// Waits; true when the server has ended.
static int has_ended_within(const struct server *server, long milliseconds) {
  if (server->descriptor >= 0) {
    struct pollfd entry = {.fd = server->descriptor, .events = POLLIN};
    return poll(&entry, 1, (int)milliseconds) > 0;
  }
  struct timespec pause = {milliseconds / 1000, (milliseconds % 1000) * 1000000};
  nanosleep(&pause, NULL);
  return kill(server->pid, 0) != 0 && errno == ESRCH;
}

static void signal_server(const struct server *server, int number) {
#ifdef SYS_pidfd_send_signal
  if (server->descriptor >= 0) {
    syscall(SYS_pidfd_send_signal, server->descriptor, number, NULL, 0);
    return;
  }
#endif
  kill(server->pid, number);
}

// The number at the start of the file, or the fallback.
static long read_number(int descriptor, long fallback) {
  char text[24];
  ssize_t count = pread(descriptor, text, sizeof text, 0);
  long value = 0;
  ssize_t index = 0;
  for (; index < count && index < 18 && text[index] >= '0' && text[index] <= '9'; index++)
    value = value * 10 + (text[index] - '0');
  return index > 0 ? value : fallback;
}

// Whether a line of /proc/net/unix is an open connection (state 03) to the socket.
static int is_connection(const char *line, size_t length, const char *socket, size_t socket_length) {
  if (length <= socket_length + 1) return 0;
  if (memcmp(line + length - socket_length, socket, socket_length) != 0) return 0;
  if (line[length - socket_length - 1] != ' ') return 0;
  int field = 0;
  for (size_t index = 0; index + 1 < length; index++) {
    if (line[index] != ' ') continue;
    if (line[index + 1] != ' ') field++;
    if (field == 5) return index + 2 < length && line[index + 1] == '0' && line[index + 2] == '3';
  }
  return 0;
}

// Whether anybody is connected to the socket, whatever the program.
static int has_connections(const char *socket) {
  int file = open("/proc/net/unix", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  size_t socket_length = strlen(socket);
  char buffer[4096];
  size_t used = 0;
  int found = 0;
  while (!found) {
    ssize_t count = read(file, buffer + used, sizeof buffer - used);
    if (count <= 0) break;
    used += (size_t)count;
    size_t start = 0;
    for (size_t index = 0; index < used && !found; index++) {
      if (buffer[index] != '\n') continue;
      found = is_connection(buffer + start, index - start, socket, socket_length);
      start = index + 1;
    }
    if (start == 0 && used == sizeof buffer) start = used; // A line of no interest: ours are short.
    memmove(buffer, buffer + start, used - start);
    used -= start;
  }
  close(file);
  return found;
}

// Field 48 of /proc/self/stat is where the arguments begin, 49 where they end. See proc(5).
enum { ARGUMENTS_BEGIN_FIELD = 48, ARGUMENTS_END_FIELD = 49 };

// Says in process lists what this is: the arguments it was forked with belong to a command that has ended.
static void rename_process(const char *title) {
  prctl(PR_SET_NAME, "confiture-idle", 0, 0, 0);
  int file = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  char text[2048];
  ssize_t count = read(file, text, sizeof text);
  close(file);
  unsigned long bounds[2] = {0, 0};
  // The name of the process, field 2, is the one just set: no spaces in it.
  int field = 1;
  for (ssize_t index = 0; index < count; index++) {
    if (text[index] == ' ') {
      field++;
    } else if (field == ARGUMENTS_BEGIN_FIELD || field == ARGUMENTS_END_FIELD) {
      if (text[index] < '0' || text[index] > '9') return;
      unsigned long *bound = &bounds[field - ARGUMENTS_BEGIN_FIELD];
      *bound = *bound * 10 + (unsigned long)(text[index] - '0');
    }
  }
  if (bounds[0] == 0 || bounds[1] <= bounds[0]) return;
  char *arguments = (char *)bounds[0];
  size_t room = bounds[1] - bounds[0];
  size_t length = strlen(title) < room - 1 ? strlen(title) : room - 1;
  memset(arguments, 0, room);
  memcpy(arguments, title, length);
}

static void end_server(const struct server *server, long grace) {
  signal_server(server, SIGTERM);
  if (has_ended_within(server, grace)) return;
  signal_server(server, SIGINT);
  if (has_ended_within(server, 10 * grace)) return;
  signal_server(server, SIGQUIT);
  has_ended_within(server, grace);
}

static _Noreturn void watch(const struct confiture_watch_request *request) {
  struct server server = {request->postmaster, confiture_pid_descriptor(request->postmaster)};
  int users = open(request->users, O_RDWR | O_CLOEXEC);
  int watcher = open(request->watcher, O_RDWR | O_CLOEXEC);
  if (users < 0 || watcher < 0 || flock(watcher, LOCK_EX | LOCK_NB) != 0) _exit(0);

  long long last_use = now_milliseconds();
  struct timespec seen = {0, 0};
  for (;;) {
    long idle = read_number(users, 900000);
    long pause = idle / 8;
    if (pause < 20) pause = 20;
    if (pause > 5000) pause = 5000;
    if (has_ended_within(&server, pause)) _exit(0);

    struct stat status;
    if (fstat(users, &status) != 0 || status.st_nlink == 0) {
      end_server(&server, request->grace_milliseconds); // The folder is gone, and the server with it.
      _exit(0);
    }
    if (status.st_mtim.tv_sec != seen.tv_sec || status.st_mtim.tv_nsec != seen.tv_nsec) {
      seen = status.st_mtim;
      last_use = now_milliseconds();
      continue;
    }
    if (flock(users, LOCK_EX | LOCK_NB) != 0 || has_connections(request->socket)) {
      last_use = now_milliseconds();
      flock(users, LOCK_UN);
      continue;
    }
    // Nobody can begin to use the server while this lock is held.
    if (now_milliseconds() - last_use >= idle) {
      end_server(&server, request->grace_milliseconds);
      _exit(0);
    }
    flock(users, LOCK_UN);
  }
}

int confiture_watch_idle(const struct confiture_watch_request *request) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t child = confiture_fork();
  if (child == 0) {
    setsid();
    pid_t second = confiture_fork();
    if (second != 0) _exit(second < 0 ? 1 : 0);
    confiture_close_from(0);
    int null = open("/dev/null", O_RDWR);
    if (null == 0) {
      dup2(0, 1);
      dup2(0, 2);
    }
    rename_process("confiture: waits to stop the idle scratch server");
    if (chdir("/") != 0) _exit(1);
    if (request->drops_user && confiture_become(request->user, request->group) != 0) _exit(1);
    confiture_reset_signals();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    watch(request);
  }
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (child < 0) return error;
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
  }
  return 0;
}
