/* The past of one pool from C. */
#include "check.h"

static char text[256];

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* 2026-01-05, 2026-02-05 and 2026-03-01: 100 at 0.10, 100 at 0.12, and 150 leave. */
static const int64_t day[] = {20458, 20489, 20513};
static const int64_t quantity[] = {100, 100, -150};
static const int64_t value[] = {1000, 1200, 0};

static backoffice_history *bolts(const char *method) {
    backoffice_history *history = NULL;
    OK(backoffice_history_new("EUR", method, "default", day, quantity, value, NULL, COUNT(day), 0, &history));
    return history;
}

static void worth(backoffice_history *history, const char *many, const char *amount) {
    backoffice_document *closing = NULL;
    OK(backoffice_history_closing(history, &closing));
    SAME(at(closing, "quantity"), many);
    SAME(at(closing, "value.amount"), amount);
    backoffice_document_free(closing);
}

static void a_late_receipt(void) {
    backoffice_history *history = bolts("fifo");
    CHECK(backoffice_history_len(history) == 3 && backoffice_history_version(history) == 0);
    CHECK(backoffice_history_memory(history) > 3 * 24);
    worth(history, "50", "6.00");
    OK(backoffice_history_explain(history, text, sizeof text, NULL));
    SAME(text, "difference of the cumulative cost function");

    OK(backoffice_history_insert(history, "2026-01-03", 0, "20", "1.80 EUR"));
    worth(history, "70", "8.40");
    OK(backoffice_history_cost_between(history, "2026-03-01", "2026-03-31", text, sizeof text, NULL));
    SAME(text, "15.40 EUR");
    backoffice_document *months = NULL, *ledger = NULL, *diff = NULL;
    OK(backoffice_history_monthly(history, "2026-02-17", 2, &months));
    SAME(backoffice_document_json(months),
         "[{\"amount\":\"0.00\",\"currency\":\"EUR\"},{\"amount\":\"15.40\",\"currency\":\"EUR\"}]");
    backoffice_document_free(months);

    int64_t costs[4] = {-1, -1, -1, -1};
    REFUSED(backoffice_history_costs(history, costs, 3), BACKOFFICE_INPUT_INVALID, "count", "3");
    CHECK(costs[0] == -1);
    OK(backoffice_history_costs(history, costs, COUNT(costs)));
    CHECK(costs[0] == 0 && costs[1] == 0 && costs[2] == 0 && costs[3] == 1540);

    OK(backoffice_history_ledger(history, "2026-01-01", "2026-01-31", &ledger));
    SAME(at(ledger, "0.at.day"), "2026-01-03");
    SAME(at(ledger, "0.way"), "in");
    SAME(at(ledger, "1.value.amount"), "10.00");
    backoffice_document_free(ledger);

    /* The receipt itself, and the issue: 16.00 before, 15.40 now. */
    OK(backoffice_history_diff(history, 0, &diff));
    SAME(at(diff, "0.before"), "null");
    SAME(at(diff, "0.after.value.amount"), "1.80");
    SAME(at(diff, "1.before.value.amount"), "16.00");
    SAME(at(diff, "1.after.value.amount"), "15.40");
    backoffice_document_free(diff);

    OK(backoffice_history_amend(history, "2026-01-03", 0, "2026-01-04", 7, "20", "2.00 EUR"));
    OK(backoffice_history_delete(history, "2026-01-04", 7));
    worth(history, "50", "6.00");
    OK(backoffice_history_insert(history, "2026-03-02", 0, "50", NULL));
    worth(history, "0", "0.00");
    CHECK(backoffice_history_len(history) == 4);
    uint64_t version = backoffice_history_version(history);
    OK(backoffice_history_forget(history, version));
    REFUSED(backoffice_history_diff(history, 0, &diff), BACKOFFICE_INPUT_INVALID, "since", "0");
    OK(backoffice_history_diff(history, version, &diff));
    SAME(backoffice_document_json(diff), "[]");
    backoffice_document_free(diff);
    backoffice_history_free(history);
}

/* 100 × 0.12 + 50 × 0.10 last or dearest first; 150 × 0.11. */
static void each_method(void) {
    const char *methods[] = {"lifo", "hifo", "moving_average", "periodic_average"};
    const char *left[] = {"5.00", "5.00", "5.50", "5.50"};
    for (size_t i = 0; i < COUNT(methods); i++) {
        backoffice_history *history = bolts(methods[i]);
        worth(history, "50", left[i]);
        backoffice_history_free(history);
    }
}

static void refused(void) {
    backoffice_history *history = NULL;
    backoffice_document *none = NULL;
    const int64_t beyond[] = {20458, 1LL << 40, 20513}, twice[] = {3, 3, 3}, below[] = {0, -1, 0};
    const int64_t one_day[] = {20458, 20458, 20458}, too_many[] = {100, 100, -201};
    REFUSED(backoffice_history_new("EUR", "fifo", "default", beyond, quantity, value, NULL, 3, 0, &history),
            BACKOFFICE_INPUT_INVALID, "day", "1099511627776");
    CHECK(backoffice_last_error_row() == 1);
    REFUSED(backoffice_history_new("EUR", "fifo", "default", day, quantity, value, below, 3, 0, &history),
            BACKOFFICE_INPUT_INVALID, "sequence", "-1");
    CHECK(backoffice_last_error_row() == 1);
    REFUSED(backoffice_history_new("EUR", "fifo", "default", one_day, quantity, value, twice, 3, 0, &history),
            BACKOFFICE_INPUT_DUPLICATE, "sequence", "3");
    REFUSED(backoffice_history_new("EUR", "fifo", "default", day, too_many, value, NULL, 3, 0, &history),
            BACKOFFICE_STOCK_SHORT, "quantity", "1");
    REFUSED(backoffice_history_new("EUR", "fifo", "default", day, quantity, value, NULL, 3, 7, &history),
            BACKOFFICE_INPUT_INVALID, "digits", "7");
    REFUSED(backoffice_history_new("EUR", "fifo", "default", day, NULL, value, NULL, 3, 0, &history),
            BACKOFFICE_INPUT_NULL, "quantity", "NULL");
    REFUSED(backoffice_history_new("EUR", "hifo", "ifrs_default", NULL, NULL, NULL, NULL, 0, 0, &history),
            BACKOFFICE_STOCK_METHOD_NOT_ALLOWED, "method", "hifo");
    REFUSED(backoffice_history_new("EUR", "standard", "default", NULL, NULL, NULL, NULL, 0, 0, &history),
            BACKOFFICE_INPUT_INVALID, "method", "standard");
    REFUSED(backoffice_history_new("EUR", "fifo",
                                   "{\"base\": \"default\", \"day_order\": \"receipts_before_issues\"}", NULL, NULL,
                                   NULL, NULL, 0, 0, &history),
            BACKOFFICE_INPUT_INVALID, "day_order", "receipts_before_issues");
    CHECK(history == NULL);
    REFUSED(backoffice_history_new("EUR", "fifo", "default", day, quantity, value, NULL, 3, 0, NULL),
            BACKOFFICE_INPUT_NULL, "out", "NULL");

    history = bolts("fifo");
    REFUSED(backoffice_history_insert(history, "2026-01-06", 0, "60", NULL), BACKOFFICE_STOCK_SHORT, "quantity", "10");
    REFUSED(backoffice_history_insert(history, "2026-01-05", 0, "60", NULL), BACKOFFICE_INPUT_DUPLICATE, "sequence",
            "0");
    REFUSED(backoffice_history_insert(history, "2026-01-06", 0, "0.5", NULL), BACKOFFICE_STOCK_QUANTITY_SCALE,
            "quantity", "0.5");
    REFUSED(backoffice_history_insert(history, "2026-01-06", 0, "1", "1.00 USD"), BACKOFFICE_MONEY_MIXED_CURRENCIES,
            "value", "1.00 USD");
    REFUSED(backoffice_history_insert(history, "2026-13-01", 0, "1", NULL), BACKOFFICE_CALENDAR_INVALID_DATE, "day",
            "2026-13-01");
    REFUSED(backoffice_history_delete(history, "2026-01-05", 1), BACKOFFICE_STOCK_UNKNOWN_REFERENCE, "at",
            "2026-01-05 number 1");
    REFUSED(backoffice_history_delete(history, "2026-02-05", 0), BACKOFFICE_STOCK_SHORT, "quantity", "50");
    REFUSED(backoffice_history_amend(history, "2026-02-05", 0, "2026-03-02", 0, "100", "12.00 EUR"),
            BACKOFFICE_STOCK_SHORT, "quantity", "50");
    REFUSED(backoffice_history_diff(history, 1, &none), BACKOFFICE_INPUT_INVALID, "since", "1");
    REFUSED(backoffice_history_monthly(history, "2026-01-01", UINT32_MAX, &none), BACKOFFICE_NUMBER_OUT_OF_RANGE,
            "months", "4294967295");
    REFUSED(backoffice_history_closing(NULL, &none), BACKOFFICE_INPUT_NULL, "history", "NULL");
    REFUSED(backoffice_history_forget(NULL, 0), BACKOFFICE_INPUT_NULL, "history", "NULL");
    CHECK(none == NULL);
    size_t needed = 0;
    CHECK(backoffice_history_cost_between(history, "2026-03-01", "2026-03-01", text, 3, &needed) ==
          BACKOFFICE_INPUT_BUFFER_TOO_SMALL);
    CHECK(needed == sizeof "16.00 EUR");
    CHECK(backoffice_history_version(history) == 0 && backoffice_history_len(history) == 3);
    worth(history, "50", "6.00");
    backoffice_history_free(history);
    backoffice_history_free(NULL);
    CHECK(backoffice_history_len(NULL) == 0 && backoffice_history_version(NULL) == 0);
    CHECK(backoffice_history_memory(NULL) == 0);
}

int main(void) {
    a_late_receipt();
    each_method();
    refused();
    return 0;
}
