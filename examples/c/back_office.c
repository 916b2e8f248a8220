/* A back office in one page: a payslip, an invoice and a stock valuation. */
#include <backoffice.h>
#include <stdio.h>
#include <stdlib.h>

/* Ends the program with what went wrong; a real one would give its handles back and go on. */
static void must(backoffice_status status) {
    if (status != BACKOFFICE_OK) {
        fprintf(stderr, "%s: %s\n", backoffice_last_error_code(), backoffice_last_error_message());
        exit(1);
    }
}

static const char *at(const backoffice_document *document, const char *path) {
    static char text[64];
    must(backoffice_document_get(document, path, text, sizeof text, NULL));
    return text;
}

static void payslip(backoffice_journal *journal) {
    backoffice_pack *law = NULL;
    backoffice_period april;
    backoffice_document *slip = NULL, *trace = NULL;
    backoffice_journal *own = NULL;

    must(backoffice_pack_embedded("uk.wages", &law));
    must(backoffice_period_month(2026, 4, &april));
    must(backoffice_payroll_slip_traced(
        "{\"id\": \"ada\", \"name\": \"Ada Byron\", \"frequency\": \"monthly\","
        " \"basis\": {\"salaried\": {\"amount\": \"3000.00\", \"currency\": \"GBP\"}},"
        " \"contract_hours\": \"150\", \"rounding\": {\"step\": \"0.01\", \"mode\": \"half_up\"},"
        " \"profile\": {\"jurisdiction\": \"uk\", \"tax_code\": \"1257L\", \"category\": \"A\"}}",
        &april, "2026-04-30",
        "[{\"kind\": \"overtime\", \"worked\": {\"hours\": \"6.5\"}, \"factor\": \"1.5\"},"
        " {\"kind\": \"expense\", \"amount\": {\"amount\": \"84.20\", \"currency\": \"GBP\"}}]",
        law, &slip, &trace));
    puts(backoffice_document_text(slip));
    puts(backoffice_document_text(trace));

    must(backoffice_payroll_post(
        backoffice_document_json(slip),
        "{\"wages\": \"wages\", \"contributions\": \"employer contributions\", \"pension\": \"employer pension\","
        " \"expenses\": \"staff expenses\", \"net_pay\": \"net pay payable\", \"pension_payable\": \"pension payable\","
        " \"other_deductions\": \"deductions payable\", \"authorities\": {\"HMRC\": \"due to HMRC\"}}",
        &own));
    must(backoffice_journal_append(journal, own));

    backoffice_journal_free(own);
    backoffice_document_free(trace);
    backoffice_document_free(slip);
    backoffice_pack_free(law);
}

static void invoice(backoffice_journal *journal) {
    static const char *document =
        "{\"kind\": \"380\", \"currency\": \"GBP\", \"day\": \"2010-12-01\", \"buyer\": \"Mary Shelley\", \"lines\": ["
        "{\"description\": \"lantern\", \"quantity\": 1, \"price\": {\"amount\": \"55.55\", \"currency\": \"GBP\"},"
        " \"tax\": {\"category\": \"S\", \"rate\": \"0.175\"}},"
        "{\"description\": \"candle\", \"quantity\": 1, \"price\": {\"amount\": \"11.11\", \"currency\": \"GBP\"},"
        " \"tax\": {\"category\": \"S\", \"rate\": \"0.175\"}}]}";
    backoffice_document *rules = NULL, *draft = NULL, *issued = NULL;
    backoffice_series *series = NULL;
    backoffice_journal *own = NULL;
    char number[64];

    must(backoffice_invoice_rules("EN16931", "GBP", &rules));
    must(backoffice_invoice_draft(document, backoffice_document_json(rules), &draft));

    /* Inside the database transaction: issue, store the invoice, store the series. */
    must(backoffice_series_parse(
        "{\"id\": \"sales\", \"pattern\": \"INV-{year}-{number:5}\", \"restart\": \"yearly\"}", &series));
    must(backoffice_series_issue(series, "2010-12-01", number, sizeof number, NULL));
    must(backoffice_invoice_issue(backoffice_document_json(draft), number, &issued));
    printf("%s: %s GBP", number, at(issued, "totals.net.amount"));
    printf(" and VAT %s", at(issued, "totals.tax.amount"));
    printf(" are %s\n", at(issued, "totals.due.amount"));
    printf("to be stored with it: %s\n\n", backoffice_series_json(series));

    must(backoffice_invoice_post(backoffice_document_json(issued),
                                 "{\"receivable\": \"receivable\", \"revenue\": \"sales\","
                                 " \"tax\": [{\"category\": \"S\", \"account\": \"output vat\"}]}",
                                 &own));
    must(backoffice_journal_append(journal, own));

    backoffice_journal_free(own);
    backoffice_series_free(series);
    backoffice_document_free(issued);
    backoffice_document_free(draft);
    backoffice_document_free(rules);
}

static void stock(backoffice_journal *journal) {
    backoffice_book *book = NULL;
    backoffice_document *valuation = NULL;
    backoffice_journal *own = NULL;
    char text[64];

    must(backoffice_book_new("GBP", "fifo", "ifrs_default", &book));
    must(backoffice_book_receive(book, "lantern", "2010-11-02", "100", "21.50 GBP"));
    must(backoffice_book_receive(book, "lantern", "2010-11-20", "100", "22.10 GBP"));
    must(backoffice_book_issue(book, "lantern", "2010-12-01", "150"));
    if (backoffice_book_issue(book, "lantern", "2010-12-01", "51") == BACKOFFICE_STOCK_SHORT) /* not a crash */
        printf("refused: %s\n", backoffice_last_error_message());
    must(backoffice_book_on_hand(book, "lantern", text, sizeof text, NULL));
    printf("lanterns on the shelf: %s\n", text);

    must(backoffice_book_valuation(book, &valuation));
    must(backoffice_stock_post(backoffice_document_json(valuation),
                               "{\"inventory\": \"inventory\", \"cost_of_sales\": \"cost of sales\","
                               " \"adjustment\": \"adjustments\", \"goods_received\": \"goods received\","
                               " \"price_difference\": \"price differences\", \"opening\": \"opening\"}",
                               &own));
    must(backoffice_journal_append(journal, own));

    backoffice_journal_free(own);
    backoffice_document_free(valuation);
    backoffice_book_free(book);
}

int main(void) {
    backoffice_journal *journal = NULL;
    char turnover[64];

    must(backoffice_journal_new(&journal));
    payslip(journal);
    invoice(journal);
    stock(journal);
    must(backoffice_journal_balanced(journal));
    must(backoffice_journal_turnover(journal, "GBP", turnover, sizeof turnover, NULL));
    printf("%zu postings balance at %s\n", backoffice_journal_count(journal), turnover);
    backoffice_journal_free(journal);
    return 0;
}
