/* What employers in the United Kingdom reckon beside PAYE, from C. */
#include "check.h"

#define GBP(amount) "{\"amount\": \"" amount "\", \"currency\": \"GBP\"}"
#define EARNINGS "{\"paid\": " GBP("2000.00") ", \"over\": {\"weeks\": 8}}"

/* Both forms of a call: the results are the same, and the trace says something. The result is kept. */
#define BOTH(plain, traced, result)                                                                      \
    do {                                                                                                 \
        backoffice_document *again = NULL, *trace = NULL;                                                \
        backoffice_document **out = &(result);                                                           \
        OK(plain);                                                                                       \
        out = &again;                                                                                    \
        OK(traced);                                                                                      \
        SAME(backoffice_document_json(again), backoffice_document_json(result));                         \
        CHECK(strlen(backoffice_document_text(trace)) > 50);                                             \
        backoffice_document_free(again);                                                                 \
        backoffice_document_free(trace);                                                                 \
    } while (0)

static void statutory_pay(void) {
    backoffice_pack *pack = NULL;
    backoffice_document *pay = NULL, *none = NULL;
    OK(backoffice_pack_embedded("uk.statutory_pay", &pack));

    const char *sickness = "{\"first\": \"2026-06-01\", \"last\": \"2026-06-05\", \"qualifying_days\": [\"Mon\", \"Tue\","
                           " \"Wed\", \"Thu\", \"Fri\"], \"earnings\": " EARNINGS "}";
    BOTH(backoffice_tax_wages_uk_sick_pay(sickness, pack, out),
         backoffice_tax_wages_uk_sick_pay_traced(sickness, pack, out, &trace), pay);
    SAME(at(pay, "total.amount"), "123.25");
    SAME(at(pay, "daily_rates.0.rate"), "24.65");
    SAME(at(pay, "carried.last"), "2026-06-05");
    backoffice_document_free(pay);
    REFUSED(backoffice_tax_wages_uk_sick_pay("{\"first\": \"2026-04-01\", \"last\": \"2026-04-07\", \"qualifying_days\":"
                                             " [\"Mon\"], \"earnings\": " EARNINGS "}",
                                             pack, &none),
            BACKOFFICE_LAW_UNSUPPORTED, "last", "2026-04-07");

    pay = NULL;
    const char *leave = "{\"kind\": \"maternity\", \"earnings\": " EARNINGS ", \"relevant_week\": \"2026-02-14\","
                        " \"begins\": \"2026-05-04\", \"weeks\": 39}";
    BOTH(backoffice_tax_wages_uk_parental_pay(leave, pack, out),
         backoffice_tax_wages_uk_parental_pay_traced(leave, pack, out, &trace), pay);
    SAME(at(pay, "weeks.5.amount.amount"), "225.00");
    SAME(at(pay, "weeks.6.amount.amount"), "194.32");
    SAME(at(pay, "weeks.6.rate"), "standard");
    backoffice_document_free(pay);

    pay = NULL;
    OK(backoffice_tax_wages_uk_part_week(GBP("194.32"), 3, &pay));
    SAME(at(pay, "amount"), "83.28");
    backoffice_document_free(pay);
    REFUSED(backoffice_tax_wages_uk_part_week(GBP("194.32"), 8, &none), BACKOFFICE_INPUT_INVALID, "days", "8");

    pay = NULL;
    const char *paid = "{\"amount\": " GBP("194.32") ", \"pay_day\": \"2026-05-29\", \"contributions\": " GBP("45000")
                       ", \"rounding\": \"half_up\"}";
    BOTH(backoffice_tax_wages_uk_recovery(paid, pack, out),
         backoffice_tax_wages_uk_recovery_traced(paid, pack, out, &trace), pay);
    SAME(at(pay, "compensation.amount"), "17.49");
    backoffice_document_free(pay);
    CHECK(none == NULL);
    backoffice_pack_free(pack);
}

static void minimum_wage(void) {
    backoffice_pack *pack = NULL;
    backoffice_document *check = NULL, *none = NULL;
    OK(backoffice_pack_embedded("uk.minimum_wage", &pack));
    const char *work = "{\"age\": 19, \"first\": \"2025-06-02\", \"hours\": \"39\", \"pay\": " GBP("187.46") "}";
    BOTH(backoffice_tax_wages_uk_minimum_wage_check(work, pack, out),
         backoffice_tax_wages_uk_minimum_wage_check_traced(work, pack, out, &trace), check);
    SAME(at(check, "applies"), "aged_18_to_20");
    SAME(at(check, "shortfall.amount"), "202.54");
    backoffice_document_free(check);
    REFUSED(backoffice_tax_wages_uk_minimum_wage_check(
                "{\"age\": 19, \"first\": \"2025-06-02\", \"hours\": \"-1\", \"pay\": " GBP("1") "}", pack, &none),
            BACKOFFICE_PAYROLL_NEGATIVE_HOURS, "hours", "-1");
    CHECK(none == NULL);
    backoffice_pack_free(pack);
}

static void pension(void) {
    backoffice_pack *pack = NULL;
    backoffice_document *assessed = NULL, *none = NULL;
    OK(backoffice_pack_embedded("uk.pension", &pack));
    const char *worker = "{\"age\": 30, \"reached_pensionable_age\": false, \"pay_day\": \"2026-06-30\","
                         " \"frequency\": \"monthly\", \"earnings\": " GBP("2000.00") ", \"rounding\": \"half_up\"}";
    BOTH(backoffice_tax_wages_uk_pension_assess(worker, pack, out),
         backoffice_tax_wages_uk_pension_assess_traced(worker, pack, out, &trace), assessed);
    SAME(at(assessed, "category"), "eligible_jobholder");
    SAME(at(assessed, "minimum_employer.amount"), "44.40");
    backoffice_document_free(assessed);
    REFUSED(backoffice_tax_wages_uk_pension_assess("{}", pack, &none), BACKOFFICE_INPUT_MISSING, "worker.age", "");
    CHECK(none == NULL);
    backoffice_pack_free(pack);
}

static void employer(void) {
    backoffice_pack *pack = NULL;
    backoffice_document *due = NULL, *none = NULL;
    OK(backoffice_pack_embedded("uk.employer", &pack));
    const char *scheme = "{\"rounding\": \"down\", \"employment_allowance\": {}}";
    const char *month = "{\"day\": \"2026-05-05\", \"pay_bill\": " GBP("500000") ", \"contributions\": " GBP("12000") "}";
    BOTH(backoffice_tax_wages_uk_employer_due(scheme, month, pack, out),
         backoffice_tax_wages_uk_employer_due_traced(scheme, month, pack, out, &trace), due);
    SAME(at(due, "levy.amount"), "1250.00");
    SAME(at(due, "employment_allowance.amount"), "10500.00");
    SAME(at(due, "carried.to_date.levy.amount"), "1250.00");
    backoffice_document_free(due);
    REFUSED(backoffice_tax_wages_uk_employer_due(scheme, month, NULL, &none), BACKOFFICE_INPUT_NULL, "pack", "NULL");
    CHECK(none == NULL);
    backoffice_pack_free(pack);
}

int main(void) {
    statutory_pay();
    minimum_wage();
    pension();
    employer();
    return 0;
}
