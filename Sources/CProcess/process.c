#include "process.h"
int confiture_process_placeholder(void) { return 0; }
