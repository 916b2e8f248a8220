/* Stock from C. */
#include "check.h"

static char text[256];

#define RECEIPT(day, quantity, cost)                                                              \
    "{\"kind\": \"receipt\", \"item\": \"bolt\", \"day\": \"" day "\", \"quantity\": \"" quantity \
    "\", \"unit_cost\": {\"amount\": \"" cost "\", \"currency\": \"EUR\"}}"
#define ISSUE(day, quantity) \
    "{\"kind\": \"issue\", \"item\": \"bolt\", \"day\": \"" day "\", \"quantity\": " quantity "}"
#define MOVES RECEIPT("2026-01-05", "100", "0.10") ", " RECEIPT("2026-02-05", "100", "0.12") ", "

static void at_once(void) {
    backoffice_document *fifo = NULL, *average = NULL;
    const char *moves = "[" MOVES ISSUE("2026-03-01", "\"150\"") "]";
    OK(backoffice_stock_value(moves, "fifo", "ifrs_default", &fifo));
    OK(backoffice_stock_value(moves, "moving_average", "default", &average));
    SAME(at(fifo, "items.bolt.cost.amount"), "16.00");
    SAME(at(fifo, "total.amount"), "6.00");
    SAME(at(average, "items.bolt.cost.amount"), "16.50");
    OK(backoffice_stock_conserved(backoffice_document_json(fifo)));

    backoffice_journal *journal = NULL;
    OK(backoffice_stock_post(backoffice_document_json(fifo),
                             "{\"inventory\": \"inventory\", \"cost_of_sales\": \"cost of sales\","
                             " \"adjustment\": \"adjustment\", \"goods_received\": \"goods received\","
                             " \"price_difference\": \"differences\", \"opening\": \"opening\"}",
                             &journal));
    OK(backoffice_journal_balanced(journal));
    OK(backoffice_journal_balance(journal, "inventory", "EUR", text, sizeof text, NULL));
    SAME(text, "6.00 EUR");
    backoffice_journal_free(journal);

    /* A policy may be written out; this one is that of the valuation before. */
    backoffice_document *again = NULL;
    OK(backoffice_stock_value(moves, "fifo", at(fifo, "policy"), &again));
    SAME(backoffice_document_json(again), backoffice_document_json(fifo));
    backoffice_document_free(again);

    char *altered = strdup(backoffice_document_json(fifo));
    memcpy(strstr(altered, "\"total\":{\"amount\":\"6"), "\"total\":{\"amount\":\"7", 20);
    CHECK(backoffice_stock_conserved(altered) == BACKOFFICE_STOCK_NOT_CONSERVED);
    free(altered);
    backoffice_document_free(fifo);
    backoffice_document_free(average);

    backoffice_document *carrying = NULL;
    OK(backoffice_stock_lower_of_cost_and_nrv(
        "720000 EUR",
        "{\"selling_price\": {\"amount\": \"740000\", \"currency\": \"EUR\"},"
        " \"selling_costs\": {\"amount\": \"50000\", \"currency\": \"EUR\"}}",
        "0 EUR", &carrying));
    SAME(at(carrying, "expense.amount"), "30000.00");
    backoffice_document_free(carrying);
}

static void refused(void) {
    backoffice_document *none = NULL;
    REFUSED(backoffice_stock_value("[" MOVES ISSUE("2026-03-01", "\"1000\"") "]", "fifo", "default", &none),
            BACKOFFICE_STOCK_SHORT, "quantity", "1000");
    CHECK(backoffice_last_error_row() == 2);
    REFUSED(backoffice_stock_value("[" MOVES "{\"kind\": \"receipt\", \"item\": \"bolt\", \"day\": \"2026-03-01\","
                                   " \"quantity\": 1}]",
                                   "fifo", "default", &none),
            BACKOFFICE_STOCK_NO_COST, "unit_cost", "");
    REFUSED(backoffice_stock_value("[" ISSUE("2026-03-01", "1.5") "]", "fifo", "default", &none),
            BACKOFFICE_INPUT_FLOAT, "movements.0.quantity", "1.5");
    REFUSED(backoffice_stock_value("[" RECEIPT("2026-02-30", "1", "1") "]", "fifo", "default", &none),
            BACKOFFICE_CALENDAR_INVALID_DATE, "movements.0.day", "2026-02-30");
    REFUSED(backoffice_stock_value("[" RECEIPT("2026-02-05", "1", "0,1") "]", "fifo", "default", &none),
            BACKOFFICE_NUMBER_NOT_EXACT, "movements.0.unit_cost.amount", "0,1");
    REFUSED(backoffice_stock_value("[", "fifo", "default", &none), BACKOFFICE_INPUT_TRUNCATED, "movements", "[");
    REFUSED(backoffice_stock_value("[]", "nifo", "default", &none), BACKOFFICE_INPUT_INVALID, "method", "nifo");
    REFUSED(backoffice_stock_value("[]", "fifo", "gaap", &none), BACKOFFICE_INPUT_INVALID, "policy", "gaap");
    REFUSED(backoffice_stock_value("[]", "lifo", "ifrs_default", &none), BACKOFFICE_INPUT_MISSING, "movements", "");
    REFUSED(backoffice_stock_value(NULL, "fifo", "default", &none), BACKOFFICE_INPUT_NULL, "movements", "NULL");
    CHECK(none == NULL);
}

static void one_by_one(void) {
    backoffice_book *book = NULL, *copy = NULL;
    REFUSED(backoffice_book_new("EUR", "lifo", "ifrs_default", &book), BACKOFFICE_STOCK_METHOD_NOT_ALLOWED, "method",
            "lifo");
    REFUSED(backoffice_book_new("EUX", "fifo", "ifrs_default", &book), BACKOFFICE_MONEY_UNKNOWN_CURRENCY, "currency",
            "EUX");
    CHECK(book == NULL);
    OK(backoffice_book_new("EUR", "fifo", "ifrs_default", &book));
    OK(backoffice_book_receive(book, "bolt", "2026-01-05", "100", "0.10 EUR"));
    OK(backoffice_book_apply(book, RECEIPT("2026-02-05", "100", "0.12")));
    OK(backoffice_book_issue(book, "bolt", "2026-03-01", "150"));
    OK(backoffice_book_on_hand(book, "bolt", text, sizeof text, NULL));
    SAME(text, "6.00 EUR");
    OK(backoffice_book_quantity(book, "bolt", text, sizeof text, NULL));
    SAME(text, "50");

    char *before = strdup(backoffice_book_json(book));
    REFUSED(backoffice_book_issue(book, "bolt", "2026-03-02", "51"), BACKOFFICE_STOCK_SHORT, "quantity", "51");
    REFUSED(backoffice_book_receive(book, "bolt", "2026-03-02", "1", "0.10 GBP"), BACKOFFICE_MONEY_MIXED_CURRENCIES,
            "unit_cost", "GBP");
    REFUSED(backoffice_book_receive(book, "bolt", "2026-03-02", "1", "0.10"), BACKOFFICE_INPUT_INVALID,
            "unit_cost.money", "0.10");
    REFUSED(backoffice_book_apply(book, "{\"kind\": \"receive\"}"), BACKOFFICE_INPUT_INVALID, "movement.kind",
            "receive");
    SAME(backoffice_book_json(book), before);
    OK(backoffice_book_parse(before, &copy));
    SAME(backoffice_book_json(copy), before);
    free(before);

    backoffice_document *valuation = NULL;
    OK(backoffice_book_valuation(copy, &valuation));
    SAME(at(valuation, "total.amount"), "6.00");
    backoffice_document_free(valuation);
    backoffice_book_free(copy);
    backoffice_book_free(book);
    backoffice_book_free(NULL);
    CHECK(backoffice_book_json(NULL) == NULL);
}

int main(void) {
    at_once();
    refused();
    one_by_one();
    return 0;
}
