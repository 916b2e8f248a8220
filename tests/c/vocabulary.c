/* Money, days, the journal and rule packs from C: results, refusals, ownership. */
#include "check.h"

static const backoffice_rounding CENT = {"0.01", BACKOFFICE_HALF_UP, NULL};
static char text[256];

static void money(void) {
    size_t needed = 0;
    OK(backoffice_money_add("10.00 EUR", "5.34 EUR", text, sizeof text, &needed));
    SAME(text, "15.34 EUR");
    CHECK(needed == sizeof "15.34 EUR");
    OK(backoffice_money_subtract("10 EUR", "10.01 EUR", text, sizeof text, NULL));
    SAME(text, "-0.01 EUR");
    OK(backoffice_money_share("66.66 EUR", "0.175", &CENT, text, sizeof text, NULL));
    SAME(text, "11.67 EUR");
    OK(backoffice_money_rounded("1.005", "EUR", &CENT, text, sizeof text, NULL));
    SAME(text, "1.01 EUR");
    OK(backoffice_price_times("0.125 EUR", "3", &CENT, text, sizeof text, NULL));
    SAME(text, "0.38 EUR");
    const backoffice_rounding insurance = {"0.01", BACKOFFICE_HALF_DOWN, "0.001"};
    OK(backoffice_rounding_apply(&insurance, "0.0059", text, sizeof text, NULL));
    SAME(text, "0.00");
    uint32_t digits = 9;
    OK(backoffice_minor_digits("KWD", &digits));
    CHECK(digits == 3);
    OK(backoffice_quantity_add("0.75", "kg", "0.5", "kg", text, sizeof text, NULL));
    SAME(text, "1.25");
    OK(backoffice_quantity_convert("2", "12", text, sizeof text, NULL));
    SAME(text, "24");

    const char *weights[] = {"1", "1", "1"};
    backoffice_document *parts = NULL;
    OK(backoffice_money_split("10 EUR", weights, 3, &parts));
    size_t count = 0;
    OK(backoffice_document_count(parts, "", &count));
    CHECK(count == 3);
    SAME(at(parts, "0.amount"), "3.34");
    SAME(at(parts, "2"), "{\"amount\":\"3.33\",\"currency\":\"EUR\"}");
    CHECK(strstr(backoffice_document_json(parts), "3.34") != NULL);
    CHECK(backoffice_document_json(parts) == backoffice_document_json(parts));
    SAME(backoffice_document_text(parts), backoffice_document_json(parts));
    REFUSED(backoffice_document_get(parts, "3.amount", text, sizeof text, NULL), BACKOFFICE_INPUT_MISSING, "path",
            "3.amount");
    REFUSED(backoffice_document_count(parts, "0.amount", &count), BACKOFFICE_INPUT_INVALID, "path", "\"3.34\"");
    backoffice_document_free(parts);
}

static void money_refused(void) {
    const char *weights[] = {"1", "-1"};
    backoffice_document *parts = NULL;
    strcpy(text, "untouched");
    REFUSED(backoffice_money_add("1 EUR", "1 GBP", text, sizeof text, NULL), BACKOFFICE_MONEY_MIXED_CURRENCIES,
            "currency", "GBP");
    REFUSED(backoffice_money_add("1.005 EUR", "1 EUR", text, sizeof text, NULL),
            BACKOFFICE_MONEY_TOO_MANY_DECIMALS, "a.amount", "1.005");
    REFUSED(backoffice_money_add("1 EUX", "1 EUR", text, sizeof text, NULL), BACKOFFICE_MONEY_UNKNOWN_CURRENCY,
            "a.currency", "EUX");
    REFUSED(backoffice_money_add("1,00 EUR", "1 EUR", text, sizeof text, NULL), BACKOFFICE_NUMBER_NOT_EXACT,
            "a.amount", "1,00");
    REFUSED(backoffice_money_add("792281625142643375935439503.35 EUR", "1 EUR", text, sizeof text, NULL),
            BACKOFFICE_NUMBER_OUT_OF_RANGE, "amount", "792281625142643375935439503.35 EUR");
    REFUSED(backoffice_money_add(NULL, "1 EUR", text, sizeof text, NULL), BACKOFFICE_INPUT_NULL, "a", "NULL");
    REFUSED(backoffice_money_add("1 EUR", "1 \xff", text, sizeof text, NULL), BACKOFFICE_INPUT_NOT_UTF8, "b",
            "1 \xef\xbf\xbd");
    backoffice_rounding by = {"0.01", 0, NULL};
    REFUSED(backoffice_money_share("1 EUR", "0.1", &by, text, sizeof text, NULL), BACKOFFICE_INPUT_INVALID, "by.mode",
            "0");
    by = (backoffice_rounding){NULL, BACKOFFICE_UP, NULL};
    REFUSED(backoffice_money_share("1 EUR", "0.1", &by, text, sizeof text, NULL), BACKOFFICE_INPUT_NULL, "by.step",
            "NULL");
    REFUSED(backoffice_money_share("1 EUR", "0.1", NULL, text, sizeof text, NULL), BACKOFFICE_INPUT_NULL, "by",
            "NULL");
    by = (backoffice_rounding){"0.01", BACKOFFICE_UP, "0"};
    REFUSED(backoffice_rounding_apply(&by, "1", text, sizeof text, NULL), BACKOFFICE_INPUT_INVALID, "by.step", "0");
    REFUSED(backoffice_quantity_add("1", "kg", "1", "pcs", text, sizeof text, NULL), BACKOFFICE_QUANTITY_MIXED_UNITS,
            "unit", "pcs");
    SAME(text, "untouched");

    size_t needed = 0;
    char small[4] = "abc";
    REFUSED(backoffice_money_add("1 EUR", "1 EUR", small, sizeof small, &needed), BACKOFFICE_INPUT_BUFFER_TOO_SMALL,
            "size", "4");
    SAME(small, "abc");
    CHECK(needed == sizeof "2.00 EUR");
    CHECK(backoffice_money_add("1 EUR", "1 EUR", NULL, 0, NULL) == BACKOFFICE_INPUT_BUFFER_TOO_SMALL);

    REFUSED(backoffice_money_split("1 EUR", weights, 2, &parts), BACKOFFICE_MONEY_NO_WEIGHTS, "weights", "1, -1");
    REFUSED(backoffice_money_split("1 EUR", NULL, 0, &parts), BACKOFFICE_MONEY_NO_WEIGHTS, "weights", "");
    REFUSED(backoffice_money_split("1 EUR", NULL, 2, &parts), BACKOFFICE_INPUT_NULL, "weights", "NULL");
    weights[1] = NULL;
    REFUSED(backoffice_money_split("1 EUR", weights, 2, &parts), BACKOFFICE_INPUT_NULL, "weights.1", "NULL");
    CHECK(parts == NULL);
    REFUSED(backoffice_money_split("1 EUR", weights, 1, NULL), BACKOFFICE_INPUT_NULL, "out", "NULL");
}

static void days(void) {
    backoffice_period period;
    uint32_t count = 0;
    OK(backoffice_period_month(2026, 2, &period));
    SAME(period.first, "2026-02-01");
    SAME(period.last, "2026-02-28");
    OK(backoffice_period_new("2026-03-01", "2026-03-02", &period));
    OK(backoffice_period_week(2026, 14, &period));
    SAME(period.first, "2026-03-30");
    OK(backoffice_fiscal_year_containing(4, 6, "2010-12-10", &period));
    SAME(period.last, "2011-04-05");
    OK(backoffice_fiscal_year_label(4, 6, "2010-12-10", text, sizeof text, NULL));
    SAME(text, "2010-11");
    OK(backoffice_pay_days_per_year("weekly", &count));
    CHECK(count == 52);

    REFUSED(backoffice_period_month(2026, 13, &period), BACKOFFICE_CALENDAR_INVALID_DATE, "date", "2026-13-01");
    REFUSED(backoffice_period_month(12345, 1, &period), BACKOFFICE_CALENDAR_INVALID_PERIOD, "year", "+12345-01-01");
    REFUSED(backoffice_period_new("2026-03-02", "2026-03-01", &period), BACKOFFICE_CALENDAR_INVALID_PERIOD, "last",
            "2026-03-01");
    REFUSED(backoffice_period_new("2026-3-2", "2026-03-01", &period), BACKOFFICE_CALENDAR_INVALID_DATE, "first",
            "2026-3-2");
    REFUSED(backoffice_pay_days_per_year("hourly", &count), BACKOFFICE_INPUT_INVALID, "frequency", "hourly");
    SAME(period.last, "2011-04-05");

    backoffice_business_days *working = NULL;
    REFUSED(backoffice_business_days_parse("{\"weekend\": [\"Caturday\"]}", &working), BACKOFFICE_INPUT_INVALID,
            "document.weekend.0", "Caturday");
    REFUSED(backoffice_business_days_parse("{\"weekend\": [", &working), BACKOFFICE_INPUT_TRUNCATED, "document",
            "{\"weekend\": [");
    CHECK(working == NULL);
    OK(backoffice_business_days_parse("{\"weekend\": [\"Sat\", \"Sun\"], \"holidays\": [\"2026-04-03\"]}", &working));
    OK(backoffice_business_days_on_or_after(working, "2026-04-03", text, sizeof text, NULL));
    SAME(text, "2026-04-06");
    OK(backoffice_business_days_on_or_before(working, "2026-04-05", text, sizeof text, NULL));
    SAME(text, "2026-04-02");
    OK(backoffice_period_week(2026, 14, &period));
    OK(backoffice_business_days_count(working, &period, &count));
    CHECK(count == 4);
    memset(period.first, 'x', sizeof period.first);
    REFUSED(backoffice_business_days_count(working, &period, &count), BACKOFFICE_CALENDAR_INVALID_DATE,
            "within.first", "xxxxxxxxxxx");
    backoffice_business_days_free(working);
}

static void journal(void) {
    backoffice_journal *book = NULL, *other = NULL;
    OK(backoffice_journal_new(&book));
    OK(backoffice_journal_post(book, "2010-12-01", "receivable", "11.75 GBP", "invoice 1"));
    OK(backoffice_journal_post(book, "2010-12-01", "sales", "-10.00 GBP", "invoice 1"));
    REFUSED(backoffice_journal_balanced(book), BACKOFFICE_LEDGER_UNBALANCED, "journal", "1.75 GBP");
    OK(backoffice_journal_post(book, "2010-12-01", "output vat", "-1.75 GBP", "invoice 1"));
    OK(backoffice_journal_balanced(book));
    OK(backoffice_journal_balance(book, "sales", "GBP", text, sizeof text, NULL));
    SAME(text, "-10.00 GBP");
    OK(backoffice_journal_turnover(book, "GBP", text, sizeof text, NULL));
    SAME(text, "11.75 GBP");

    char *before = strdup(backoffice_journal_json(book));
    REFUSED(backoffice_journal_post(book, "2010-12-01", "", "1 GBP", ""), BACKOFFICE_INPUT_MISSING, "account", "");
    REFUSED(backoffice_journal_post(book, "2010-12-32", "sales", "1 GBP", ""), BACKOFFICE_CALENDAR_INVALID_DATE, "on",
            "2010-12-32");
    REFUSED(backoffice_journal_post(NULL, "2010-12-01", "sales", "1 GBP", ""), BACKOFFICE_INPUT_NULL, "journal",
            "NULL");
    SAME(backoffice_journal_json(book), before);
    OK(backoffice_journal_parse(before, &other));
    OK(backoffice_journal_append(book, other));
    OK(backoffice_journal_append(book, book));
    CHECK(backoffice_journal_count(book) == 12);
    CHECK(backoffice_journal_count(other) == 3);
    CHECK(strcmp(backoffice_journal_json(book), before) != 0);
    backoffice_journal_free(other);
    other = NULL;
    REFUSED(backoffice_journal_parse("[{\"day\": \"2010-12-01\", \"account\": \"sales\", \"reference\": \"\","
                                     " \"amount\": {\"amount\": 1.5, \"currency\": \"GBP\"}}]",
                                     &other),
            BACKOFFICE_INPUT_FLOAT, "document.0.amount.amount", "1.5");
    CHECK(other == NULL);
    free(before);
    backoffice_journal_free(book);
}

static void law(void) {
    backoffice_pack *pack = NULL, *copy = NULL;
    backoffice_document *figure = NULL;
    OK(backoffice_pack_embedded("uk.vat", &pack));
    SAME(backoffice_pack_id(pack), "uk.vat");
    CHECK(strlen(backoffice_pack_revision(pack)) > 0);
    OK(backoffice_pack_rate(pack, "standard", "2010-12-01", &figure));
    SAME(at(figure, "value"), "0.175");
    SAME(at(figure, "since"), "2010-01-01");
    backoffice_document_free(figure);
    figure = NULL;
    REFUSED(backoffice_pack_rate(pack, "standard", "1900-01-01", &figure), BACKOFFICE_LAW_NONE_IN_FORCE, "standard",
            "1900-01-01");
    REFUSED(backoffice_pack_amount(pack, "luxury", "2010-12-01", &figure), BACKOFFICE_LAW_UNKNOWN_KEY, "key", "luxury");
    REFUSED(backoffice_pack_scale(pack, "luxury", "2010-12-01", &figure), BACKOFFICE_LAW_UNKNOWN_KEY, "key", "luxury");
    CHECK(figure == NULL);
    REFUSED(backoffice_pack_embedded("xx", &copy), BACKOFFICE_LAW_UNSUPPORTED, "pack", "xx");
    REFUSED(backoffice_pack_parse("id = 7", &copy), BACKOFFICE_LAW_PACK_INVALID, "pack", "line 1");
    CHECK(copy == NULL);
    backoffice_pack_free(pack);
}

static void nothing(void) {
    backoffice_document_free(NULL);
    backoffice_business_days_free(NULL);
    backoffice_journal_free(NULL);
    backoffice_pack_free(NULL);
    CHECK(backoffice_document_json(NULL) == NULL);
    CHECK(backoffice_document_text(NULL) == NULL);
    CHECK(backoffice_journal_json(NULL) == NULL);
    CHECK(backoffice_journal_count(NULL) == 0);
    CHECK(backoffice_pack_id(NULL) == NULL);
    CHECK(backoffice_pack_revision(NULL) == NULL);
}

int main(void) {
    CHECK(backoffice_last_error_status() == BACKOFFICE_OK);
    SAME(backoffice_last_error_code(), "");
    CHECK(backoffice_last_error_row() == -1);
    money();
    money_refused();
    days();
    journal();
    law();
    nothing();
    return 0;
}
