/* Invoices, numbers and chains from C. */
#include "check.h"

static char text[8192];

#define LINE(name, price)                                                                                 \
    "{\"description\": \"" name "\", \"quantity\": 1, \"price\": {\"amount\": \"" price                   \
    "\", \"currency\": \"EUR\"}, \"tax\": {\"category\": \"S\", \"rate\": \"0.23\"}}"
#define DOCUMENT(lines) "{\"kind\": \"380\", \"currency\": \"EUR\", \"day\": \"2026-03-02\", \"lines\": [" lines "]}"
#define BOTH DOCUMENT(LINE("desk lamp", "55.55") ", " LINE("stapler", "11.11"))

static char *rules(const char *name) {
    backoffice_document *rules = NULL;
    OK(backoffice_invoice_rules(name, "EUR", &rules));
    char *json = strdup(backoffice_document_json(rules));
    backoffice_document_free(rules);
    return json;
}

static backoffice_document *issued(const char *rules, const char *number) {
    backoffice_document *draft = NULL, *invoice = NULL;
    OK(backoffice_invoice_draft(BOTH, rules, &draft));
    OK(backoffice_invoice_issue(backoffice_document_json(draft), number, &invoice));
    backoffice_document_free(draft);
    return invoice;
}

static void totals(const char *en16931) {
    backoffice_document *totals = NULL, *trace = NULL;
    char *per_line = rules("PER_LINE");
    bool adds_up = false;
    OK(backoffice_invoice_totals(BOTH, per_line, &totals));
    SAME(at(totals, "tax.amount"), "15.34");
    backoffice_document_free(totals);
    OK(backoffice_invoice_totals_traced(BOTH, en16931, &totals, &trace));
    SAME(at(totals, "tax.amount"), "15.33");
    CHECK(strstr(backoffice_document_text(trace), "15.33") != NULL);
    OK(backoffice_invoice_adds_up(backoffice_document_json(totals), &adds_up));
    CHECK(adds_up);
    backoffice_document_free(totals);
    backoffice_document_free(trace);
    free(per_line);

    totals = NULL;
    REFUSED(backoffice_invoice_totals(DOCUMENT(""), en16931, &totals), BACKOFFICE_INVOICE_EMPTY, "lines", "");
    REFUSED(backoffice_invoice_totals(DOCUMENT(LINE("lamp", "1e3")), en16931, &totals), BACKOFFICE_NUMBER_NOT_EXACT,
            "written.lines.0.price.amount", "1e3");
    REFUSED(backoffice_invoice_totals(BOTH, "{}", &totals), BACKOFFICE_INPUT_MISSING, "rules.line", "");
    REFUSED(backoffice_invoice_rules("GAAP", "EUR", &totals), BACKOFFICE_INPUT_INVALID, "rules", "GAAP");
    CHECK(totals == NULL);

    backoffice_document *tax = NULL;
    OK(backoffice_invoice_tax("{\"decision\": {\"place\": \"GB\", \"liable\": \"supplier\", \"category\": \"S\","
                              " \"rate_of\": \"GB\", \"reason\": \"at home\", \"source\": \"the Act\", \"pack\": \"eu.vat\","
                              " \"revision\": \"1\"}, \"category\": \"S\", \"rate\": \"0.2\", \"source\": \"the Act\"}",
                              &tax));
    SAME(at(tax, "rate"), "0.2");
    backoffice_document_free(tax);
}

#define ADVANCED                                                                                          \
    "{\"kind\": \"380\", \"currency\": \"EUR\", \"day\": \"2026-03-02\", \"tax_point\": \"2026-02-28\", "      \
    "\"lines\": [" LINE("kitchen", "1000") "], \"advances\": [%s]}"

static void lives(const char *en16931) {
    backoffice_document *invoice = issued(en16931, "A1"), *out = NULL, *advance = NULL;
    const char *json = backoffice_document_json(invoice);
    OK(backoffice_invoice_advance(json, &advance));
    SAME(at(advance, "number"), "A1");
    char *final = malloc(strlen(backoffice_document_json(advance)) + sizeof(ADVANCED));
    sprintf(final, ADVANCED, backoffice_document_json(advance));
    OK(backoffice_invoice_totals(final, en16931, &out));
    SAME(at(out, "net.amount"), "933.34");
    SAME(at(out, "tax.amount"), "214.67");
    backoffice_document_free(out);
    OK(backoffice_invoice_tax_point(final, &out));
    SAME(backoffice_document_json(out), "\"2026-02-28\"");
    backoffice_document_free(out);
    backoffice_document_free(advance);
    free(final);

    OK(backoffice_invoice_state(json, &out));
    SAME(backoffice_document_json(out), "\"issued\"");
    backoffice_document_free(out);
    out = NULL;
    REFUSED(backoffice_invoice_void(json, "2026-03-03", "", &out), BACKOFFICE_INPUT_MISSING, "voided.reason", "");
    OK(backoffice_invoice_void(json, "2026-03-03", "misprint", &out));
    SAME(at(out, "voided.reason"), "misprint");
    backoffice_document *none = NULL;
    REFUSED(backoffice_invoice_void(backoffice_document_json(out), "2026-03-04", "again", &none),
            BACKOFFICE_INVOICE_STATE, "state", "voided");
    backoffice_document_free(out);
    OK(backoffice_invoice_correct(
        json, "{\"number\": \"C1\", \"day\": \"2026-04-01\", \"reason\": \"returned\"}", &out));
    REFUSED(backoffice_invoice_void(backoffice_document_json(out), "2026-04-04", "late", &none),
            BACKOFFICE_INVOICE_STATE, "state", "corrected");
    CHECK(none == NULL);
    backoffice_document_free(out);
    backoffice_document_free(invoice);
}

static void states(const char *en16931) {
    backoffice_document *draft = NULL, *other = NULL, *note = NULL;
    OK(backoffice_invoice_draft(BOTH, en16931, &draft));
    OK(backoffice_invoice_change(backoffice_document_json(draft), DOCUMENT(LINE("lamp", "10")), &other));
    SAME(at(other, "totals.net.amount"), "10.00");
    backoffice_document_free(draft);
    backoffice_document_free(other);

    backoffice_document *invoice = issued(en16931, "A1"), *none = NULL;
    const char *json = backoffice_document_json(invoice);
    backoffice_document *filing = NULL, *lines = NULL, *bought = NULL;
#define SOLD                                                                                                      \
    "{\"day\": \"2026-03-02\", \"supplier\": {\"country\": \"DE\"}, \"customer\": {\"country\": \"DE\"," \
    " \"taxable\": false}, \"what\": {\"goods\": {\"from\": \"DE\", \"to\": \"DE\"}}}"
#define AT_HOME                                                                                                   \
    "{\"place\": \"DE\", \"liable\": \"supplier\", \"category\": \"S\", \"reason\": \"at home\","            \
    " \"source\": \"art. 32\", \"pack\": \"eu.vat\", \"revision\": \"1\"}"
    OK(backoffice_invoice_filing_sold("DE", SOLD, AT_HOME, &filing));
    OK(backoffice_invoice_filing_bought("DE", SOLD, AT_HOME, &bought));
    OK(backoffice_invoice_tax_lines(json, backoffice_document_json(filing), &lines));
    SAME(at(lines, "0.document"), "A1");
    backoffice_document_free(filing);
    backoffice_document_free(bought);
    backoffice_document_free(lines);
    REFUSED(backoffice_invoice_change(json, BOTH, &none), BACKOFFICE_INVOICE_ISSUED, "number", "A1");
    OK(backoffice_invoice_credit(json, "[]", "{\"lines\": [{\"line\": 1, \"quantity\": 1}]}", "2026-04-01", &note));
    SAME(at(note, "totals.net.amount"), "11.11");
    char *earlier = malloc(strlen(backoffice_document_json(note)) + 64);
    backoffice_document *credited = NULL;
    OK(backoffice_invoice_issue(backoffice_document_json(note), "C1", &credited));
    earlier = realloc(earlier, strlen(backoffice_document_json(credited)) + 3);
    sprintf(earlier, "[%s]", backoffice_document_json(credited));
    CHECK(backoffice_invoice_credit(json, earlier, "{\"lines\": [{\"line\": 1, \"quantity\": 1}]}", "2026-04-02",
                                    &none) == BACKOFFICE_INVOICE_CREDIT_TOO_GREAT);
    CHECK(none == NULL);
    free(earlier);
    backoffice_document_free(credited);
    backoffice_document_free(note);

    backoffice_journal *journal = NULL;
    OK(backoffice_invoice_post(json,
                               "{\"receivable\": \"receivable\", \"revenue\": \"sales\","
                               " \"tax\": [{\"category\": \"S\", \"account\": \"output vat\"}]}",
                               &journal));
    OK(backoffice_journal_balanced(journal));
    OK(backoffice_journal_balance(journal, "receivable", "EUR", text, sizeof text, NULL));
    SAME(text, "81.99 EUR");
    backoffice_journal_free(journal);
    backoffice_document_free(invoice);
}

static void series(void) {
    backoffice_series *series = NULL;
    char number[64] = "untouched";
    REFUSED(backoffice_series_parse("{\"id\": \"sales\", \"pattern\": \"INV-{year}\", \"restart\": \"yearly\"}", &series),
            BACKOFFICE_INVOICE_PATTERN_INVALID, "series.pattern", "INV-{year}");
    REFUSED(backoffice_series_parse("\xff", &series), BACKOFFICE_INPUT_NOT_UTF8, "series", "\xef\xbf\xbd");
    REFUSED(backoffice_series_parse(NULL, &series), BACKOFFICE_INPUT_NULL, "series", "NULL");
    CHECK(series == NULL);
    OK(backoffice_series_parse("{\"id\": \"sales\", \"pattern\": \"INV-{year}-{number:5}{mod97}\","
                               " \"restart\": \"yearly\", \"chronological\": true}",
                               &series));
    char *fresh = strdup(backoffice_series_json(series));
    REFUSED(backoffice_series_issue(series, "2026-12-31", number, 4, NULL), BACKOFFICE_INPUT_BUFFER_TOO_SMALL, "size",
            "4");
    SAME(number, "untouched");
    SAME(backoffice_series_json(series), fresh);
    OK(backoffice_series_issue(series, "2026-12-31", number, sizeof number, NULL));
    SAME(number, "INV-2026-0000158");
    CHECK(strcmp(backoffice_series_json(series), fresh) != 0);
    REFUSED(backoffice_series_issue(series, "2026-12-30", number, sizeof number, NULL),
            BACKOFFICE_INVOICE_DAY_BEFORE_LAST, "day", "2026-12-30");
    OK(backoffice_series_unchanged(series, 1));
    REFUSED(backoffice_series_unchanged(series, 0), BACKOFFICE_INVOICE_SERIES_CONFLICT, "version", "0");

    backoffice_document *read = NULL, *many = NULL, *claim = NULL, *granted = NULL, *found = NULL;
    OK(backoffice_series_read(series, number, &read));
    SAME(at(read, "number"), "1");
    OK(backoffice_series_claim(series, "[\"2026-12-31\", \"2026-12-31\"]", &claim));
    SAME(at(claim, "count"), "2");
    OK(backoffice_series_issue_many(series, "[\"2026-12-31\", \"2027-01-01\"]", &many));
    SAME(at(many, "1.text"), "INV-2027-0000179");
    snprintf(text, sizeof text, "[%s]", at(many, "0"));
    OK(backoffice_series_audit(series, text, "[]", &found));
    SAME(at(found, "gaps.0.period"), "2027-01-01");
    backoffice_document_free(found);

    backoffice_series *again = NULL;
    OK(backoffice_series_parse(fresh, &again));
    OK(backoffice_series_granted(again, backoffice_document_json(claim),
                                 "{\"first\": 5, \"last\": \"2026-12-31\", \"version\": 9}", &granted));
    SAME(at(granted, "1.counter"), "6");
    backoffice_series_free(again);
    backoffice_document_free(read);
    backoffice_document_free(many);
    backoffice_document_free(claim);
    backoffice_document_free(granted);
    backoffice_series_free(series);
    free(fresh);
    backoffice_series_free(NULL);
    CHECK(backoffice_series_json(NULL) == NULL);
}

static void desk(void) {
    backoffice_series *series = NULL;
    backoffice_allocator *desk = NULL, *copy = NULL;
    backoffice_document *first = NULL, *second = NULL, *outcome = NULL;
    OK(backoffice_series_parse("{\"id\": \"till\", \"pattern\": \"T{number:4}\", \"restart\": \"never\"}", &series));
    OK(backoffice_allocator_new(series, &desk));
    backoffice_series_free(series);
    OK(backoffice_allocator_allocate(desk, "2026-03-02", &first));
    OK(backoffice_allocator_allocate(desk, "2026-03-02", &second));
    SAME(backoffice_document_text(second), "T0002");
    char *before = strdup(backoffice_allocator_json(desk));
    REFUSED(backoffice_allocator_abandon(desk, backoffice_document_json(first), "", &outcome), BACKOFFICE_INPUT_MISSING,
            "reason", "");
    SAME(backoffice_allocator_json(desk), before);
    OK(backoffice_allocator_abandon(desk, backoffice_document_json(first), "printer jam", &outcome));
    SAME(at(outcome, "voided.reason"), "printer jam");
    OK(backoffice_allocator_commit(desk, backoffice_document_json(second)));
    REFUSED(backoffice_allocator_commit(desk, backoffice_document_json(second)), BACKOFFICE_INVOICE_NUMBER_INVALID,
            "number", "T0002");
    OK(backoffice_allocator_parse(before, &copy));
    SAME(backoffice_allocator_json(copy), before);
    free(before);
    backoffice_document_free(first);
    backoffice_document_free(second);
    backoffice_document_free(outcome);
    backoffice_allocator_free(copy);
    backoffice_allocator_free(desk);
    backoffice_allocator_free(NULL);
    CHECK(backoffice_allocator_json(NULL) == NULL);
}

static void audits(void) {
    backoffice_document *found = NULL, *profile = NULL, *breaches = NULL, *counters = NULL;
    size_t count = 9;
    OK(backoffice_numbering_audit("[1, 2, 4, 7]", "{\"voids\": [3]}", &found));
    SAME(at(found, "gaps.0.first"), "5");
    OK(backoffice_numbering_profile("ES", &profile));
    OK(backoffice_numbering_check(backoffice_document_json(profile), "[[\"A1\", \"2026-03-02\"], [\"A1\", \"2026-03-02\"]]",
                                  &breaches));
    SAME(at(breaches, "0.number"), "A1");
    OK(backoffice_numbering_check_counters(backoffice_document_json(profile), "[1, 3]", "[2]", &counters));
    OK(backoffice_document_count(counters, "", &count));
    CHECK(count == 0);
    backoffice_document_free(found);
    backoffice_document_free(profile);
    backoffice_document_free(breaches);
    backoffice_document_free(counters);
}

static void chain(const char *en16931) {
    backoffice_document *head = NULL, *sealed[3] = {NULL, NULL, NULL};
    const char *numbers[] = {"A1", "A2", "A3"};
    OK(backoffice_chain_start("canonical_json", &head));
    for (int i = 0; i < 3; i++) {
        backoffice_document *invoice = issued(en16931, numbers[i]), *after = NULL;
        OK(backoffice_chain_append(backoffice_document_json(head), backoffice_document_json(invoice), &sealed[i], &after));
        if (i == 0) {
            OK(backoffice_chain_canonical(backoffice_document_json(invoice), text, sizeof text, NULL));
            CHECK(strstr(text, "\"number\":\"A1\"") != NULL);
        }
        backoffice_document_free(head);
        backoffice_document_free(invoice);
        head = after;
    }
    static char book[65536];
    const char *json = backoffice_document_json(head);
    snprintf(book, sizeof book, "[%s,%s,%s]", backoffice_document_json(sealed[0]), backoffice_document_json(sealed[1]),
             backoffice_document_json(sealed[2]));
    OK(backoffice_chain_audit(book, json));
    OK(backoffice_chain_audit(book, NULL));
    snprintf(book, sizeof book, "[%s,%s]", backoffice_document_json(sealed[0]), backoffice_document_json(sealed[2]));
    CHECK(backoffice_chain_audit(book, json) == BACKOFFICE_INVOICE_CHAIN_BROKEN);
    SAME(backoffice_last_error_value(), "A3");
    snprintf(book, sizeof book, "[%s,%s,%s]", backoffice_document_json(sealed[1]), backoffice_document_json(sealed[0]),
             backoffice_document_json(sealed[2]));
    CHECK(backoffice_chain_audit(book, json) == BACKOFFICE_INVOICE_CHAIN_BROKEN);
    snprintf(book, sizeof book, "[%s]", backoffice_document_json(sealed[0]));
    *strstr(book, "desk lamp") = 'D';
    CHECK(backoffice_chain_audit(book, NULL) == BACKOFFICE_INVOICE_CHAIN_BROKEN);
    for (int i = 0; i < 3; i++)
        backoffice_document_free(sealed[i]);
    backoffice_document_free(head);
}

int main(void) {
    char *en16931 = rules("EN16931");
    totals(en16931);
    lives(en16931);
    states(en16931);
    series();
    desk();
    audits();
    chain(en16931);
    free(en16931);
    return 0;
}
