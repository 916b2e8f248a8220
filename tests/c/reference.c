/* Payment references, accounts, tax numbers and payment codes from C. */
#include "check.h"

static char text[2048];

#define GIVES(call, wanted)   \
    do {                      \
        OK(call);             \
        SAME(text, (wanted)); \
    } while (0)

static void references(void) {
    GIVES(backoffice_reference_make("rf", "539007547034", text, sizeof text, NULL), "RF18539007547034");
    GIVES(backoffice_reference_format("rf", text, text, sizeof text, NULL), "RF18 5390 0754 7034");
    GIVES(backoffice_reference_parse("rf", "rf18 5390 0754 7034", text, sizeof text, NULL), "RF18539007547034");
    GIVES(backoffice_reference_make("kid_mod11", "6", text, sizeof text, NULL), "6-");
    GIVES(backoffice_reference_make("belgian", "0108068171", text, sizeof text, NULL), "+++010/8068/17183+++");
    OK(backoffice_reference_check("qrr", "21 00000 00003 13947 14300 09017"));
    REFUSED(backoffice_reference_check("qrr", "21 00000 00003 13947 14300 09018"),
            BACKOFFICE_INVOICE_REFERENCE_CHECK_DIGIT, "reference", "21 00000 00003 13947 14300 09018");
    REFUSED(backoffice_reference_check("finnish", "12345A72"), BACKOFFICE_INVOICE_REFERENCE_CHARACTER, "reference",
            "12345A72");
    REFUSED(backoffice_reference_make("finnish", "12", text, sizeof text, NULL), BACKOFFICE_INVOICE_REFERENCE_LENGTH,
            "number", "12");
    REFUSED(backoffice_reference_check("swedish", "1230"), BACKOFFICE_INPUT_INVALID, "scheme", "swedish");
    REFUSED(backoffice_reference_check("ocr", NULL), BACKOFFICE_INPUT_NULL, "reference", "NULL");
    size_t needed = 0;
    REFUSED(backoffice_reference_make("ocr", "123", text, 4, &needed), BACKOFFICE_INPUT_BUFFER_TOO_SMALL, "size", "4");
    CHECK(needed == 5);
}

static void accounts(void) {
    GIVES(backoffice_iban_make("GB", "NWBK60161331926819", text, sizeof text, NULL), "GB29NWBK60161331926819");
    GIVES(backoffice_iban_format("GB29NWBK60161331926819", text, sizeof text, NULL), "GB29 NWBK 6016 1331 9268 19");
    GIVES(backoffice_iban_parse("gb29 nwbk 6016 1331 9268 19", text, sizeof text, NULL), "GB29NWBK60161331926819");
    OK(backoffice_iban_check("DE89 3704 0044 0532 0130 00"));
    REFUSED(backoffice_iban_check("DE89 3704 0044 0532 0130 01"), BACKOFFICE_INVOICE_REFERENCE_CHECK_DIGIT, "iban",
            "DE89 3704 0044 0532 0130 01");
    REFUSED(backoffice_iban_check("US64 SVBK US6S 3300"), BACKOFFICE_INVOICE_REFERENCE_COUNTRY, "iban",
            "US64 SVBK US6S 3300");
    bool is_qr = false;
    OK(backoffice_iban_is_qr_iban("CH44 3199 9123 0008 8901 2", &is_qr));
    CHECK(is_qr);
    OK(backoffice_iban_is_qr_iban("CH58 0079 1123 0008 8901 2", &is_qr));
    CHECK(!is_qr);
    backoffice_document *country = NULL;
    OK(backoffice_iban_country("NO", &country));
    SAME(at(country, "length"), "15");
    SAME(at(country, "bban"), "4n6n1n");
    backoffice_document_free(country);
    country = NULL;
    REFUSED(backoffice_iban_country("US", &country), BACKOFFICE_INVOICE_REFERENCE_COUNTRY, "code", "US");
    CHECK(country == NULL);
}

static void tax_numbers(void) {
    OK(backoffice_tax_number_check("NL", "NL 806753742B01"));
    GIVES(backoffice_tax_number_parse("CH", "CHE-107.787.577 IVA", text, sizeof text, NULL), "CHE107787577IVA");
    REFUSED(backoffice_tax_number_check("DE", "DE 265265319"), BACKOFFICE_INVOICE_REFERENCE_CHECK_DIGIT, "tax_number",
            "DE 265265319");
    REFUSED(backoffice_tax_number_check("US", "1"), BACKOFFICE_INVOICE_REFERENCE_COUNTRY, "country", "US");
    OK(backoffice_tax_number_check_enterprise("NO", "988 077 917"));
    REFUSED(backoffice_tax_number_check_enterprise("DE", "1"), BACKOFFICE_INVOICE_REFERENCE_COUNTRY, "country", "DE");
}

static void codes(void) {
    GIVES(backoffice_qr_sepa("{\"name\": \"Ada\", \"iban\": \"BE72 0000 0000 1616\","
                             " \"amount\": {\"amount\": \"12.3\", \"currency\": \"EUR\"}, \"text\": \"lamp\"}",
                             text, sizeof text, NULL),
          "BCD\n002\n1\nSCT\n\nAda\nBE72000000001616\nEUR12.30\n\n\nlamp");
    REFUSED(backoffice_qr_sepa("{\"name\": \"Ada\"}", text, sizeof text, NULL), BACKOFFICE_INPUT_MISSING,
            "transfer.iban", "");
#define BILL(reference)                                                                                          \
    "{\"iban\": \"CH44 3199 9123 0008 8901 2\", \"currency\": \"CHF\", \"reference\": \"" reference              \
    "\", \"creditor\": {\"name\": \"Ada\", \"postal_code\": \"2501\", \"town\": \"Biel\", \"country\": \"CH\"}}"
    OK(backoffice_qr_swiss(BILL("210000000003139471430009017"), text, sizeof text, NULL));
    CHECK(strstr(text, "SPC\n0200\n1\nCH4431999123000889012\nS\nAda\n\n\n2501\nBiel\nCH\n") == text);
    REFUSED(backoffice_qr_swiss(BILL("RF18539007547034"), text, sizeof text, NULL),
            BACKOFFICE_INVOICE_REFERENCE_ACCOUNT, "reference", "RF18539007547034");
}

int main(void) {
    references();
    accounts();
    tax_numbers();
    codes();
    return 0;
}
