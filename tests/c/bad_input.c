/* What people get wrong: each is refused by name and value, and what it was done to is as it was before. */
#include "check.h"

#define EUR(amount) "{\"amount\": \"" amount "\", \"currency\": \"EUR\"}"
#define POSTING(amount) \
    "[{\"day\": \"2026-03-31\", \"account\": \"cash\", \"amount\": " amount ", \"reference\": \"1\"}]"

static char text[64];

static void documents(void) {
    backoffice_journal *journal = NULL;
    REFUSED(backoffice_journal_parse("[{\"day\": \"2026-03-31\"", &journal), BACKOFFICE_INPUT_TRUNCATED, "document",
            "[{\"day\": \"2026-03-31\"");
    REFUSED(backoffice_journal_parse(POSTING("{\"amount\": \"1\", \"currency\": \"EUX\"}"), &journal),
            BACKOFFICE_MONEY_UNKNOWN_CURRENCY, "document.0.amount.currency", "EUX");
    REFUSED(backoffice_journal_parse(POSTING(EUR("1.005")), &journal), BACKOFFICE_MONEY_TOO_MANY_DECIMALS,
            "document.0.amount.amount", "1.005");
    REFUSED(backoffice_journal_parse("[{\"day\": \"2026-03-31\", \"account\": \"\x80\"}]", &journal),
            BACKOFFICE_INPUT_NOT_UTF8, "document", "[{\"day\": \"2026-03-31\", \"account\": \"\xef\xbf\xbd\"}]");
    REFUSED(backoffice_journal_parse(NULL, &journal), BACKOFFICE_INPUT_NULL, "document", "NULL");
    REFUSED(backoffice_journal_parse(POSTING("{\"amount\": \"1\", \"currency\": \"EUR\", \"amount\": \"2\"}"), &journal),
            BACKOFFICE_INPUT_DUPLICATE, "document.0.amount.amount", "amount");
    CHECK(journal == NULL);

    OK(backoffice_journal_parse(POSTING(EUR("1.00")), &journal));
    char *before = strdup(backoffice_journal_json(journal));
    REFUSED(backoffice_journal_post(journal, "2026-03-31", "cash", "1 EUX", ""), BACKOFFICE_MONEY_UNKNOWN_CURRENCY,
            "amount.currency", "EUX");
    REFUSED(backoffice_journal_post(journal, "2026-03-31", "cash", "1.005 EUR", ""), BACKOFFICE_MONEY_TOO_MANY_DECIMALS,
            "amount.amount", "1.005");
    REFUSED(backoffice_journal_post(journal, "2026-03-31", "\xff", "1 EUR", ""), BACKOFFICE_INPUT_NOT_UTF8, "account",
            "\xef\xbf\xbd");
    REFUSED(backoffice_journal_post(journal, "2026-03-31", NULL, "1 EUR", ""), BACKOFFICE_INPUT_NULL, "account", "NULL");
    SAME(backoffice_journal_json(journal), before);
    free(before);
    backoffice_journal_free(journal);
}

#define EMPLOYEE(code)                                                                                     \
    "{\"id\": \"ada\", \"frequency\": \"monthly\", \"basis\": {\"hourly\": {\"amount\": \"20\","           \
    " \"currency\": \"GBP\"}}, \"rounding\": {\"step\": \"0.01\", \"mode\": \"half_up\"},"                 \
    " \"profile\": {\"jurisdiction\": \"uk\", \"tax_code\": \"" code "\", \"category\": \"A\"}}"

static void pay(void) {
    backoffice_pack *law = NULL, *vat = NULL;
    backoffice_period april;
    backoffice_document *none = NULL;
    OK(backoffice_pack_embedded("uk.wages", &law));
    OK(backoffice_pack_embedded("uk.vat", &vat));
    OK(backoffice_period_month(2026, 4, &april));
    REFUSED(backoffice_payroll_slip(EMPLOYEE("1257L"), &april, "2026-04-30",
                                    "[{\"kind\": \"basic\", \"worked\": {\"minutes\": -60}}]", law, &none),
            BACKOFFICE_PAYROLL_NEGATIVE_HOURS, "pays.0.worked", "-1 h");
    CHECK(backoffice_hours_count("{\"start\": \"2026-11-02T18:00\", \"end\": \"2026-11-02T17:00\"}", "{}", &none) ==
          BACKOFFICE_PAYROLL_NEGATIVE_HOURS);
    SAME(backoffice_last_error_field(), "end");
    REFUSED(backoffice_payroll_slip(EMPLOYEE("1257Q"), &april, "2026-04-30", "[]", law, &none),
            BACKOFFICE_TAX_CODE_INVALID, "employee.profile.tax_code", "1257Q");
    REFUSED(backoffice_pack_rate(vat, "standard", "1973-03-31", &none), BACKOFFICE_LAW_NONE_IN_FORCE, "standard",
            "1973-03-31");
    CHECK(none == NULL);
    backoffice_pack_free(law);
    backoffice_pack_free(vat);
}

static void roster(void) {
    const backoffice_budget budget = {.nodes = 1000, .seed = 1};
    backoffice_roster *none = NULL;
    CHECK(backoffice_scheduling_solve("{\"period\": {\"first\": \"2026-03-30\", \"last\": \"2026-03-30\"},"
                                      " \"people\": [{\"name\": \"ada\"}], \"shifts\": [{\"name\": \"early\","
                                      " \"start\": \"06:00\", \"end\": \"14:00\", \"needs\": [{\"needed\": 1}]}],"
                                      " \"rules\": {\"rules\": [{\"name\": \"busy\", \"strength\": \"hard\", \"limit\":"
                                      " {\"total\": {\"of\": \"days\", \"per\": \"period\", \"least\": 2}}}]}}",
                                      budget, NULL, NULL, &none) == BACKOFFICE_SCHEDULING_INFEASIBLE);
    SAME(backoffice_last_error_field(), "people");
    SAME(backoffice_last_error_value(), "ada");
    CHECK(none == NULL);
}

static void stock(void) {
    backoffice_book *book = NULL;
    OK(backoffice_book_new("EUR", "fifo", "ifrs_default", &book));
    OK(backoffice_book_receive(book, "bolt", "2026-01-05", "1", "1 EUR"));
    char *before = strdup(backoffice_book_json(book));
    REFUSED(backoffice_book_apply(book, "{\"kind\": \"receipt\", \"item\": \"nut\", \"day\": \"2026-01-06\","
                                        " \"quantity\": 1}"),
            BACKOFFICE_STOCK_NO_COST, "unit_cost", "");
    CHECK(strstr(backoffice_last_error_message(), "nut") != NULL);
    SAME(backoffice_book_json(book), before);
    OK(backoffice_book_quantity(book, "nut", text, sizeof text, NULL));
    SAME(text, "0");
    free(before);
    backoffice_book_free(book);
}

static void chain(void) {
    backoffice_document *rules = NULL, *draft = NULL, *issued = NULL, *start = NULL, *sealed = NULL, *head = NULL;
    OK(backoffice_invoice_rules("EN16931", "EUR", &rules));
    OK(backoffice_invoice_draft("{\"kind\": \"380\", \"currency\": \"EUR\", \"day\": \"2026-03-02\", \"buyer\": \"Ada\","
                                " \"lines\": [{\"description\": \"lamp\", \"quantity\": 1, \"price\": " EUR("10.00")
                                ", \"tax\": {\"category\": \"S\", \"rate\": \"0.2\"}}]}",
                                backoffice_document_json(rules), &draft));
    OK(backoffice_invoice_issue(backoffice_document_json(draft), "A1", &issued));
    OK(backoffice_chain_start("canonical_json", &start));
    OK(backoffice_chain_append(backoffice_document_json(start), backoffice_document_json(issued), &sealed, &head));
    char book[8192];
    snprintf(book, sizeof book, "[%s]", backoffice_document_json(sealed));
    OK(backoffice_chain_audit(book, backoffice_document_json(head)));
    memcpy(strstr(book, "\"Ada\""), "\"Eda\"", 5);
    REFUSED(backoffice_chain_audit(book, backoffice_document_json(head)), BACKOFFICE_INVOICE_CHAIN_BROKEN, "documents.0",
            "A1");
    backoffice_document_free(rules);
    backoffice_document_free(draft);
    backoffice_document_free(issued);
    backoffice_document_free(start);
    backoffice_document_free(sealed);
    backoffice_document_free(head);
}

int main(void) {
    documents();
    pay();
    roster();
    stock();
    chain();
    return 0;
}
