/* What stands apart from the book of stock, from C. */
#include "check.h"

static char text[256];

#define USD(amount) "{\"amount\": \"" amount "\", \"currency\": \"USD\"}"
#define EUR(amount) "{\"amount\": \"" amount "\", \"currency\": \"EUR\"}"

static void lots(void) {
    backoffice_document *bought = NULL, *sold = NULL, *none = NULL;
    const char *empty = "{\"booking\": \"STRICT\", \"framework\": \"any\", \"cut\": \"cumulative\", \"rounding\": \"half_up\"}";
    OK(backoffice_stock_lots_book(empty, "2026-01-15",
                                  "[{\"item\": \"HOOL\", \"quantity\": 50, \"cost\": {\"unit_cost\": \"115.00\", \"currency\": \"USD\"}},"
                                  " {\"item\": \"HOOL\", \"quantity\": 3, \"cost\": {\"total_cost\": \"350.00\", \"currency\": \"USD\", \"label\": \"b\"}}]",
                                  &bought));
    char *inventory = strdup(at(bought, "inventory"));
    OK(backoffice_stock_lots_book(inventory, "2026-06-01",
                                  "[{\"item\": \"HOOL\", \"quantity\": \"-2\", \"cost\": {\"label\": \"b\"}}]", &sold));
    SAME(at(sold, "booked.0.cost.value.amount"), "-233.33");
    SAME(at(sold, "inventory.lots.1.cost.value.amount"), "116.67");
    backoffice_document_free(bought);
    backoffice_document_free(sold);

#define SALE(quantity, cost) "[{\"item\": \"HOOL\", \"quantity\": " quantity ", \"cost\": {" cost "}}]"
    REFUSED(backoffice_stock_lots_book(inventory, "2026-06-01", SALE("-2", ""), &none), BACKOFFICE_STOCK_LOT_AMBIGUOUS,
            "cost", "{}");
    CHECK(backoffice_last_error_row() == 0);
    REFUSED(backoffice_stock_lots_book(inventory, "2026-06-01", SALE("-2", "\"unit_cost\": 9"), &none),
            BACKOFFICE_STOCK_LOT_UNMATCHED, "cost", "{9}");
    REFUSED(backoffice_stock_lots_book(inventory, "2026-06-01", SALE("-4", "\"label\": \"b\""), &none),
            BACKOFFICE_STOCK_SHORT, "quantity", "-4");
    REFUSED(backoffice_stock_lots_book(inventory, "2026-06-31", "[]", &none), BACKOFFICE_CALENDAR_INVALID_DATE, "on",
            "2026-06-31");
    REFUSED(backoffice_stock_lots_book("{\"booking\": \"strict\"}", "2026-06-01", "[]", &none), BACKOFFICE_INPUT_INVALID,
            "inventory.booking", "strict");
    CHECK(none == NULL);
    free(inventory);
}

static void allocation(void) {
    backoffice_document *parts = NULL;
    const char *lines = "[{\"quantity\": 1, \"weight\": \"50\"}, {\"quantity\": 1, \"weight\": \"50\"},"
                        " {\"quantity\": 1, \"weight\": \"20\"}]";
    OK(backoffice_stock_allocation_allocate("100.00 EUR", lines, "weight", "largest_remainder_last", &parts));
    SAME(at(parts, "0.amount"), "41.66");
    SAME(at(parts, "2.amount"), "16.67");
    backoffice_document_free(parts);
    parts = NULL;
    REFUSED(backoffice_stock_allocation_allocate("1 EUR", lines, "volume", "last", &parts), BACKOFFICE_INPUT_MISSING,
            "lines.0.volume", "");
    REFUSED(backoffice_stock_allocation_allocate("1 EUR", "[{\"quantity\": 1, \"manual\": " EUR("2") "}]", "manual", "last",
                                                 &parts),
            BACKOFFICE_STOCK_ALLOCATION_DIFFERS, "amount", "1.00 EUR");
    CHECK(parts == NULL);
    OK(backoffice_stock_allocation_landed("[{\"amount\": " USD("10") ", \"rate\": \"62.9\"},"
                                          " {\"amount\": {\"amount\": \"100\", \"currency\": \"INR\"}, \"rate\": 1}]",
                                          "INR", "half_up", text, sizeof text, NULL));
    SAME(text, "729.00 INR");
}

static void retail(void) {
    const char *year = "{\"opening\": [{\"cost\": " USD("58000") ", \"retail\": " USD("100000") "}],"
                       " \"purchases\": {\"cost\": " USD("122000") ", \"retail\": " USD("200000") "},"
                       " \"markups\": " USD("20000") ", \"markdowns\": " USD("30000") ", \"sales\": " USD("186000") "}";
    backoffice_document *estimate = NULL;
    OK(backoffice_stock_retail_estimate(year, "conventional", "ifrs", NULL, &estimate));
    SAME(at(estimate, "closing.cost.amount"), "58500.00");
    backoffice_document_free(estimate);
    OK(backoffice_stock_retail_estimate(year, "average", "any", "{\"step\": \"0.01\", \"mode\": \"half_up\"}", &estimate));
    SAME(at(estimate, "closing.cost.amount"), "64480.00");
    backoffice_document_free(estimate);
    estimate = NULL;
    REFUSED(backoffice_stock_retail_estimate(year, "lifo", "ifrs", NULL, &estimate), BACKOFFICE_STOCK_METHOD_NOT_ALLOWED,
            "method", "retail lifo");
    CHECK(estimate == NULL);
}

static void write_downs(void) {
    const char *held = "[{\"name\": \"chair\", \"cost\": " EUR("900") ", \"measure\": {\"sale\":"
                       " {\"selling_price\": " EUR("1000") ", \"selling_costs\": " EUR("150") "}}},"
                       " {\"name\": \"timber\", \"cost\": " EUR("300") ", \"measure\": {\"material\":"
                       " {\"product_covers_cost\": true, \"replacement_cost\": " EUR("240") "}}}]";
    backoffice_document *assessment = NULL;
    OK(backoffice_stock_nrv_assess("2026-12-31", held, "item_by_item", "{}", &assessment));
    SAME(at(assessment, "carrying.amount"), "1150.00");
    backoffice_journal *journal = NULL;
    OK(backoffice_stock_nrv_post(backoffice_document_json(assessment),
                                 "{\"allowance\": \"allowance\", \"write_down\": \"w\", \"cost_of_sales\": \"c\"}",
                                 &journal));
    OK(backoffice_journal_balance(journal, "allowance", "EUR", text, sizeof text, NULL));
    SAME(text, "-50.00 EUR");
    backoffice_journal_free(journal);
    backoffice_document_free(assessment);
    assessment = NULL;
    OK(backoffice_stock_nrv_assess("2027-12-31", "[]", "by_group", "{\"chair\": " EUR("50") "}", &assessment));
    SAME(at(assessment, "expense.amount"), "-50.00");
    backoffice_document_free(assessment);
}

static void units(void) {
    const char *screws = "{\"base\": \"pcs\", \"decimals\": 0, \"units\": {\"box\": \"12\", \"pallet\": \"125/2\"}}";
    OK(backoffice_stock_units_in_base(screws, "{\"amount\": 2, \"unit\": \"pallet\"}", text, sizeof text, NULL));
    SAME(text, "125");
    REFUSED(backoffice_stock_units_in_base(screws, "{\"amount\": 1, \"unit\": \"pallet\"}", text, sizeof text, NULL),
            BACKOFFICE_STOCK_QUANTITY_SCALE, "quantity", "1 pallet");
    REFUSED(backoffice_stock_units_in_base(screws, "{\"amount\": 1, \"unit\": \"kg\"}", text, sizeof text, NULL),
            BACKOFFICE_STOCK_UNIT_UNKNOWN, "unit", "kg");
    backoffice_document *boxes = NULL;
    OK(backoffice_stock_units_convert(screws, "{\"amount\": 30, \"unit\": \"pcs\"}", "box", &boxes));
    SAME(at(boxes, "amount"), "2.5");
    backoffice_document_free(boxes);
    OK(backoffice_stock_units_convert_rounded(screws, "{\"amount\": 30, \"unit\": \"pcs\"}", "box",
                                              "{\"step\": \"1\", \"mode\": \"ceiling\"}", &boxes));
    SAME(at(boxes, "amount"), "3");
    backoffice_document_free(boxes);
}

static void expiry(void) {
    const char *shelf = "[{\"lot\": \"A\", \"quantity\": 10, \"expires\": \"2026-03-31\", \"value\": " EUR("8") "},"
                        " {\"lot\": \"B\", \"quantity\": 8, \"expires\": \"2026-03-15\"},"
                        " {\"lot\": \"C\", \"quantity\": 5, \"expires\": \"2026-02-28\"}]";
    backoffice_document *picks = NULL, *report = NULL;
    OK(backoffice_stock_expiry_pick(shelf, "20", "{\"day\": \"2026-03-01\"}", &picks));
    SAME(at(picks, "picks.0.lot"), "B");
    SAME(at(picks, "missing"), "2");
    SAME(at(picks, "passed_over.0.lot"), "C");
    backoffice_document_free(picks);
    OK(backoffice_stock_expiry_report(shelf, "2026-03-01", "[14, 30]", "EUR", &report));
    SAME(at(report, "within.1.value.amount"), "8.00");
    backoffice_document_free(report);
    report = NULL;
    REFUSED(backoffice_stock_expiry_report(shelf, "2026-03-01", "[30, 14]", "EUR", &report), BACKOFFICE_INPUT_INVALID,
            "bounds.1", "14");
    CHECK(report == NULL);
}

static void consignment(void) {
#define NOTE(kind, day, quantity, more)                                                             \
    "{\"kind\": \"" kind "\", \"party\": \"Hydra\", \"item\": \"valve\", \"day\": \"" day "\", " more \
    "\"quantity\": " quantity "}"
    backoffice_document *book = NULL;
    OK(backoffice_stock_consignment_placed("[" NOTE("arrived", "2026-01-07", "100", "\"cost\": " EUR("250") ", ") ", "
                                           NOTE("used", "2026-02-03", "30", "") "]", "EUR", &book));
    SAME(at(book, "balances.0.value.amount"), "175.00");
    backoffice_journal *journal = NULL;
    OK(backoffice_stock_consignment_post(backoffice_document_json(book),
                                         "{\"inventory\": \"i\", \"on_consignment\": \"o\", \"cost_of_sales\": \"c\","
                                         " \"payables\": \"p\"}",
                                         &journal));
    OK(backoffice_journal_balance(journal, "c", "EUR", text, sizeof text, NULL));
    SAME(text, "75.00 EUR");
    backoffice_journal_free(journal);
    backoffice_document_free(book);
    OK(backoffice_stock_consignment_held("[" NOTE("arrived", "2026-01-07", "100", "") ", "
                                         NOTE("used", "2026-02-03", "30", "\"unit_price\": " EUR("4.20") ", ") "]", "EUR",
                                         &book));
    SAME(at(book, "moves.1.value.amount"), "126.00");
    backoffice_document_free(book);
    book = NULL;
    REFUSED(backoffice_stock_consignment_held("[" NOTE("used", "2026-02-03", "30", "\"unit_price\": " EUR("4.20") ", ") "]",
                                              "EUR", &book),
            BACKOFFICE_STOCK_SHORT, "quantity", "30");
    CHECK(book == NULL);
}

int main(void) {
    lots();
    allocation();
    retail();
    write_downs();
    units();
    expiry();
    consignment();
    return 0;
}
