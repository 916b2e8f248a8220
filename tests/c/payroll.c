/* Payslips from C. */
#include "check.h"

static char text[65536];
static backoffice_pack *law;
static backoffice_period april;

#define GBP(amount) "{\"amount\": \"" amount "\", \"currency\": \"GBP\"}"
#define ROUNDING "{\"step\": \"0.01\", \"mode\": \"half_up\"}"
#define EMPLOYEE(id, code)                                                                                \
    "{\"id\": \"" id "\", \"frequency\": \"monthly\", \"basis\": {\"salaried\": " GBP("3000.00") "},"     \
    " \"contract_hours\": \"150\", \"rounding\": " ROUNDING ","                                           \
    " \"profile\": {\"jurisdiction\": \"uk\", \"tax_code\": \"" code "\", \"category\": \"A\"}}"
#define PAYS                                                                                       \
    "[{\"kind\": \"overtime\", \"worked\": {\"hours\": \"6.5\"}, \"factor\": \"1.5\"},"            \
    " {\"kind\": \"expense\", \"amount\": " GBP("84.20") "}]"
#define ACCOUNTS                                                                                        \
    "{\"wages\": \"wages\", \"contributions\": \"contributions\", \"pension\": \"pension\","            \
    " \"expenses\": \"expenses\", \"net_pay\": \"net pay\", \"pension_payable\": \"scheme\","           \
    " \"other_deductions\": \"deductions\", \"authorities\": {\"HMRC\": \"due to HMRC\"}}"

static void slips(void) {
    backoffice_document *slip = NULL, *again = NULL, *trace = NULL;
    OK(backoffice_payroll_slip(EMPLOYEE("ada", "1257L"), &april, "2026-04-30", PAYS, law, &slip));
    SAME(at(slip, "gross.amount"), "3195.00");
    CHECK(strstr(backoffice_document_text(slip), "Payslip of ada") != NULL);
    OK(backoffice_payroll_slip_traced(EMPLOYEE("ada", "1257L"), &april, "2026-04-30", PAYS, law, &again, &trace));
    SAME(backoffice_document_json(again), backoffice_document_json(slip));
    CHECK(strstr(backoffice_document_text(trace), "Gross pay") != NULL);
    OK(backoffice_payroll_text(backoffice_document_json(slip), backoffice_document_json(trace), text, sizeof text, NULL));
    CHECK(strstr(text, "How each figure came about") != NULL);
    OK(backoffice_payroll_html(backoffice_document_json(slip), NULL, text, sizeof text, NULL));
    CHECK(strstr(text, "<article") != NULL);
    OK(backoffice_payroll_page(backoffice_document_json(slip), NULL, text, sizeof text, NULL));
    CHECK(strstr(text, "<!doctype html>") != NULL);

    backoffice_journal *journal = NULL;
    OK(backoffice_payroll_post(backoffice_document_json(slip), ACCOUNTS, &journal));
    OK(backoffice_journal_balanced(journal));
    OK(backoffice_journal_balance(journal, "wages", "GBP", text, sizeof text, NULL));
    SAME(text, "3195.00 GBP");
    backoffice_journal_free(journal);
    backoffice_document_free(slip);
    backoffice_document_free(again);
    backoffice_document_free(trace);

    slip = NULL;
    REFUSED(backoffice_payroll_slip(EMPLOYEE("ada", "K0"), &april, "2026-04-30", "[]", law, &slip),
            BACKOFFICE_TAX_CODE_INVALID, "employee.profile.tax_code", "K0");
    REFUSED(backoffice_payroll_slip(EMPLOYEE("ada", "1257L"), &april, "2026-04-30",
                                    "[{\"kind\": \"basic\", \"worked\": {\"hours\": \"-2\"}}]", law, &slip),
            BACKOFFICE_PAYROLL_NEGATIVE_HOURS, "pays.0.worked", "-2 h");
    CHECK(backoffice_payroll_slip(EMPLOYEE("ada", "1257L"), &april, "1999-01-29", "[]", law, &slip) ==
          BACKOFFICE_LAW_NONE_IN_FORCE);
    REFUSED(backoffice_payroll_slip(EMPLOYEE("ada", "1257L"), NULL, "2026-04-30", "[]", law, &slip),
            BACKOFFICE_INPUT_NULL, "within", "NULL");
    CHECK(slip == NULL);
}

static bool count_rows(void *data, size_t done, size_t all) {
    size_t *asked = data;
    (*asked)++;
    return done + 1 < all;
}

static void runs(void) {
    const char *rows = "[{\"employee\": " EMPLOYEE("ada", "1257L") ", \"pays\": " PAYS "},"
                       " {\"employee\": {\"id\": \"bo\", \"frequency\": \"monthly\"}}]";
    backoffice_document *run = NULL, *totals = NULL, *none = NULL;
    backoffice_journal *journal = NULL;
    size_t asked = 0;
    OK(backoffice_payroll_run(rows, &april, "2026-04-30", law, NULL, NULL, &run));
    SAME(at(run, "slips.0.employee"), "ada");
    SAME(at(run, "problems.0.row"), "1");
    SAME(at(run, "problems.0.code"), "input.missing");
    OK(backoffice_payroll_totals(backoffice_document_json(run), &totals));
    SAME(at(totals, "gross.amount"), "3195.00");
    OK(backoffice_payroll_post_run(backoffice_document_json(run), ACCOUNTS, &journal));
    OK(backoffice_journal_balanced(journal));
    CHECK(backoffice_payroll_run(rows, &april, "2026-04-30", law, count_rows, &asked, &none) ==
          BACKOFFICE_RUN_CANCELLED);
    CHECK(asked == 2);
    CHECK(none == NULL);
    backoffice_journal_free(journal);
    backoffice_document_free(run);
    backoffice_document_free(totals);
}

static void hours(void) {
    const char *rules = "{\"night\": {\"from\": \"20:00\", \"to\": \"08:00\", \"definition\": \"by_overlapping\","
                        " \"accounting\": \"time_crossing\", \"recalculation\": \"rate\", \"factor\": \"1.5\"}}";
    const char *shift = "{\"start\": \"2026-11-02T18:00\", \"end\": \"2026-11-02T23:00\", \"breaks\": [{\"minutes\": 30}]}";
    const backoffice_rounding penny = {"0.01", BACKOFFICE_HALF_UP, NULL};
    backoffice_document *counted = NULL, *all = NULL, *pays = NULL;
    OK(backoffice_hours_count(shift, rules, &counted));
    SAME(at(counted, "night_minutes"), "180");
    OK(backoffice_hours_pay(backoffice_document_json(counted), "10 GBP", &penny, text, sizeof text, NULL));
    SAME(text, "60.00 GBP");
    OK(backoffice_hours_count_all("[]", rules, &all));
    OK(backoffice_hours_pays("[]", rules, &pays));
    SAME(backoffice_document_json(pays), "[]");
    OK(backoffice_hours_rate("{\"priority\": \"positions\", \"company\": {\"amount\": \"20\", \"currency\": \"USD\"}}", text,
                             sizeof text, NULL));
    SAME(text, "20 USD");
    REFUSED(backoffice_hours_rate("{\"priority\": \"positions\"}", text, sizeof text, NULL), BACKOFFICE_PAYROLL_NO_RATE,
            "rate", "");
    backoffice_document_free(counted);
    backoffice_document_free(all);
    backoffice_document_free(pays);

    backoffice_document *due = NULL;
    OK(backoffice_payroll_contributions(
        "{\"name\": \"Works pension\", \"employee\": \"0.05\", \"employer\": \"0.03\", \"on\": \"all_pay\","
        " \"arrangement\": {\"relief_at_source\": \"0.2\"}, \"rounding\": " ROUNDING "}",
        "3000 GBP", &due));
    SAME(at(due, "deducted.amount"), "120.00");
    backoffice_document_free(due);
}

static void salary_file(void) {
    const char *june = "{\"first\": \"2009-06-01\", \"last\": \"2009-06-30\"}";
    char file[1024], altered[512];
    backoffice_document *read = NULL;
    snprintf(file, sizeof file,
             "{\"employer_id\": \"9103\", \"employer_bank\": \"302210101\", \"created\": \"2009-07-16T11:07\","
             " \"month\": %s, \"currency\": \"AED\", \"reference\": \"1141\", \"employees\": [{\"id\": \"10001016594125\","
             " \"agent\": \"640110101\", \"account\": \"4551902459\", \"period\": %s, \"days\": 30,"
             " \"fixed\": {\"amount\": \"1221.92\", \"currency\": \"AED\"},"
             " \"variable\": {\"amount\": \"0\", \"currency\": \"AED\"}, \"leave_days\": 0}]}",
             june, june);
    OK(backoffice_sif_text(file, text, sizeof text, NULL));
    SAME(text, "EDR,10001016594125,640110101,4551902459,2009-06-01,2009-06-30,30,1221.92,0,0\r\n"
               "SCR,0000000009103,302210101,2009-07-16,1107,062009,1,1221.92,AED,1141\r\n");
    OK(backoffice_sif_check(text));
    memcpy(altered, text, sizeof altered);
    strstr(altered, ",1,1221.92")[3] = '2';
    REFUSED(backoffice_sif_check(altered), BACKOFFICE_PAYROLL_CONTROL_TOTAL, "SCR.total", "2221.92");
    OK(backoffice_sif_read(text, &read));
    SAME(at(read, "employees.0.fixed.amount"), "1221.92");
    SAME(at(read, "employer_id"), "0000000009103");
    backoffice_document_free(read);
}

int main(void) {
    OK(backoffice_pack_embedded("uk.wages", &law));
    OK(backoffice_period_month(2026, 4, &april));
    slips();
    runs();
    hours();
    salary_file();
    backoffice_pack_free(law);
    return 0;
}
