/* What the C tests share. */
#ifndef CHECK_H
#define CHECK_H

#include <backoffice.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                       \
    do {                                                                                       \
        if (!(condition)) {                                                                    \
            fprintf(stderr, "%s:%d: %s\n  last error: %s: %s\n", __FILE__, __LINE__, #condition, \
                    backoffice_last_error_code(), backoffice_last_error_message());            \
            exit(1);                                                                           \
        }                                                                                      \
    } while (0)

#define OK(call) CHECK((call) == BACKOFFICE_OK)

#define SAME(a, b) check_same(__FILE__, __LINE__, (a), (b))

static inline void check_same(const char *file, int line, const char *got, const char *wanted) {
    if (strcmp(got, wanted) != 0) {
        fprintf(stderr, "%s:%d: got %s, wanted %s\n", file, line, got, wanted);
        exit(1);
    }
}

/* The call failed with that status, and the error names the field and the value. */
#define REFUSED(call, status, field, value)                                  \
    do {                                                                     \
        CHECK((call) == (status));                                           \
        CHECK(backoffice_last_error_status() == (status));                   \
        SAME(backoffice_last_error_field(), (field));                        \
        SAME(backoffice_last_error_value(), (value));                        \
        CHECK(strlen(backoffice_last_error_message()) > 0);                  \
    } while (0)

/* What stands at a path of a document. */
static inline const char *at(const backoffice_document *document, const char *path) {
    static _Thread_local char text[8][4096];
    static _Thread_local int next = 0;
    char *buffer = text[next = (next + 1) % 8];
    OK(backoffice_document_get(document, path, buffer, sizeof text[0], NULL));
    return buffer;
}

#endif
