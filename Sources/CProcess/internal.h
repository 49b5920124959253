// Shared by the files of this target.
#ifndef CONFITURE_CPROCESS_INTERNAL_H
#define CONFITURE_CPROCESS_INTERNAL_H

#include <sys/types.h>

// fork(2) without the handlers that programs register for it: async-signal-safe.
pid_t confiture_fork(void);

// Closes every descriptor from the first one on.
void confiture_close_from(int first);

// Every signal back to its default action.
void confiture_reset_signals(void);

// Becomes another user for good; 0 or -1 with errno.
int confiture_become(uid_t user, gid_t group);

#endif
