/* The edge itself: a panic is caught, errors are told per thread, and immutable handles are shared by threads. */
#include "check.h"
#include <pthread.h>

/* A hook of debug builds, which is what the tests build; the header does not have it. */
extern backoffice_status backoffice_test_panic(void);

static backoffice_pack *pack;

static void *in_a_thread(void *unused) {
    (void)unused;
    CHECK(backoffice_last_error_status() == BACKOFFICE_OK);
    for (int i = 0; i < 50; i++) {
        backoffice_document *figure = NULL;
        OK(backoffice_pack_rate(pack, "standard", "2010-12-01", &figure));
        SAME(at(figure, "value"), "0.175");
        SAME(backoffice_pack_id(pack), "uk.vat");
        backoffice_document_free(figure);
    }
    REFUSED(backoffice_period_month(2026, 13, NULL), BACKOFFICE_INPUT_NULL, "out", "NULL");
    return NULL;
}

int main(void) {
    CHECK(strchr(backoffice_version(), '.') != NULL);
    REFUSED(backoffice_test_panic(), BACKOFFICE_INTERNAL_PANIC, "", "on purpose");
    SAME(backoffice_last_error_code(), "internal.panic");

    OK(backoffice_pack_embedded("uk.vat", &pack));
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&threads[i], NULL, in_a_thread, NULL) == 0);
    for (int i = 0; i < 4; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    /* What the threads were told is theirs. */
    SAME(backoffice_last_error_code(), "internal.panic");
    backoffice_pack_free(pack);
    return 0;
}
