/* A back office in one page: what the law says of a day, and a journal that balances. */
#include <backoffice.h>
#include <stdio.h>

static int failed(void) {
    fprintf(stderr, "%s: %s\n", backoffice_last_error_code(), backoffice_last_error_message());
    return 1;
}

int main(void) {
    const backoffice_rounding pence = {"0.01", BACKOFFICE_HALF_UP, NULL};
    backoffice_pack *pack = NULL;
    backoffice_document *figure = NULL;
    char rate[32], tax[32];
    int result = 0;

    if (backoffice_pack_embedded("uk.vat", &pack) != BACKOFFICE_OK ||
        backoffice_pack_rate(pack, "standard", "2010-12-01", &figure) != BACKOFFICE_OK ||
        backoffice_document_get(figure, "value", rate, sizeof rate, NULL) != BACKOFFICE_OK ||
        backoffice_money_share("66.66 GBP", rate, &pence, tax, sizeof tax, NULL) != BACKOFFICE_OK)
        result = failed();
    else
        printf("VAT of %s on 66.66 GBP is %s\n", rate, tax);

    backoffice_document_free(figure);
    backoffice_pack_free(pack);
    return result;
}
