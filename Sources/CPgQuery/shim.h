// libpg_query, with its protobuf-c tree to be walked in place.
#ifndef CONFITURE_CPGQUERY_SHIM_H
#define CONFITURE_CPGQUERY_SHIM_H
#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>
#endif
