/* Stated figures, corrections, advances and claims from C. */
#include "check.h"

static char text[256];

#define LINE(quantity, price)                                                                             \
    "{\"description\": \"lamp\", \"quantity\": \"" quantity "\", \"price\": {\"amount\": \"" price        \
    "\", \"currency\": \"EUR\"}, \"tax\": {\"category\": \"S\", \"rate\": \"0.19\"}}"
#define DOCUMENT(kind, side, line)                                                                 \
    "{\"kind\": \"" kind "\", \"side\": \"" side "\", \"currency\": \"EUR\", \"day\": \"2026-03-02\"," \
    "\"lines\": [" line "]}"

static char rules[4096];

static backoffice_document *issued(const char *document, const char *number) {
    backoffice_document *draft = NULL, *invoice = NULL;
    OK(backoffice_invoice_draft(document, rules, &draft));
    OK(backoffice_invoice_issue(backoffice_document_json(draft), number, &invoice));
    backoffice_document_free(draft);
    return invoice;
}

static char *list(const backoffice_document *one) {
    const char *json = backoffice_document_json(one);
    char *text = malloc(strlen(json) + 3);
    CHECK(text != NULL);
    sprintf(text, "[%s]", json);
    return text;
}

static void stated_figures(void) {
    const char *received =
        "{\"currency\": \"EUR\", \"lines\": [{\"net\": \"128.47\", \"price\": \"128.47\", \"category\": \"S\","
        "\"rate\": \"19\"}], \"totals\": {\"sum\": \"128.47\", \"net\": \"128.47\", \"tax\": \"25.40\","
        "\"gross\": \"153.87\", \"due\": \"153.87\"}, \"breakdown\": [{\"category\": \"S\", \"rate\": \"19.0\","
        "\"base\": \"128.47\", \"tax\": \"25.40\"}]}";
    backoffice_document *report = NULL;
    OK(backoffice_invoice_validate(received, "official", &report));
    SAME(at(report, "failed"), "[]");
    backoffice_document_free(report);
    report = NULL;
    OK(backoffice_invoice_validate(received, "exact", &report));
    SAME(at(report, "failed"), "[\"BR-CO-17\",\"BR-S-09\"]");
    SAME(at(report, "findings.0.field"), "breakdown.0.tax");
    SAME(at(report, "findings.0.computed"), "24.41");
    SAME(at(report, "findings.0.difference"), "0.99");
    const char *json = backoffice_document_json(report);
    OK(backoffice_invoice_verdict(json, "BR-S-09", text, sizeof text, NULL));
    SAME(text, "failed");
    OK(backoffice_invoice_verdict(json, "BR-CO-15", text, sizeof text, NULL));
    SAME(text, "passed");
    OK(backoffice_invoice_verdict(json, "BR-CO-25", text, sizeof text, NULL));
    SAME(text, "not_checked");
    backoffice_document_free(report);
    report = NULL;
    /* Whatever is stated is judged. */
    OK(backoffice_invoice_validate("{\"lines\": [{\"net\": \"NaN\", \"category\": \"IC\"}]}", "exact", &report));
    backoffice_document_free(report);
    report = NULL;
    REFUSED(backoffice_invoice_validate("{}", "loose", &report), BACKOFFICE_INPUT_INVALID, "strength", "loose");
    REFUSED(backoffice_invoice_validate(NULL, "exact", &report), BACKOFFICE_INPUT_NULL, "stated", "NULL");
    CHECK(report == NULL);

    backoffice_document *checked = NULL;
    OK(backoffice_invoice_rules_checked(&checked));
    SAME(at(checked, "0.id"), "BR-05");
    backoffice_document_free(checked);

    backoffice_document *invoice = issued(DOCUMENT("380", "sale", LINE("3", "3.35")), "A1"), *stated = NULL;
    OK(backoffice_invoice_stated(backoffice_document_json(invoice), &stated));
    SAME(at(stated, "breakdown.0.rate"), "19");
    OK(backoffice_invoice_validate(backoffice_document_json(stated), "exact", &report));
    SAME(at(report, "failed"), "[]");
    backoffice_document_free(report);
    backoffice_document_free(stated);
    backoffice_document_free(invoice);
}

static void corrections(void) {
    backoffice_document *invoice = issued(DOCUMENT("380", "sale", LINE("3", "3.35")), "A1"), *drafts = NULL;
    const char *json = backoffice_document_json(invoice);
    const char *right = DOCUMENT("380", "sale", LINE("2", "3.35"));
    OK(backoffice_invoice_corrections(json, "[]", right, "difference", "two came", "2026-04-01", &drafts));
    SAME(at(drafts, "0.document.kind"), "381");
    SAME(at(drafts, "0.totals.net.amount"), "3.35");
    SAME(at(drafts, "0.document.note"), "two came");
    backoffice_document_free(drafts);
    drafts = NULL;
    OK(backoffice_invoice_corrections(json, "[]", right, "replacement", "two came", "2026-04-01", &drafts));
    SAME(at(drafts, "1.document.kind"), "384");
    backoffice_document_free(drafts);
    drafts = NULL;
    REFUSED(backoffice_invoice_corrections(json, "[]", right, "difference", "", "2026-04-01", &drafts),
            BACKOFFICE_INPUT_MISSING, "reason", "");
    CHECK(drafts == NULL);
    backoffice_document *note = NULL;
    OK(backoffice_invoice_credit(json, "[]", "{\"share\": \"0.5\"}", "2026-04-01", &note));
    SAME(at(note, "document.lines.0.quantity"), "1.5");
    backoffice_document_free(note);
    backoffice_document_free(invoice);
}

static void advances(void) {
    backoffice_document *advance = issued(DOCUMENT("386", "sale", LINE("1", "100.00")), "A1"), *last = NULL;
    char *invoiced = list(advance);
    OK(backoffice_invoice_deduct(DOCUMENT("380", "sale", LINE("1", "1000.00")), rules, invoiced, &last));
    SAME(at(last, "advances.0.parts.0.tax.amount"), "19.00");
    backoffice_document_free(last);
    last = NULL;
    REFUSED(backoffice_invoice_deduct(DOCUMENT("380", "sale", LINE("1", "99.99")), rules, invoiced, &last),
            BACKOFFICE_INVOICE_DEDUCTION_TOO_GREAT, "advances", "100.00 EUR");
    CHECK(last == NULL);
    free(invoiced);
    backoffice_document_free(advance);
    backoffice_document *accounts = NULL;
    OK(backoffice_invoice_accounts_of_deposits("{\"revenue\": \"sales\", \"deposits_received\": \"deposits\"}", &accounts));
    SAME(at(accounts, "revenue"), "deposits");
    backoffice_document_free(accounts);
}

static void books(void) {
    backoffice_document *bought = issued(
        "{\"kind\": \"380\", \"side\": \"purchase\", \"currency\": \"EUR\", \"day\": \"2026-03-02\", \"lines\":"
        "[{\"description\": \"steel\", \"quantity\": 1, \"price\": {\"amount\": \"100.00\", \"currency\": \"EUR\"},"
        "\"tax\": {\"category\": \"AE\", \"rate\": \"0\"}}]}",
        "S-77");
    const char *json = backoffice_document_json(bought);
    const char *accounts =
        "{\"payable\": \"p\", \"expense\": \"e\", \"reverse\": [{\"category\": \"AE\", \"rate\": \"0.19\","
        "\"output\": \"owed\", \"input\": \"asked\"}]}";
    backoffice_document *rows = NULL;
    OK(backoffice_invoice_reverse_charged(json, accounts, &rows));
    SAME(at(rows, "0.1.tax.amount"), "19.00");
    backoffice_document_free(rows);
    backoffice_journal *journal = NULL;
    OK(backoffice_invoice_post(json, accounts, &journal));
    OK(backoffice_journal_balanced(journal));
    backoffice_journal_free(journal);
    backoffice_document_free(bought);

    backoffice_document *invoice = issued(DOCUMENT("380", "sale", LINE("1", "100.00")), "A1"), *claim = NULL;
    OK(backoffice_invoice_claim(backoffice_document_json(invoice), &claim));
    SAME(at(claim, "owed.amount"), "119.00");
    SAME(at(claim, "booked.amount"), "119.00");
    backoffice_document_free(claim);
    backoffice_document_free(invoice);
    const char *owed = "{\"owed\": {\"amount\": \"119.00\", \"currency\": \"USD\"},"
                       "\"booked\": {\"amount\": \"100.00\", \"currency\": \"EUR\"}}";
    const char *cent = "{\"step\": \"0.01\", \"mode\": \"half_up\"}";
    backoffice_document *settled = NULL;
    OK(backoffice_invoice_claim_settle(owed, "{\"amount\": \"59.50\", \"currency\": \"USD\"}",
                                       "{\"amount\": \"52.00\", \"currency\": \"EUR\"}", cent, &settled));
    SAME(at(settled, "difference.amount"), "2.00");
    SAME(at(settled, "left.booked.amount"), "50.00");
    backoffice_document_free(settled);
    settled = NULL;
    REFUSED(backoffice_invoice_claim_settle(owed, "{\"amount\": \"119.01\", \"currency\": \"USD\"}",
                                            "{\"amount\": \"1.00\", \"currency\": \"EUR\"}", cent, &settled),
            BACKOFFICE_INPUT_INVALID, "paid", "119.01 USD");
    CHECK(settled == NULL);
}

int main(void) {
    backoffice_document *preset = NULL;
    OK(backoffice_invoice_rules("EN16931", "EUR", &preset));
    snprintf(rules, sizeof rules, "%s", backoffice_document_json(preset));
    backoffice_document_free(preset);
    stated_figures();
    corrections();
    advances();
    books();
    return 0;
}
