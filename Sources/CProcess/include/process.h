// Child processes: what Swift cannot express safely between fork and exec.
#ifndef CONFITURE_CPROCESS_H
#define CONFITURE_CPROCESS_H
int confiture_process_placeholder(void);
#endif
