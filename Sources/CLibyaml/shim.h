#ifndef CONFITURE_CLIBYAML_SHIM_H
#define CONFITURE_CLIBYAML_SHIM_H
#include <yaml.h>
#endif
