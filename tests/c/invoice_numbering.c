/* Numbers: the statements of a store, blocks for tills, audits of books, profiles of laws. */
#include "check.h"

static backoffice_series *shop(void) {
    backoffice_series *series = NULL;
    OK(backoffice_series_parse("{\"id\": \"shop\", \"pattern\": \"S{year}-{number:3}\", \"restart\": \"yearly\"}", &series));
    return series;
}

static void statements(void) {
    backoffice_series *series = shop(), *again = NULL;
    backoffice_document *written = NULL, *claim = NULL, *values = NULL, *row = NULL, *swap = NULL, *frame = NULL;
    CHECK(strstr(backoffice_numbering_schema(), "CREATE TABLE") != NULL);
    OK(backoffice_numbering_statement("claim", "dollar", &written));
    SAME(at(written, "names.0"), "period");
    CHECK(strstr(at(written, "text"), "period = $1") != NULL);
    backoffice_document *none = NULL;
    CHECK(backoffice_numbering_statement("drop", "dollar", &none) != BACKOFFICE_OK && none == NULL);
    REFUSED(backoffice_numbering_statement(NULL, "dollar", &none), BACKOFFICE_INPUT_NULL, "statement", "NULL");

    OK(backoffice_series_claim(series, "[\"2026-03-02\"]", &claim));
    OK(backoffice_claim_values(backoffice_document_json(claim), "claim", "dollar", &values));
    SAME(at(values, "0"), "2026-01-01");
    CHECK(backoffice_claim_refused(backoffice_document_json(claim), NULL) == BACKOFFICE_INVOICE_SERIES_UNKNOWN);
    SAME(backoffice_last_error_value(), "shop");

    OK(backoffice_series_row(series, "create", "colon", &row));
    OK(backoffice_series_from_row(backoffice_document_json(row), &again));
    SAME(backoffice_series_json(again), backoffice_series_json(series));
    char number[32];
    OK(backoffice_series_issue(again, "2027-03-02", number, sizeof number, NULL));
    CHECK(backoffice_claim_refused(backoffice_document_json(claim), again) == BACKOFFICE_INVOICE_DAY_BEFORE_LAST);
    OK(backoffice_series_swap(again, 0, "colon", &swap));
    SAME(at(swap, "0"), "2");
    OK(backoffice_series_frame(series, "2026-03-02", &frame));
    SAME(at(frame, "before"), "S2026-");

    backoffice_document_free(frame);
    backoffice_document_free(swap);
    backoffice_document_free(row);
    backoffice_document_free(values);
    backoffice_document_free(claim);
    backoffice_document_free(written);
    backoffice_series_free(again);
    backoffice_series_free(series);
}

static void blocks(void) {
    backoffice_series *series = shop();
    backoffice_block *block = NULL, *other = NULL, *copy = NULL, *granted = NULL;
    backoffice_document *first = NULL, *second = NULL, *reserved = NULL, *returned = NULL, *claim = NULL;
    OK(backoffice_series_reserve(series, "till 7", 10, "2026-03-02", &block));
    OK(backoffice_block_issue(block, "2026-03-02", &first));
    OK(backoffice_block_issue(block, "2026-03-02", &second));
    SAME(backoffice_document_text(second), "S2026-002");
    OK(backoffice_block_void(block, backoffice_document_json(second), "spoilt"));
    OK(backoffice_block_hand_over(block, 5, "till 8", &other));
    CHECK(backoffice_block_left(block) == 3 && backoffice_block_left(other) == 5);
    char *before = strdup(backoffice_block_json(block));
    backoffice_document *none = NULL;
    REFUSED(backoffice_block_issue(block, "2027-03-02", &none), BACKOFFICE_INVOICE_BLOCK_PERIOD, "day", "2027-03-02");
    SAME(backoffice_block_json(block), before);
    OK(backoffice_block_parse(before, &copy));
    SAME(backoffice_block_json(copy), before);
    free(before);
    OK(backoffice_block_reserved(other, &reserved));
    SAME(at(reserved, "first"), "6");
    REFUSED(backoffice_block_close(block, "", &none), BACKOFFICE_INPUT_MISSING, "reason", "");
    OK(backoffice_block_close(block, "closing time", &returned));
    SAME(at(returned, "voids.3.number.text"), "S2026-005");

    OK(backoffice_series_claim_block(series, 5, "2026-03-02", &claim));
    OK(backoffice_series_granted_block(series, backoffice_document_json(claim),
                                       "{\"first\": 42, \"last\": \"2026-03-02\", \"version\": 9}", "till 9", &granted));
    CHECK(backoffice_block_left(granted) == 5 && backoffice_block_left(NULL) == 0);

    backoffice_allocator *desk = NULL;
    backoffice_block *from_desk = NULL;
    OK(backoffice_allocator_new(series, &desk));
    OK(backoffice_allocator_reserve(desk, "till", 2, "2026-03-02", &from_desk));
    CHECK(backoffice_block_left(from_desk) == 2);
    backoffice_allocator_free(desk);
    backoffice_block_free(from_desk);
    backoffice_block_free(granted);
    backoffice_block_free(copy);
    backoffice_block_free(other);
    backoffice_block_free(block);
    backoffice_block_free(NULL);
    CHECK(backoffice_block_json(NULL) == NULL);
    backoffice_document_free(claim);
    backoffice_document_free(returned);
    backoffice_document_free(reserved);
    backoffice_document_free(second);
    backoffice_document_free(first);
    backoffice_series_free(series);
}

static void books(void) {
    backoffice_series *series = shop();
    backoffice_document *found = NULL, *profile = NULL, *breaches = NULL, *none = NULL;
    OK(backoffice_series_audit_books(series,
                                     "{\"entries\": [{\"text\": \"S2026-001\", \"day\": \"2026-03-02\"}],"
                                     " \"told\": [{\"text\": \"S2026-002\"}]}",
                                     &found));
    SAME(at(found, "lost.0.number"), "2");
    OK(backoffice_numbering_profile_on("ES", "2026-03-02", &profile));
    OK(backoffice_numbering_check_series(backoffice_document_json(profile), series, "[\"invoice\", \"corrective\"]",
                                         "2026-03-02", &breaches));
    SAME(at(breaches, "0.rule"), "apart");
    REFUSED(backoffice_numbering_profile_on("ES", "2012-12-31", &none), BACKOFFICE_LAW_NONE_IN_FORCE, "day", "2012-12-31");
    REFUSED(backoffice_numbering_profile_parse("", &none), BACKOFFICE_LAW_PACK_INVALID, "pack", "");
    backoffice_document_free(breaches);
    backoffice_document_free(profile);
    backoffice_document_free(found);
    backoffice_series_free(series);
}

int main(void) {
    statements();
    blocks();
    books();
    return 0;
}
