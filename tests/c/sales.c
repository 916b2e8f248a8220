/* Rates of taxes on sales, what an invoice must say, tax points, and stacked taxes from C. */
#include "check.h"

static const backoffice_rounding CENT = {"0.01", BACKOFFICE_HALF_UP, NULL};

static void rates(void) {
    backoffice_document *rate = NULL, *again = NULL, *known = NULL;
    OK(backoffice_tax_sales_rate("DE", "standard", "2020-07-01", &rate));
    SAME(at(rate, "value"), "0.16");
    SAME(at(rate, "until"), "2020-12-31");
    SAME(at(rate, "standing"), "secondary");
    backoffice_document_free(rate);
    OK(backoffice_tax_sales_rate("NO", "reduced", "2020-07-01", &rate));
    SAME(at(rate, "warnings.0"), "NO reduced: true beginning unknown; known from 2012-01-01");
    backoffice_document_free(rate);

    backoffice_pack *pack = NULL;
    OK(backoffice_pack_embedded("pt.vat", &pack));
    OK(backoffice_tax_sales_rate("PT-MA", "standard", "2026-01-01", &rate));
    OK(backoffice_tax_sales_rate_in("standard.MA", "2026-01-01", pack, &again));
    SAME(backoffice_document_json(again), backoffice_document_json(rate));
    backoffice_document_free(rate);
    backoffice_document_free(again);

    OK(backoffice_tax_sales_jurisdictions(&known));
    SAME(at(known, "0.jurisdiction"), "AE");
    CHECK(strstr(backoffice_document_text(known), "| Madeira (PT-MA) |") != NULL);
    backoffice_document_free(known);
    OK(backoffice_tax_sales_jurisdictions_in(pack, &known));
    SAME(at(known, "2.name"), "Madeira");
    backoffice_document_free(known);
    backoffice_pack_free(pack);

    backoffice_document *none = NULL;
    REFUSED(backoffice_tax_sales_rate("NO", "reduced", "2011-12-31", &none), BACKOFFICE_LAW_NONE_IN_FORCE, "reduced",
            "2011-12-31");
    REFUSED(backoffice_tax_sales_rate("US", "standard", "2026-01-01", &none), BACKOFFICE_LAW_UNSUPPORTED, "jurisdiction",
            "US");
    REFUSED(backoffice_tax_sales_rate_in("standard", "2026-01-01", NULL, &none), BACKOFFICE_INPUT_NULL, "pack", "NULL");
    CHECK(none == NULL);
}

static void words(void) {
    backoffice_document *told = NULL;
    OK(backoffice_tax_sales_mention("reverse_charge", "fr", &told));
    SAME(backoffice_document_text(told), "Autoliquidation");
    SAME(at(told, "article"), "Directive 2006/112/EC, art. 226(11a)");
    backoffice_document_free(told);
    OK(backoffice_tax_sales_exemption("VATEX-EU-132-1B", &told));
    SAME(backoffice_document_text(told), "Directive 2006/112/EC, art. 132(1)(b)");
    backoffice_document_free(told);

    OK(backoffice_tax_sales_tax_point("fifteenth_of_next_month", "{\"supply\": \"2026-12-31\"}", &told));
    SAME(at(told, "day"), "2027-01-15");
    SAME(at(told, "article"), "Directive 2006/112/EC, art. 67 and 222");
    backoffice_document_free(told);

    backoffice_document *none = NULL;
    REFUSED(backoffice_tax_sales_mention("reverse_charge", "ga", &none), BACKOFFICE_LAW_UNSUPPORTED, "language", "ga");
    REFUSED(backoffice_tax_sales_exemption("VATEX", &none), BACKOFFICE_TAX_EXEMPTION_UNKNOWN, "exemption", "VATEX");
    REFUSED(backoffice_tax_sales_tax_point("payment", "{\"supply\": \"2026-12-31\"}", &none), BACKOFFICE_INPUT_MISSING,
            "payment", "");
    CHECK(none == NULL);
}

/* The Department of Revenue's example of a single article in Tennessee; the table is the caller's. */
#define TABLE                                                                                                    \
    "{\"id\": \"tn\", \"revision\": \"1\", \"currency\": \"USD\", \"components\": ["                             \
    "{\"id\": \"state\", \"jurisdiction\": \"TN\", \"rate\": \"0.07\", \"since\": \"2004-01-01\", \"source\": \"x\"}," \
    "{\"id\": \"local\", \"jurisdiction\": \"county\", \"rate\": \"0.0225\", \"since\": \"2004-01-01\", \"source\": \"x\"," \
    " \"limits\": [{\"up_to\": \"1600\", \"per\": \"item\"}]}]}"
#define PLACE "[\"TN\", \"county\"]"
#define LINES                                                                                  \
    "[{\"description\": \"table\", \"class\": \"furniture\","                                  \
    " \"amount\": {\"amount\": \"4000.00\", \"currency\": \"USD\"}}]"

static void stacked(void) {
    backoffice_document *tax = NULL, *again = NULL, *trace = NULL;
    OK(backoffice_tax_sales_components_assess(TABLE, PLACE, LINES, "2026-03-02", BACKOFFICE_PER_RATE, &CENT, &tax));
    SAME(at(tax, "components.1.tax.amount"), "36.00");
    SAME(at(tax, "tax.amount"), "316.00");
    OK(backoffice_tax_sales_components_assess_traced(TABLE, PLACE, LINES, "2026-03-02", BACKOFFICE_PER_RATE, &CENT, &again,
                                                     &trace));
    SAME(backoffice_document_json(again), backoffice_document_json(tax));
    CHECK(strstr(backoffice_document_text(trace), "up to 1600") != NULL);
    backoffice_document_free(tax);
    backoffice_document_free(again);
    backoffice_document_free(trace);

    backoffice_document *none = NULL;
    REFUSED(backoffice_tax_sales_components_assess(TABLE, "[\"TX\"]", LINES, "2026-03-02", BACKOFFICE_PER_RATE, &CENT, &none),
            BACKOFFICE_LAW_UNSUPPORTED, "jurisdiction", "TX");
    REFUSED(backoffice_tax_sales_components_assess(TABLE, PLACE, "[]", "2026-03-02", BACKOFFICE_PER_RATE, &CENT, &none),
            BACKOFFICE_INPUT_MISSING, "lines", "");
    REFUSED(backoffice_tax_sales_components_assess(TABLE, PLACE, LINES, "1999-03-02", BACKOFFICE_PER_RATE, &CENT, &none),
            BACKOFFICE_LAW_NONE_IN_FORCE, "jurisdiction", "TN");
    CHECK(none == NULL);
}

int main(void) {
    rates();
    words();
    stacked();
    return 0;
}
