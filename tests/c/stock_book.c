/* The book of stock as it is amended, closed and looked back on, its postings and reports, from C. */
#include "check.h"

static char text[256];

#define EUR(amount) "{\"amount\": \"" amount "\", \"currency\": \"EUR\"}"
#define RECEIPT(id, day, quantity, cost)                                                              \
    "{\"kind\": \"receipt\", \"id\": \"" id "\", \"item\": \"tea\", \"day\": \"" day "\", \"quantity\": " \
    quantity ", \"unit_cost\": " EUR(cost) "}"
#define ISSUE(id, day, quantity) \
    "{\"kind\": \"issue\", \"id\": \"" id "\", \"item\": \"tea\", \"day\": \"" day "\", \"quantity\": " quantity "}"
#define ACCOUNTS                                                                                     \
    "{\"inventory\": \"inventory\", \"cost_of_sales\": \"cost of sales\", \"adjustment\": \"\","        \
    " \"goods_received\": \"goods received\", \"price_difference\": \"\", \"opening\": \"\","           \
    " \"write_down\": \"write-down\", \"allowance\": \"allowance\", \"purchases\": \"purchases\","      \
    " \"change_of_purchases\": \"change of stock\"}"
#define JANUARY "[{\"first\": \"2026-01-01\", \"last\": \"2026-01-31\"}]"

/* 10 at 2.00 and 10 at 3.00, of which 12 left at 20.00 + 6.00. */
static backoffice_book *tea(void) {
    backoffice_book *book = NULL;
    OK(backoffice_book_new("EUR", "fifo", "ifrs_default", &book));
    OK(backoffice_book_apply(book, RECEIPT("in 1", "2026-01-05", "10", "2.00")));
    OK(backoffice_book_apply(book, RECEIPT("in 2", "2026-01-10", "10", "3.00")));
    OK(backoffice_book_apply(book, ISSUE("out", "2026-01-20", "12")));
    return book;
}

static const char *on_hand(const backoffice_book *book) {
    OK(backoffice_book_on_hand(book, "tea", text, sizeof text, NULL));
    return text;
}

static size_t count(const backoffice_document *document) {
    size_t count = 0;
    OK(backoffice_document_count(document, "", &count));
    return count;
}

static const char *balance(const backoffice_journal *journal, const char *account) {
    OK(backoffice_journal_balance(journal, account, "EUR", text, sizeof text, NULL));
    return text;
}

static void changed(void) {
    backoffice_book *book = tea();
    backoffice_document *changes = NULL, *movements = NULL;
    backoffice_journal *journal = NULL;
    uint64_t version = 0;
    OK(backoffice_book_version(book, &version));
    CHECK(version == 3);

    /* 4 at 1.00 before all: 12 now cost 4.00 + 16.00 = 20.00. */
    OK(backoffice_book_apply(book, RECEIPT("in 0", "2026-01-02", "4", "1.00")));
    OK(backoffice_book_diff(book, version, &changes));
    CHECK(count(changes) == 2);
    SAME(at(changes, "0.movement"), "out");
    SAME(at(changes, "0.before.value.amount"), "-26.00");
    SAME(at(changes, "0.after.value.amount"), "-20.00");
    OK(backoffice_stock_post_changes(backoffice_document_json(changes), ACCOUNTS, &journal));
    SAME(balance(journal, "cost of sales"), "-6.00 EUR");
    SAME(balance(journal, "inventory"), "10.00 EUR");
    backoffice_journal_free(journal);
    backoffice_document_free(changes);
    changes = NULL;

    /* 56.00 came in, and 12 cost 4 x 1.50 + 8 x 2.00 = 22.00. */
    OK(backoffice_book_amend(book, "in 0", RECEIPT("in 0", "2026-01-02", "4", "1.50")));
    SAME(on_hand(book), "34.00 EUR");
    OK(backoffice_book_amend_on(book, "in 0", RECEIPT("in 0", "2026-01-02", "2", "1.00"), "2026-01-25"));
    SAME(on_hand(book), "30.00 EUR");
    OK(backoffice_book_delete(book, "in 0"));
    SAME(on_hand(book), "24.00 EUR");
    OK(backoffice_book_diff(book, version, &changes));
    CHECK(count(changes) == 0);
    backoffice_document_free(changes);
    changes = NULL;

    char *before = strdup(backoffice_book_json(book));
    REFUSED(backoffice_book_delete(book, "in 0"), BACKOFFICE_STOCK_UNKNOWN_REFERENCE, "id", "in 0");
    REFUSED(backoffice_book_delete_on(book, "in 1", "2026-01-32"), BACKOFFICE_CALENDAR_INVALID_DATE, "on", "2026-01-32");
    CHECK(backoffice_book_delete(book, "in 1") == BACKOFFICE_STOCK_SHORT);
    REFUSED(backoffice_book_amend(book, "in 1", ISSUE("in 1", "2026-01-05", "1")), BACKOFFICE_INPUT_INVALID, "kind", "issue");
    REFUSED(backoffice_book_diff(book, 99, &changes), BACKOFFICE_INPUT_INVALID, "since", "99");
    SAME(backoffice_book_json(book), before);
    free(before);

    OK(backoffice_book_delete_on(book, "out", "2026-01-31"));
    OK(backoffice_book_movements(book, &movements));
    CHECK(count(movements) == 2);
    backoffice_document_free(movements);
    OK(backoffice_book_version(book, &version));
    OK(backoffice_book_forget(book, version));
    REFUSED(backoffice_book_diff(book, 0, &changes), BACKOFFICE_INPUT_INVALID, "since", "0");

    /* The deletion was not known before the last day of January. */
    backoffice_book *known = NULL;
    OK(backoffice_book_known_on(book, "2026-01-30", &known));
    SAME(on_hand(known), "24.00 EUR");
    backoffice_book_free(known);
    SAME(on_hand(book), "50.00 EUR");
    backoffice_book_free(book);
}

static void closed(void) {
    backoffice_book *book = tea(), *again = NULL;
    backoffice_document *january = NULL, *closings = NULL, *value = NULL, *restated = NULL;
    OK(backoffice_book_close(book, "2026-01-31", &january));
    SAME(at(january, "entries"), "3");
    OK(backoffice_book_closings(book, &closings));
    SAME(at(closings, "0.hash"), at(january, "hash"));
    backoffice_document_free(january);
    backoffice_document_free(closings);

    const char *late = RECEIPT("in 0", "2026-01-02", "4", "1.00");
    REFUSED(backoffice_book_apply(book, late), BACKOFFICE_STOCK_PERIOD_CLOSED, "day", "2026-01-02");
    REFUSED(backoffice_book_apply_late(book, late, "2026-01-31"), BACKOFFICE_STOCK_PERIOD_CLOSED, "booked_on", "2026-01-31");
    OK(backoffice_book_apply_late(book, late, "2026-02-03"));
    OK(backoffice_book_valuation(book, &value));
    SAME(at(value, "prior_periods.0.booked_on"), "2026-02-03");
    SAME(at(value, "prior_periods.0.lines.0.before.value.amount"), "-26.00");
    SAME(at(value, "prior_periods.0.lines.0.difference.cost.amount"), "-6.00");
    OK(backoffice_stock_conserved(backoffice_document_json(value)));
    backoffice_document_free(value);

    OK(backoffice_book_amend_late(book, "in 0", RECEIPT("in 0", "2026-01-02", "4", "1.50"), "2026-02-04"));
    SAME(on_hand(book), "34.00 EUR");
    OK(backoffice_book_delete_late(book, "in 0", "2026-02-05"));
    SAME(on_hand(book), "24.00 EUR");
    OK(backoffice_book_verify(book));
    OK(backoffice_book_parse(backoffice_book_json(book), &again));
    SAME(backoffice_book_json(again), backoffice_book_json(book));
    backoffice_book_free(again);
    again = NULL;

    /* As a moving average: 8 of 20 that cost 50.00 are worth 20.00, and 30.00 have left. */
    OK(backoffice_book_restated(book, "moving_average", NULL, "2026-01-15", &restated));
    SAME(at(restated, "differences.tea.opening.amount"), "0.00");
    SAME(at(restated, "differences.tea.cost.amount"), "4.00");
    SAME(at(restated, "differences.tea.closing.amount"), "-4.00");
    OK(backoffice_book_parse(at(restated, "book"), &again));
    SAME(on_hand(again), "20.00 EUR");
    backoffice_book_free(again);
    backoffice_document_free(restated);
    restated = NULL;
    REFUSED(backoffice_book_restated(book, "lifo", "ifrs_default", "2026-01-15", &restated),
            BACKOFFICE_STOCK_METHOD_NOT_ALLOWED, "method", "lifo");

    OK(backoffice_book_reopen(book, "2026-01-31"));
    REFUSED(backoffice_book_reopen(book, "2026-01-31"), BACKOFFICE_INPUT_INVALID, "upto", "2026-01-31");
    OK(backoffice_book_apply(book, late));
    backoffice_book_free(book);
    REFUSED(backoffice_book_verify(NULL), BACKOFFICE_INPUT_NULL, "book", "NULL");
}

static void posted_and_reported(void) {
    backoffice_book *book = tea();
    backoffice_document *valuation = NULL, *report = NULL, *none = NULL;
    backoffice_journal *journal = NULL, *other = NULL;
    OK(backoffice_book_valuation(book, &valuation));
    const char *value = backoffice_document_json(valuation);

    OK(backoffice_stock_post_periodic(value, ACCOUNTS, JANUARY, &journal));
    SAME(balance(journal, "purchases"), "50.00 EUR");
    SAME(balance(journal, "change of stock"), "-24.00 EUR");
    OK(backoffice_stock_post_under(value, ACCOUNTS, "{\"periodic\": " JANUARY "}", &other));
    SAME(backoffice_journal_json(other), backoffice_journal_json(journal));
    backoffice_journal_free(other);
    other = NULL;
    REFUSED(backoffice_stock_post_under(value, ACCOUNTS, "weekly", &other), BACKOFFICE_INPUT_INVALID, "scheme", "weekly");

    /* The journal of the one scheme against that of the other. */
    OK(backoffice_stock_reports_reconcile(value, ACCOUNTS, "perpetual", "[]", journal, &report));
    SAME(at(report, "0.account"), "inventory");
    SAME(at(report, "0.difference.amount"), "0.00");
    SAME(at(report, "1.difference.amount"), "-26.00");
    backoffice_document_free(report);
    backoffice_journal_free(journal);
    journal = NULL;

    OK(backoffice_stock_post_write_downs("[{\"day\": \"2026-01-31\", \"item\": \"tea\", \"carrying\": {\"carrying\": " EUR(
                                             "20.00") ", \"allowance\": " EUR("4.00") ", \"expense\": " EUR("4.00") "}}]",
                                         ACCOUNTS, &journal));
    SAME(balance(journal, "allowance"), "-4.00 EUR");
    backoffice_journal_free(journal);

    OK(backoffice_stock_reports_ageing(value, "2026-01-31", "[20, 40]", &report));
    SAME(at(report, "0.from_days"), "21");
    SAME(at(report, "0.value.amount"), "24.00");
    backoffice_document_free(report);
    REFUSED(backoffice_stock_reports_ageing(value, "2026-01-31", "[40, 20]", &none), BACKOFFICE_INPUT_INVALID, "bands", "20");
    OK(backoffice_stock_reports_summary(value, JANUARY, &report));
    SAME(at(report, "0.received.amount"), "50.00");
    SAME(at(report, "0.closing_quantity"), "8");
    backoffice_document_free(report);
    OK(backoffice_stock_reports_lineage(value, &report));
    CHECK(count(report) == 2);
    backoffice_document_free(report);
    OK(backoffice_stock_reports_back(value, 2, &report));
    SAME(at(report, "1.origin_id"), "in 2");
    SAME(at(report, "1.value.amount"), "6.00");
    backoffice_document_free(report);
    OK(backoffice_stock_reports_forward(value, 0, &report));
    SAME(at(report, "0.id"), "out");
    backoffice_document_free(report);
    CHECK(none == NULL);
    backoffice_document_free(valuation);
    backoffice_book_free(book);

    /* 12 of 10 leave, the two at the last cost; what covers them cost 1.00 more each. */
    OK(backoffice_stock_value("[" RECEIPT("in 1", "2026-01-05", "10", "2.00") ", " ISSUE("out", "2026-01-20", "12") ", " RECEIPT(
                                  "in 2", "2026-01-25", "10", "3.00") "]",
                              "fifo", "odoo_18", &valuation));
    value = backoffice_document_json(valuation);
    OK(backoffice_stock_reports_shortages(value, &report));
    SAME(at(report, "0.covered_by_id"), "in 2");
    SAME(at(report, "0.difference.amount"), "2.00");
    backoffice_document_free(report);
    OK(backoffice_stock_reports_below_zero(value, &report));
    SAME(at(report, "0.lowest"), "-2");
    SAME(at(report, "0.to"), "2026-01-25");
    backoffice_document_free(report);
    backoffice_document_free(valuation);
}

int main(void) {
    changed();
    closed();
    posted_and_reported();
    return 0;
}
