/* The chains of tax offices and the Merkle ledger from C. */
#include "check.h"

static char text[8192];
static char book[65536];

#define REGISTRATION(number, recorded)                                                                     \
    "{\"verifactu_registration\": {\"issuer\": \"89890001K\", \"number\": \"" number                       \
    "\", \"day\": \"01-01-2024\", \"kind\": \"F1\", \"tax\": \"12.35\", \"total\": \"123.45\", \"recorded\": \"" recorded "\"}}"

/* The AEAT's own examples. */
#define FIRST REGISTRATION("12345678/G33", "2024-01-01T19:20:30+01:00")
#define SECOND REGISTRATION("12345679/G34", "2024-01-01T19:20:35+01:00")
static const char *const HUELLA[] = {
    "3C464DAF61ACB827C65FDA19F352A4E3BDC2C640E9E9FC4CC058073F38F12F60",
    "F7B94CFD8924EDFF273501B01EE5153E4CE8F259766F88CF6ACB8935802A2B97",
};

static void verifactu(void) {
    backoffice_document *head = NULL, *record = NULL, *after = NULL, *proof = NULL, *many = NULL, *end = NULL;
    OK(backoffice_fiscal_start("verifactu", &head));
    OK(backoffice_fiscal_text(backoffice_document_json(head), FIRST, text, sizeof text, NULL));
    CHECK(strstr(text, "IDEmisorFactura=89890001K&NumSerieFactura=12345678/G33&") == text);
    OK(backoffice_fiscal_append(backoffice_document_json(head), FIRST, NULL, &record, &after));
    SAME(at(record, "link"), HUELLA[0]);
    SAME(at(after, "link"), HUELLA[0]);
    OK(backoffice_fiscal_append_many(backoffice_document_json(head), "[" FIRST "," SECOND "]", NULL, NULL, &many, &end));
    SAME(at(many, "0.link"), HUELLA[0]);
    SAME(at(many, "1.link"), HUELLA[1]);
    snprintf(book, sizeof book, "%s", backoffice_document_json(many));
    OK(backoffice_fiscal_verify(NULL, book, backoffice_document_json(end), NULL, NULL, &proof));
    SAME(at(proof, "proof"), "hashed");
    backoffice_document_free(proof);
    proof = NULL;
    snprintf(text, sizeof text, "[%s]", at(many, "1"));
    OK(backoffice_fiscal_verify(backoffice_document_json(after), text, backoffice_document_json(end), NULL, NULL, &proof));
    backoffice_document_free(proof);
    proof = NULL;
    memcpy(strstr(book, "\"123.45\""), "\"923.45\"", 8);
    CHECK(backoffice_fiscal_verify(NULL, book, backoffice_document_json(end), NULL, NULL, &proof) ==
          BACKOFFICE_INVOICE_CHAIN_BROKEN);
    SAME(backoffice_last_error_field(), "records.0.total");
    CHECK(proof == NULL);
    backoffice_document_free(head);
    backoffice_document_free(record);
    backoffice_document_free(after);
    backoffice_document_free(many);
    backoffice_document_free(end);
}

/* A stand-in for RSA with a key of the test's own: 32 letters that tell texts apart. */
static const char *stand_in(void *key, const char *signed_text) {
    static char signature[33];
    unsigned long long state = *(const unsigned *)key;
    for (const char *c = signed_text; *c; c++)
        state = state * 1099511628211ull + (unsigned char)*c;
    for (int i = 0; i < 32; i++, state = state * 6364136223846793005ull + 1)
        signature[i] = "abcdefghijklmnop"[state >> 60];
    return signature;
}

static bool is_of(void *key, const char *signed_text, const char *signature) {
    return strcmp(stand_in(key, signed_text), signature) == 0;
}

static const char *none(void *key, const char *signed_text) {
    (void)key, (void)signed_text;
    return NULL;
}

#define DOCUMENT(number)                                                                                    \
    "{\"portugal\": {\"day\": \"2010-05-18\", \"entered\": \"2010-05-18T15:43:25\", \"number\": \"FAC 001/" number \
    "\", \"total\": \"25.62\"}}"

static void portugal(void) {
    unsigned key = 7, other = 8;
    backoffice_document *head = NULL, *many = NULL, *end = NULL, *proof = NULL;
    OK(backoffice_fiscal_start("portugal", &head));
    const char *start = backoffice_document_json(head), *entries = "[" DOCUMENT("15") "," DOCUMENT("16") "]";
    CHECK(backoffice_fiscal_append_many(start, entries, NULL, NULL, &many, &end) == BACKOFFICE_INVOICE_CHAIN_UNSIGNED);
    SAME(backoffice_last_error_field(), "entries.0.signature");
    CHECK(backoffice_fiscal_append_many(start, entries, none, NULL, &many, &end) == BACKOFFICE_INVOICE_CHAIN_UNSIGNED);
    CHECK(many == NULL && end == NULL);
    OK(backoffice_fiscal_append_many(start, entries, stand_in, &key, &many, &end));
    SAME(at(many, "0.text"), "2010-05-18;2010-05-18T15:43:25;FAC 001/15;25.62;");
    SAME(at(many, "1.previous"), at(many, "0.signature"));
    const char *json = backoffice_document_json(many), *kept = backoffice_document_json(end);
    OK(backoffice_fiscal_verify(NULL, json, kept, is_of, &key, &proof));
    SAME(at(proof, "proof"), "signed");
    backoffice_document_free(proof);
    OK(backoffice_fiscal_verify(NULL, json, kept, NULL, NULL, &proof));
    SAME(at(proof, "proof"), "unsigned");
    SAME(at(proof, "unsigned"), "2");
    backoffice_document_free(proof);
    CHECK(backoffice_fiscal_verify(NULL, json, kept, is_of, &other, &proof) == BACKOFFICE_INVOICE_CHAIN_BROKEN);
    SAME(backoffice_last_error_field(), "records.0.signature");
    backoffice_document_free(head);
    backoffice_document_free(many);
    backoffice_document_free(end);
    OK(backoffice_portugal_atcud("JJJCR94W", 14570, text, sizeof text, NULL));
    SAME(text, "JJJCR94W-14570");
}

static void tills(void) {
    const char *key = "WQRtiiya3hYh/Uz44Bv3x8ETl1nrH6nCdErn69g5/lU=";
    int64_t cents = 0;
    OK(backoffice_rksv_encrypt_turnover(key, "CASHBOX-DEMO-1", "CASHBOX-DEMO-1-Receipt-ID-5", 1234567, 5, text, sizeof text,
                                        NULL));
    SAME(text, "S99UW+4=");
    OK(backoffice_rksv_decrypt_turnover(key, "CASHBOX-DEMO-1", "CASHBOX-DEMO-1-Receipt-ID-5", text, &cents));
    CHECK(cents == 1234567);
    REFUSED(backoffice_rksv_decrypt_turnover(key, "A", "1", "VFJB", &cents), BACKOFFICE_INPUT_MISSING, "turnover", "");
    OK(backoffice_rksv_signing_input("_R1-AT0", text, sizeof text, NULL));
    SAME(text, "eyJhbGciOiJFUzI1NiJ9.X1IxLUFUMA");
    OK(backoffice_tse_process_data("Beleg", "[\"0.00\", \"2.55\", \"0.00\", \"0.00\", \"0.00\"]",
                                   "[{\"amount\": \"2.55\", \"kind\": \"Bar\"}]", text, sizeof text, NULL));
    SAME(text, "Beleg^0.00_2.55_0.00_0.00_0.00^2.55:Bar");
}

/* Certificate Transparency's reference tests: three of the eight leaves. */
static const struct {
    const char *record;
    size_t length;
} RECORDS[] = {{"", 0}, {"\x00", 1}, {"\x10", 1}};
static const char *const ROOTS[] = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
};

static void ledger(void) {
    backoffice_tree *tree = NULL, *again = NULL;
    backoffice_document *frontier = NULL, *head = NULL, *heads[3] = {NULL, NULL, NULL}, *proof = NULL;
    char leaves[512] = "[", leaf[65];
    uint64_t index = 9;
    OK(backoffice_tree_new(NULL, &tree));
    for (int i = 0; i < 3; i++) {
        const uint8_t *record = (const uint8_t *)RECORDS[i].record;
        backoffice_document *after = NULL;
        OK(backoffice_tree_append(tree, record, RECORDS[i].length, &index));
        CHECK(index == (uint64_t)i);
        OK(backoffice_merkle_append(frontier ? backoffice_document_json(frontier) : NULL, record, RECORDS[i].length, &after,
                                    &heads[i]));
        SAME(at(heads[i], "root"), ROOTS[i]);
        backoffice_document_free(frontier);
        frontier = after;
        OK(backoffice_merkle_leaf(record, RECORDS[i].length, leaf, sizeof leaf, NULL));
        snprintf(leaves + strlen(leaves), sizeof leaves - strlen(leaves), "%s\"%s\"%s", i ? "," : "", leaf, i == 2 ? "]" : "");
    }
    CHECK(backoffice_tree_count(tree) == 3 && backoffice_tree_count(NULL) == 0);
    OK(backoffice_tree_new(leaves, &again));
    OK(backoffice_tree_head(again, 3, &head));
    SAME(backoffice_document_json(head), backoffice_document_json(heads[2]));
    OK(backoffice_tree_inclusion_proof(again, 2, 3, &proof));
    SAME(at(proof, "0"), ROOTS[1]);
    const uint8_t *third = (const uint8_t *)RECORDS[2].record;
    OK(backoffice_merkle_verify_inclusion(third, 1, 2, backoffice_document_json(proof), backoffice_document_json(head)));
    REFUSED(backoffice_merkle_verify_inclusion(third, 0, 2, backoffice_document_json(proof), backoffice_document_json(head)),
            BACKOFFICE_INVOICE_CHAIN_PROOF, "record", "2");
    REFUSED(backoffice_merkle_verify_inclusion(NULL, 1, 2, "[]", "{}"), BACKOFFICE_INPUT_NULL, "record", "NULL");
    backoffice_document_free(proof);
    OK(backoffice_tree_consistency_proof(tree, 2, 3, &proof));
    const char *json = backoffice_document_json(proof);
    OK(backoffice_merkle_verify_consistency(backoffice_document_json(heads[1]), backoffice_document_json(head), json));
    CHECK(backoffice_merkle_verify_consistency(backoffice_document_json(heads[0]), backoffice_document_json(head), json) ==
          BACKOFFICE_INVOICE_CHAIN_PROOF);
    REFUSED(backoffice_tree_head(tree, 4, &proof), BACKOFFICE_INPUT_INVALID, "count", "4");
    backoffice_document_free(proof);
    backoffice_document_free(head);
    backoffice_document_free(frontier);
    for (int i = 0; i < 3; i++)
        backoffice_document_free(heads[i]);
    backoffice_tree_free(tree);
    backoffice_tree_free(again);
    backoffice_tree_free(NULL);

    OK(backoffice_chain_canonicalize("{\"b\": \"1.50\", \"a\": 2}", text, sizeof text, NULL));
    SAME(text, "{\"a\":2,\"b\":\"1.50\"}");
    REFUSED(backoffice_chain_canonicalize("{\"a\": 1.5}", text, sizeof text, NULL), BACKOFFICE_INPUT_FLOAT, "record.a", "1.5");
}

int main(void) {
    verifactu();
    portugal();
    tills();
    ledger();
    return 0;
}
