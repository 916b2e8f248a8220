/* Taxes on sales and on wages from C. */
#include "check.h"

static const backoffice_rounding PENNY = {"0.01", BACKOFFICE_HALF_UP, NULL};

#define LINES                                                                                           \
    "[{\"description\": \"lantern\", \"amount\": {\"amount\": \"55.55\", \"currency\": \"GBP\"},"       \
    " \"class\": \"standard\"}, {\"description\": \"candle\", \"amount\": {\"amount\": \"11.11\","      \
    " \"currency\": \"GBP\"}, \"class\": \"standard\"}]"

#define SUPPLY(day, from, to, taxable)                                                                   \
    "{\"day\": \"" day "\", \"supplier\": {\"country\": \"" from "\"}, \"customer\": {\"country\": \"" to "\"," \
    " \"taxable\": " taxable "}, \"what\": {\"goods\": {\"from\": \"" from "\", \"to\": \"" to "\"}}}"

static void sales(const backoffice_pack *vat) {
    backoffice_document *tax = NULL, *trace = NULL;
    OK(backoffice_tax_sales_assess(LINES, "2010-12-01", vat, BACKOFFICE_PER_LINE, &PENNY, &tax));
    SAME(at(tax, "tax.amount"), "11.66");
    backoffice_document_free(tax);
    tax = NULL;
    OK(backoffice_tax_sales_assess_traced(LINES, "2010-12-01", vat, BACKOFFICE_PER_DOCUMENT, &PENNY, &tax, &trace));
    SAME(at(tax, "tax.amount"), "11.67");
    CHECK(strstr(backoffice_document_text(trace), "Value Added Tax Act") != NULL);
    backoffice_document_free(tax);
    backoffice_document_free(trace);

    backoffice_pack *eu = NULL;
    OK(backoffice_pack_embedded("eu.vat", &eu));
    backoffice_document *decision = NULL, *rated = NULL, *bought = NULL;
    OK(backoffice_tax_sales_decide(SUPPLY("2010-12-01", "GB", "US", "false"), "{}", eu, &decision));
    SAME(at(decision, "category"), "G");
    backoffice_document_free(decision);
    OK(backoffice_tax_sales_decide_rated(SUPPLY("2010-12-01", "GB", "GB", "false"), "{}", eu, "standard", vat, &rated));
    SAME(at(rated, "rate"), "0.175");
    backoffice_document_free(rated);
    OK(backoffice_tax_sales_acquire(SUPPLY("2026-03-01", "CN", "DE", "true"), "{\"DE\": {\"art_194\": \"never\"}}", eu, &bought));
    SAME(at(bought, "rate_of"), "DE");
    backoffice_document_free(bought);

    backoffice_document *none = NULL;
    REFUSED(backoffice_tax_sales_assess(LINES, "1900-01-01", vat, BACKOFFICE_PER_LINE, &PENNY, &none),
            BACKOFFICE_LAW_NONE_IN_FORCE, "standard", "1900-01-01");
    REFUSED(backoffice_tax_sales_assess(LINES, "2010-12-01", vat, 0, &PENNY, &none), BACKOFFICE_INPUT_INVALID,
            "where_rounded", "0");
    REFUSED(backoffice_tax_sales_assess(LINES, "2010-12-01", NULL, BACKOFFICE_PER_LINE, &PENNY, &none),
            BACKOFFICE_INPUT_NULL, "pack", "NULL");
    REFUSED(backoffice_tax_sales_assess("[{}]", "2010-12-01", vat, BACKOFFICE_PER_LINE, &PENNY, &none),
            BACKOFFICE_INPUT_MISSING, "lines.0.description", "");
    REFUSED(backoffice_tax_sales_assess_traced(LINES, "2010-12-01", vat, BACKOFFICE_PER_LINE, &PENNY, &none, NULL),
            BACKOFFICE_INPUT_NULL, "out", "NULL");
    REFUSED(backoffice_tax_sales_decide(SUPPLY("2026-03-01", "GB", "XI", "false"), "{}", eu, &none),
            BACKOFFICE_LAW_UNSUPPORTED, "what.goods.to", "XI");
    REFUSED(backoffice_tax_sales_decide(SUPPLY("2006-12-31", "GB", "GB", "false"), "{}", eu, &none),
            BACKOFFICE_LAW_NONE_IN_FORCE, "rule.art_32", "2006-12-31");
    CHECK(none == NULL);
    backoffice_pack_free(eu);
}

#define TAX_LINE                                                                                         \
    "[{\"tax_point\": \"2026-03-02\", \"side\": \"sale\", \"home\": \"GB\", \"place\": \"GB\"," \
    " \"category\": \"S\", \"rate\": \"0.2\", \"base\": {\"amount\": \"100.70\", \"currency\": \"GBP\"},"  \
    " \"tax\": {\"amount\": \"20.14\", \"currency\": \"GBP\"}, \"document\": \"A1\"}]"
#define CODES "[{\"side\": \"sale\", \"category\": \"S\", \"account\": \"output\"}]"

/* A return from tax lines, and the journal of the same documents. */
static void returns(void) {
    backoffice_document *pack = NULL, *filled = NULL, *found = NULL, *none = NULL;
    OK(backoffice_tax_returns_pack("gb.vat", &pack));
    const char *json = backoffice_document_json(pack);
    OK(backoffice_tax_returns_fill(TAX_LINE, json, "2026-03-01", "2026-03-31", &filled));
    SAME(at(filled, "boxes.0.amount.amount"), "20.14");
    SAME(at(filled, "boxes.5.amount.amount"), "100.00");
    REFUSED(backoffice_tax_returns_fill(TAX_LINE, json, "2020-03-01", "2020-03-31", &none), BACKOFFICE_LAW_NONE_IN_FORCE,
            "period", "2020-03-01 to 2020-03-31");
    REFUSED(backoffice_tax_returns_pack("xx", &none), BACKOFFICE_LAW_UNSUPPORTED, "pack", "xx");
    CHECK(backoffice_tax_returns_parse("id = 1", &none) == BACKOFFICE_TAX_RETURN_PACK_INVALID);

    backoffice_journal *journal = NULL;
    OK(backoffice_journal_parse("[{\"day\": \"2026-03-02\", \"account\": \"output\", \"reference\": \"A1\","
                                " \"amount\": {\"amount\": \"-20.13\", \"currency\": \"GBP\"}}]", &journal));
    OK(backoffice_tax_returns_reconcile(TAX_LINE, journal, CODES, &found));
    SAME(at(found, "differences.0.difference.amount"), "0.01");
    REFUSED(backoffice_tax_returns_agreed(backoffice_document_json(found)), BACKOFFICE_TAX_RETURN_UNRECONCILED, "output",
            "0.01 GBP");
    OK(backoffice_tax_returns_agreed("{\"differences\": []}"));
    CHECK(none == NULL);
    backoffice_journal_free(journal);
    backoffice_document_free(pack);
    backoffice_document_free(filled);
    backoffice_document_free(found);
}

#define PAYMENT                                                                                          \
    "{\"pay_day\": \"2010-12-10\", \"frequency\": \"weekly\","                                           \
    " \"taxable\": {\"amount\": \"400.00\", \"currency\": \"GBP\"},"                                     \
    " \"contributory\": {\"amount\": \"400.00\", \"currency\": \"GBP\"},"                                \
    " \"non_cash\": {\"amount\": \"0.00\", \"currency\": \"GBP\"}}"
#define PROFILE(code) "{\"jurisdiction\": \"uk\", \"tax_code\": \"" code "\", \"category\": \"A\"}"

static void wages(void) {
    backoffice_pack *pack = NULL;
    backoffice_document *assessment = NULL, *trace = NULL, *again = NULL;
    OK(backoffice_pack_embedded("uk.wages", &pack));
    OK(backoffice_tax_wages_assess(PROFILE("647L W1"), PAYMENT, pack, &assessment));
    size_t lines = 0;
    OK(backoffice_document_count(assessment, "lines", &lines));
    CHECK(lines == 3);
    SAME(at(assessment, "carried.to_date.taxable_pay.amount"), "400.00");
    OK(backoffice_tax_wages_assess_traced(PROFILE("647L W1"), PAYMENT, pack, &again, &trace));
    SAME(backoffice_document_json(again), backoffice_document_json(assessment));
    CHECK(strlen(backoffice_document_text(trace)) > 100);
    backoffice_document_free(assessment);
    backoffice_document_free(again);
    backoffice_document_free(trace);

    uint32_t number = 0;
    OK(backoffice_tax_wages_uk_tax_week("2010-12-10", &number));
    CHECK(number == 36);
    OK(backoffice_tax_wages_uk_tax_month("2010-12-10", &number));
    CHECK(number == 9);

    assessment = NULL;
    REFUSED(backoffice_tax_wages_assess(PROFILE("K0"), PAYMENT, pack, &assessment), BACKOFFICE_TAX_CODE_INVALID,
            "profile.tax_code", "K0");
    CHECK(assessment == NULL);
    backoffice_pack_free(pack);
}

/* What is supported, and two packs side by side: the later one is the older one's text, edited while the program runs. */
static void packs(void) {
    backoffice_document *supported = NULL, *one = NULL, *comparison = NULL;
    backoffice_pack *old = NULL, *later = NULL, *vat = NULL;
    size_t countries = 0;
    OK(backoffice_tax_wages_supported(&supported));
    OK(backoffice_document_count(supported, "", &countries));
    CHECK(countries >= 11);
    SAME(at(supported, "0.country"), "AE");
    CHECK(strstr(backoffice_document_text(supported), "| United Kingdom (GB) | 2010-11, 2025-26, 2026-27 |") != NULL);
    backoffice_document_free(supported);

    OK(backoffice_pack_embedded("uk.wages", &old));
    OK(backoffice_tax_wages_supported_by(old, &one));
    SAME(at(one, "0.known.0.until"), "2011-04-05");
    backoffice_document_free(one);

    static const char LATER[] = "id = \"uk.wages\"\nrevision = \"short\"\njurisdiction = \"GB\"\ncurrency = \"GBP\"\n"
                                "[[source]]\nkey = \"act\"\ntitle = \"Act\"\nstanding = \"official\"\n";
    OK(backoffice_pack_parse(LATER, &later));
    OK(backoffice_tax_wages_compare("[[" PROFILE("647L W1") ", " PAYMENT "]]", old, old, &comparison));
    SAME(at(comparison, "unchanged"), "1");
    backoffice_document_free(comparison);
    OK(backoffice_tax_wages_compare("[[" PROFILE("647L W1") ", " PAYMENT "]]", old, later, &comparison));
    SAME(at(comparison, "newly_refused"), "1");
    SAME(at(comparison, "new.revision"), "short");
    SAME(at(comparison, "changes.0.new_problem.code"), "law.unknown_key");
    backoffice_document_free(comparison);

    comparison = one = NULL;
    OK(backoffice_pack_embedded("uk.vat", &vat));
    REFUSED(backoffice_tax_wages_supported_by(vat, &one), BACKOFFICE_LAW_UNSUPPORTED, "pack", "uk.vat");
    REFUSED(backoffice_tax_wages_supported(NULL), BACKOFFICE_INPUT_NULL, "out", "NULL");
    REFUSED(backoffice_tax_wages_compare("[[]]", old, later, &comparison), BACKOFFICE_INPUT_INVALID, "people.0", "0");
    REFUSED(backoffice_tax_wages_compare("[]", NULL, later, &comparison), BACKOFFICE_INPUT_NULL, "old", "NULL");
    CHECK(comparison == NULL && one == NULL);
    backoffice_pack_free(vat);
    backoffice_pack_free(later);
    backoffice_pack_free(old);
}

#define PAID(day, frequency, pay, currency)                                                              \
    "{\"pay_day\": \"" day "\", \"frequency\": \"" frequency "\","                                       \
    " \"taxable\": {\"amount\": \"" pay "\", \"currency\": \"" currency "\"},"                           \
    " \"contributory\": {\"amount\": \"" pay "\", \"currency\": \"" currency "\"},"                      \
    " \"non_cash\": {\"amount\": \"0\", \"currency\": \"" currency "\"}}"

#define UNITED_STATES                                                                                    \
    "{\"jurisdiction\": \"us\", \"w4\": {\"form\": \"2020_or_later\","                                   \
    " \"filing_status\": \"single_or_married_separately\"}, \"rounding\": \"us-15t-once\"}"
#define GERMANY(class)                                                                                   \
    "{\"jurisdiction\": \"de\", \"wage_tax\": {\"STKL\": " class "}, \"insurance\":"                     \
    " {\"health\": {\"kind\": \"statutory\", \"extra\": \"2.90\"}, \"pension\": true,"                   \
    " \"unemployment\": true, \"childless\": true}}"

static void wages_elsewhere(void) {
    backoffice_pack *pack = NULL;
    backoffice_document *assessment = NULL, *none = NULL;
    /* Publication 15-T, Worksheet 1A. */
    const char *payment = PAID("2026-06-12", "fortnightly", "2000", "USD");
    OK(backoffice_pack_embedded("us.wages", &pack));
    OK(backoffice_tax_wages_assess(UNITED_STATES, payment, pack, &assessment));
    SAME(at(assessment, "lines.0.code"), "us.fit");
    SAME(at(assessment, "lines.0.amount.amount"), "156.15");
    SAME(at(assessment, "carried.jurisdiction"), "us");
    SAME(at(assessment, "carried.to_date.last_period.withheld.amount"), "156.15");
    backoffice_document_free(assessment);
    backoffice_pack_free(pack);

    /* The check table of the Federal Ministry of Finance for 2026. */
    pack = NULL;
    assessment = NULL;
    payment = PAID("2026-12-31", "annual", "100000", "EUR");
    OK(backoffice_pack_embedded("de.wages", &pack));
    OK(backoffice_tax_wages_assess(GERMANY("1"), payment, pack, &assessment));
    SAME(at(assessment, "lines.0.code"), "de.lohnsteuer");
    SAME(at(assessment, "lines.0.amount.amount"), "23248.00");
    SAME(at(assessment, "carried.jurisdiction"), "de");
    SAME(at(assessment, "carried.to_date.through"), "2026-12-31");
    backoffice_document_free(assessment);
    REFUSED(backoffice_tax_wages_assess(GERMANY("7"), payment, pack, &none), BACKOFFICE_TAX_CATEGORY_INVALID,
            "wage_tax.STKL", "7");
    CHECK(none == NULL);
    backoffice_pack_free(pack);
}

static void rates(void) {
    static const backoffice_rounding FINE = {"0.0001", BACKOFFICE_HALF_UP, NULL};
    backoffice_pack *pack = NULL;
    backoffice_document *found = NULL, *none = NULL;
    const char *profile = "{\"jurisdiction\": \"ma\", \"dependants\": 0, \"rounding\": \"half_up\"}";
    const char *payment = PAID("2026-01-31", "monthly", "6500", "MAD");
    const char *step = "{\"amount\": \"100\", \"currency\": \"MAD\"}";
    OK(backoffice_pack_embedded("ma.wages", &pack));
    /* Up to 78,000 a year 35 % of pay are expenses, above it 25 % of all of it. */
    OK(backoffice_tax_wages_statutory_rate(profile, payment, pack, &FINE, &found));
    SAME(at(found, "lines.0.code"), "ma.ir");
    SAME(at(found, "lines.0.rate"), "0.0627");
    backoffice_document_free(found);
    found = NULL;
    OK(backoffice_tax_wages_marginal(profile, payment, step, pack, &FINE, &found));
    SAME(at(found, "lines.0.statutory"), "0.0627");
    SAME(at(found, "lines.0.change.amount"), "72.27");
    SAME(at(found, "lines.0.rate"), "0.7227");
    backoffice_document_free(found);
    found = NULL;
    const char *range = "{\"from\": {\"amount\": \"6400\", \"currency\": \"MAD\"},"
                        " \"to\": {\"amount\": \"6600\", \"currency\": \"MAD\"}}";
    OK(backoffice_tax_wages_kinks(profile, payment, range, pack, &FINE, &found));
    size_t kinks = 0;
    OK(backoffice_document_count(found, "kinks", &kinks));
    CHECK(kinks == 1);
    SAME(at(found, "kinks.0.after.amount"), "6500.00");
    SAME(at(found, "kinks.0.limit"), "78000");
    SAME(at(found, "kinks.0.cited.0.key"), "ir.expenses.limit");
    backoffice_document_free(found);
    REFUSED(backoffice_tax_wages_kinks(profile, payment, "{}", pack, &FINE, &none), BACKOFFICE_INPUT_MISSING, "range.from",
            "");
    REFUSED(backoffice_tax_wages_marginal(profile, payment, "{\"amount\": \"0\", \"currency\": \"MAD\"}", pack, &FINE,
                                          &none),
            BACKOFFICE_INPUT_INVALID, "step", "0.00 MAD");
    REFUSED(backoffice_tax_wages_statutory_rate(profile, payment, pack, NULL, &none), BACKOFFICE_INPUT_NULL, "by", "NULL");
    CHECK(none == NULL);
    backoffice_pack_free(pack);
}

static backoffice_document *none;

static backoffice_pack *law(const char *id) {
    backoffice_pack *pack = NULL;
    OK(backoffice_pack_embedded(id, &pack));
    return pack;
}

/* The same document, by the call with a trace and by the one without. */
static void same(backoffice_document *result, backoffice_document *again, backoffice_document *trace) {
    SAME(backoffice_document_json(again), backoffice_document_json(result));
    CHECK(strlen(backoffice_document_text(trace)) > 100);
    backoffice_document_free(result);
    backoffice_document_free(again);
    backoffice_document_free(trace);
}

#define INPUTS                                                                                           \
    "{\"wage_tax\": {\"STKL\": 1}, \"provision\": {\"KVZ\": \"2.90\", \"PVZ\": 1},"                  \
    " \"pay\": {\"LZZ\": 1, \"RE4\": {\"amount\": \"100000\", \"currency\": \"EUR\"}}}"
#define AWARD                                                                                            \
    "{\"last_wage\": {\"amount\": \"10000\", \"currency\": \"SAR\"}, \"ended\": \"2026-11-30\","       \
    " \"service\": {\"count\": \"months\", \"years\": 7, \"months\": 0},"                              \
    " \"reason\": \"end_by_employer\", \"rounding\": \"half_up\"}"
#define OVERTIME                                                                                         \
    "{\"monthly_wage\": {\"amount\": \"9600\", \"currency\": \"SAR\"},"                                \
    " \"monthly_basic\": {\"amount\": \"7200\", \"currency\": \"SAR\"}, \"hours\": \"10\","            \
    " \"hours_per_month\": 240, \"day\": \"2026-03-31\", \"rounding\": \"half_up\"}"
#define GRATUITY                                                                                         \
    "{\"basic\": {\"amount\": \"10000\", \"currency\": \"AED\"}, \"years\": 7, \"months\": 0,"         \
    " \"unpaid_days\": 0, \"day_basis\": \"basic/30\", \"ended\": \"2026-11-30\", \"rounding\": \"half_up\"}"

static void parts_of_the_law(void) {
    backoffice_document *result = NULL, *again = NULL, *trace = NULL;
    backoffice_pack *pack = law("de.wages");
    OK(backoffice_tax_wages_de_pap(INPUTS, "2026-01-31", pack, &result));
    SAME(at(result, "LSTLZZ.amount"), "23248.00");
    OK(backoffice_tax_wages_de_pap_traced(INPUTS, "2026-01-31", pack, &again, &trace));
    same(result, again, trace);
    REFUSED(backoffice_tax_wages_de_pap("{}", "2026-01-31", pack, &none), BACKOFFICE_INPUT_MISSING, "inputs.wage_tax", "");
    backoffice_pack_free(pack);

    pack = law("sa.wages");
    OK(backoffice_tax_wages_sa_end_of_service(AWARD, pack, &result));
    SAME(at(result, "award.amount"), "45000.00"); /* 5 × ½ + 2 months */
    OK(backoffice_tax_wages_sa_end_of_service_traced(AWARD, pack, &again, &trace));
    same(result, again, trace);
    OK(backoffice_tax_wages_sa_overtime(OVERTIME, pack, &result));
    SAME(at(result, "pay.amount"), "550.00"); /* 10 × (40 + ½ × 30) */
    backoffice_document_free(result);
    OK(backoffice_tax_wages_sa_annual_leave(5, "2026-03-31", pack, &result));
    SAME(at(result, "days"), "30");
    backoffice_document_free(result);
    backoffice_pack_free(pack);

    pack = law("ae.wages");
    OK(backoffice_tax_wages_ae_gratuity(GRATUITY, pack, &result));
    SAME(at(result, "gratuity.amount"), "55000.00");
    OK(backoffice_tax_wages_ae_gratuity_traced(GRATUITY, pack, &again, &trace));
    same(result, again, trace);
    backoffice_pack_free(pack);

    pack = law("eg.wages");
    OK(backoffice_tax_wages_eg_tax_of_year("{\"jurisdiction\": \"eg\", \"exemption\": \"personal\","
                                           " \"compared\": \"after_exemption\", \"rounding\": \"half_up\"}",
                                           "40000 EGP", "2026-03-31", pack, &result));
    SAME(at(result, "annual.amount"), "0.00");
    backoffice_document_free(result);
    REFUSED(backoffice_tax_wages_eg_tax_of_year(PROFILE("1257L"), "1 EGP", "2026-03-31", pack, &none),
            BACKOFFICE_LAW_UNSUPPORTED, "profile", "uk.wages");
    backoffice_pack_free(pack);

    pack = law("jo.wages");
    OK(backoffice_tax_wages_jo_tax_of_year("{\"jurisdiction\": \"jo\", \"exemption\": \"personal\","
                                           " \"registered\": \"after_2009\", \"rounding\": \"half_up\"}",
                                           "14000 JOD", "2026-03-31", pack, &result));
    SAME(at(result, "annual.amount"), "250.000"); /* 5 % of 5000 */
    backoffice_document_free(result);
    backoffice_pack_free(pack);

    pack = law("ma.wages");
    OK(backoffice_tax_wages_ma_income_tax("{\"jurisdiction\": \"ma\", \"dependants\": 0, \"rounding\": \"half_up\"}",
                                          "3000 MAD", "2026-03-31", pack, &result));
    SAME(at(result, "annual_reduction.amount"), "0.00");
    backoffice_document_free(result);
    backoffice_pack_free(pack);
}

int main(void) {
    backoffice_pack *vat = NULL;
    OK(backoffice_pack_embedded("uk.vat", &vat));
    sales(vat);
    backoffice_pack_free(vat);
    returns();
    wages();
    packs();
    wages_elsewhere();
    rates();
    parts_of_the_law();
    return 0;
}
