/* Receivables from C. */
#include "check.h"

static char text[256];

#define USD(amount) "{\"amount\": \"" amount "\", \"currency\": \"USD\"}"
#define EUR(amount) "{\"amount\": \"" amount "\", \"currency\": \"EUR\"}"
#define ITEMS                                                                                              \
    "[{\"number\": \"1\", \"customer\": \"Ada\", \"day\": \"2026-03-02\", \"due\": \"2026-04-01\","        \
    " \"amount\": " USD("100.00") ", \"open\": " USD("100.00") ","                                         \
    " \"discounts\": [{\"until\": \"2026-03-12\", \"share\": \"0.02\"}],"                                  \
    " \"booked\": {\"amount\": " EUR("90.00") ", \"open\": " EUR("90.00") "}}]"
#define PAYMENTS                                                                                           \
    "[{\"id\": \"p1\", \"customer\": \"Ada\", \"day\": \"2026-03-12\", \"amount\": " USD("98.00") ","      \
    " \"references\": [\"1\"], \"booked\": " EUR("90.16") "}]"
#define POLICY "{\"order\": [\"reference\", \"oldest_first\"], \"rounding\": \"half_up\"}"

static void payments(void) {
    backoffice_document *allocation = NULL;
    OK(backoffice_receivables_allocate(ITEMS, PAYMENTS, POLICY, &allocation));
    SAME(at(allocation, "applied.0.discount.amount"), "2.00");
    SAME(at(allocation, "applied.0.booking.difference.amount"), "1.96");
    SAME(at(allocation, "items.0.open.amount"), "0.00");
    const char *json = backoffice_document_json(allocation);
    OK(backoffice_receivables_conserved(json, ITEMS, PAYMENTS));
    CHECK(backoffice_receivables_conserved(json, ITEMS, "[]") == BACKOFFICE_OK);
    CHECK(backoffice_receivables_conserved(json, "[]", PAYMENTS) == BACKOFFICE_LEDGER_UNBALANCED);

    backoffice_journal *journal = NULL;
    OK(backoffice_receivables_post(json,
                                   "{\"bank\": \"bank\", \"receivable\": \"receivable\", \"discount\": \"discounts\","
                                   " \"exchange_difference\": \"exchange\"}",
                                   &journal));
    OK(backoffice_journal_balance(journal, "receivable", "EUR", text, sizeof text, NULL));
    SAME(text, "-90.00 EUR");
    backoffice_journal_free(journal);
    backoffice_document_free(allocation);

    allocation = NULL;
    REFUSED(backoffice_receivables_allocate(ITEMS, PAYMENTS, "{\"order\": [], \"rounding\": \"half_up\"}", &allocation),
            BACKOFFICE_INPUT_MISSING, "policy.order", "");
}

static void questions(void) {
    backoffice_document *answer = NULL;
    OK(backoffice_receivables_age(ITEMS, "2026-05-02", "[30, 60]", &answer));
    SAME(at(answer, "0.late.1.amount"), "100.00");
    backoffice_document_free(answer);
    OK(backoffice_receivables_remind(ITEMS, "2026-05-02", "[{\"name\": \"reminder\", \"days_late\": 5}]", "[]", &answer));
    SAME(at(answer, "0.documents.0.days_late"), "31");
    backoffice_document_free(answer);
    OK(backoffice_receivables_interest("3650.00 EUR", "[]", "2026-03-01", "2026-03-10",
                                       "[{\"since\": \"2026-01-01\", \"rate\": \"0.10\"}]", "actual365",
                                       "{\"step\": \"0.01\", \"mode\": \"half_up\"}", &answer));
    SAME(at(answer, "total.amount"), "10.00");
    backoffice_document_free(answer);
    OK(backoffice_receivables_expect(ITEMS,
                                     "[{\"customer\": \"Ada\", \"due\": \"2026-01-01\", \"paid\": \"2026-01-05\"}]",
                                     "2026-03-02", 1, &answer));
    SAME(at(answer, "items.0.day"), "2026-04-05");
    backoffice_document_free(answer);
    REFUSED(backoffice_receivables_expect(ITEMS, "[]", "2026-03-02", 0, &answer), BACKOFFICE_INPUT_INVALID, "minimum",
            "0");
}

int main(void) {
    payments();
    questions();
    return 0;
}
