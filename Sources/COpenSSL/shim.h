#ifndef CONFITURE_COPENSSL_SHIM_H
#define CONFITURE_COPENSSL_SHIM_H
#include <openssl/err.h>
#include <openssl/evp.h>
#endif
