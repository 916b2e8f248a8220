/* A table of people from C, through the Arrow C stream interface. */
#include "check.h"

/* Two people as a batch of two columns, built by hand: tax codes as text, pay in pence as decimal128. */
static const int32_t CODE_ENDS[] = {0, 5, 9};
static const char CODES[] = "1257LK100";
static const int64_t PAY[] = {300000, 0, 123450, 0};

/* How often the callbacks below were called: each must be, once. */
static int released_streams, released_schemas, released_columns, released_arrays, released_buffers;

static void release_schema(struct ArrowSchema *schema) {
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release != NULL)
            schema->children[i]->release(schema->children[i]);
        free(schema->children[i]);
    }
    free(schema->children);
    *(schema->n_children > 0 ? &released_schemas : &released_columns) += 1;
    schema->release = NULL;
}

static void make_schema(struct ArrowSchema *schema, const char *format, const char *name, int64_t children) {
    *schema = (struct ArrowSchema){.format = format, .name = name, .n_children = children, .release = release_schema};
    if (children > 0) {
        schema->children = calloc((size_t)children, sizeof *schema->children);
        for (int64_t i = 0; i < children; i++)
            schema->children[i] = calloc(1, sizeof **schema->children);
    }
}

static void release_array(struct ArrowArray *array) {
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release != NULL)
            array->children[i]->release(array->children[i]);
        free(array->children[i]);
    }
    free(array->children);
    free((void *)array->buffers);
    *(array->n_children > 0 ? &released_arrays : &released_buffers) += 1;
    array->release = NULL;
}

static void make_array(struct ArrowArray *array, int64_t buffers, int64_t children) {
    *array = (struct ArrowArray){.length = 2, .n_buffers = buffers, .n_children = children, .release = release_array};
    array->buffers = calloc((size_t)buffers, sizeof *array->buffers);
    if (children > 0) {
        array->children = calloc((size_t)children, sizeof *array->children);
        for (int64_t i = 0; i < children; i++)
            array->children[i] = calloc(1, sizeof **array->children);
    }
}

/* What a stream of ours knows: the names of its columns, the format of the pay, and how many batches are left. */
struct people {
    const char *code_name, *pay_name;
    const char *pay;
    int left;
};

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    const struct people *people = stream->private_data;
    make_schema(out, "+s", "", 2);
    make_schema(out->children[0], "u", people->code_name, 0);
    make_schema(out->children[1], people->pay, people->pay_name, 0);
    return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    struct people *people = stream->private_data;
    if (people->left-- == 0) {
        out->release = NULL; /* the end */
        return 0;
    }
    make_array(out, 1, 2);
    make_array(out->children[0], 3, 0);
    out->children[0]->buffers[1] = CODE_ENDS;
    out->children[0]->buffers[2] = CODES;
    make_array(out->children[1], 2, 0);
    out->children[1]->buffers[1] = PAY;
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream) {
    (void)stream;
    return NULL;
}

static void release_stream(struct ArrowArrayStream *stream) {
    free(stream->private_data);
    released_streams++;
    stream->release = NULL;
}

static struct ArrowArrayStream stream_of(const char *pay, int batches) {
    struct people *people = malloc(sizeof *people);
    *people = (struct people){"tax_code", "taxable", pay, batches};
    return (struct ArrowArrayStream){get_schema, get_next, get_last_error, release_stream, people};
}

#define APRIL                                                                                           \
    "{\"constants\": {\"pay_day\": \"2026-04-30\", \"frequency\": \"monthly\", \"category\": \"A\"},"   \
    " \"pass_through\": [\"tax_code\"]}"

/* The place of a column. */
static int64_t column(const struct ArrowSchema *schema, const char *name) {
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (strcmp(schema->children[i]->name, name) == 0)
            return i;
    }
    fprintf(stderr, "no column %s\n", name);
    exit(1);
}

static int64_t pence(const struct ArrowArray *batch, int64_t column, int64_t row) {
    const struct ArrowArray *amounts = batch->children[column];
    return ((const int64_t *)amounts->buffers[1])[2 * (row + amounts->offset)];
}

static void assess(const backoffice_pack *law) {
    struct ArrowArrayStream people = stream_of("d:18,2", 2), taxes;
    OK(backoffice_tax_wages_assess_table(&people, APRIL, law, &taxes));
    CHECK(people.release == NULL); /* moved */

    struct ArrowSchema schema;
    CHECK(taxes.get_schema(&taxes, &schema) == 0);
    SAME(schema.children[0]->name, "tax_code");
    int64_t tax = column(&schema, "uk.paye"), insurance = column(&schema, "uk.ni.employee");
    SAME(schema.children[tax]->format, "d:38,2");
    int rows = 0;
    for (;;) {
        struct ArrowArray batch;
        CHECK(taxes.get_next(&taxes, &batch) == 0);
        if (batch.release == NULL)
            break;
        CHECK(batch.length == 2 && batch.n_children == schema.n_children);
        CHECK(pence(&batch, tax, 0) == 39020 && pence(&batch, insurance, 0) == 15616);
        CHECK(pence(&batch, tax, 1) == 26360 && pence(&batch, insurance, 1) == 1492);
        CHECK(batch.children[column(&schema, "problem.code")]->null_count == 2);
        rows += (int)batch.length;
        batch.release(&batch);
    }
    CHECK(rows == 4);
    schema.release(&schema);
    taxes.release(&taxes);
    CHECK(released_streams == 1 && released_arrays == 2 && released_buffers == 4);
    CHECK(released_schemas >= 1 && released_columns == 2 * released_schemas);
}

static void refused(const backoffice_pack *law) {
    struct ArrowArrayStream people = stream_of("g", 1), taxes = {0};
    /* A NULL leaves the stream with its owner. */
    REFUSED(backoffice_tax_wages_assess_table(NULL, APRIL, law, &taxes), BACKOFFICE_INPUT_NULL, "people", "NULL");
    REFUSED(backoffice_tax_wages_assess_table(&people, APRIL, NULL, &taxes), BACKOFFICE_INPUT_NULL, "pack", "NULL");
    REFUSED(backoffice_tax_wages_assess_table(&people, APRIL, law, NULL), BACKOFFICE_INPUT_NULL, "out", "NULL");
    REFUSED(backoffice_tax_wages_assess_table(&people, "{\"rows\": 1}", law, &taxes), BACKOFFICE_INPUT_UNKNOWN_FIELD,
            "reading.rows", "1");
    CHECK(people.release != NULL);
    /* Pay in doubles; the stream was read, so it is released. */
    released_streams = 0;
    REFUSED(backoffice_tax_wages_assess_table(&people, APRIL, law, &taxes), BACKOFFICE_INPUT_FLOAT, "taxable", "Float64");
    CHECK(people.release == NULL && released_streams == 1 && taxes.release == NULL);
    CHECK(strstr(backoffice_last_error_message(), "not exact") != NULL);

    /* One that is not read to its end is released all the same. */
    people = stream_of("d:18,2", 2);
    released_streams = released_arrays = 0;
    OK(backoffice_tax_wages_assess_table(&people, APRIL, law, &taxes));
    struct ArrowArray batch;
    CHECK(taxes.get_next(&taxes, &batch) == 0 && batch.release != NULL);
    taxes.release(&taxes);
    CHECK(released_streams == 1);
    batch.release(&batch); /* a batch outlives its stream */
    CHECK(released_arrays == 1);
}

/* The same two rows as lines of two documents: their names are the texts, their nets the amounts. */
static struct ArrowArrayStream lines_of(int batches) {
    struct ArrowArrayStream lines = stream_of("d:18,2", batches);
    struct people *people = lines.private_data;
    people->code_name = "document";
    people->pay_name = "net";
    return lines;
}

/* The same two rows as movements of two items: their names are the texts, what they cost the amounts. */
static size_t asked_rows;

static bool go_on(void *data, size_t done) {
    asked_rows = done;
    return *(const bool *)data;
}

static void movements(void) {
    static const char *reading =
        "{\"constants\": {\"kind\": \"receipt\", \"day\": \"2026-03-01\", \"quantity\": \"3\"}, \"pass_through\": [\"item\"]}";
    static const char *accounts =
        "{\"inventory\": \"1400\", \"cost_of_sales\": \"5000\", \"adjustment\": \"5100\", \"goods_received\": \"2100\","
        " \"price_difference\": \"5200\", \"opening\": \"9000\"}";
    struct ArrowArrayStream moves = lines_of(1), moved = {0}, layers = {0}, postings = {0};
    struct people *people = moves.private_data;
    people->code_name = "item";
    people->pay_name = "total_cost";
    bool yes = true;
    OK(backoffice_stock_value_table(&moves, reading, "[\"fifo\"]", "ifrs_default", "EUR", 1, go_on, &yes, accounts, &moved,
                                    &layers, &postings));
    CHECK(moves.release == NULL && asked_rows > 0);
    struct ArrowSchema schema;
    struct ArrowArray batch;
    CHECK(moved.get_schema(&moved, &schema) == 0);
    int64_t cost = column(&schema, "cost");
    CHECK(moved.get_next(&moved, &batch) == 0 && batch.length == 2);
    CHECK(pence(&batch, cost, 0) == -300000 && pence(&batch, cost, 1) == -123450); /* what came in */
    batch.release(&batch);
    schema.release(&schema);
    moved.release(&moved);
    CHECK(layers.get_schema(&layers, &schema) == 0);
    int64_t value = column(&schema, "value");
    CHECK(layers.get_next(&layers, &batch) == 0 && batch.length == 2);
    CHECK(pence(&batch, value, 0) == 300000 || pence(&batch, value, 1) == 300000);
    batch.release(&batch);
    schema.release(&schema);
    layers.release(&layers);
    CHECK(postings.get_next(&postings, &batch) == 0 && batch.length == 4);
    batch.release(&batch);
    postings.release(&postings);

    bool no = false;
    moves = lines_of(1);
    people = moves.private_data;
    people->code_name = "item";
    people->pay_name = "total_cost";
    REFUSED(backoffice_stock_value_table(&moves, reading, "[\"fifo\"]", "ifrs_default", "EUR", 1, go_on, &no, NULL, &moved,
                                         &layers, NULL),
            BACKOFFICE_RUN_CANCELLED, "moves", "0");
    CHECK(moves.release == NULL);
    moves = lines_of(1);
    REFUSED(backoffice_stock_value_table(&moves, reading, "[\"lifo\"]", "ifrs_default", "EUR", 1, NULL, NULL, NULL, &moved,
                                         &layers, NULL),
            BACKOFFICE_STOCK_METHOD_NOT_ALLOWED, "method", "lifo");
    moves = lines_of(1);
    REFUSED(backoffice_stock_value_table(&moves, reading, "fifo", "default", "EUR", 1, NULL, NULL, NULL, &moved, &layers,
                                         NULL),
            BACKOFFICE_INPUT_INVALID, "methods", "fifo");
    CHECK(moves.release != NULL);
    moves.release(&moves);
}

static void documents(void) {
    static const char *reading = "{\"constants\": {\"category\": \"S\", \"rate\": \"0.19\"}}";
    backoffice_document *rules = NULL;
    OK(backoffice_invoice_rules("EN16931", "EUR", &rules));
    const char *preset = backoffice_document_json(rules);
    struct ArrowArrayStream lines = lines_of(1), totals = {0};
    OK(backoffice_invoice_totals_table(&lines, reading, preset, "EUR", "document", &totals));
    CHECK(lines.release == NULL);
    struct ArrowSchema schema;
    CHECK(totals.get_schema(&totals, &schema) == 0);
    int64_t gross = column(&schema, "gross");
    struct ArrowArray batch;
    CHECK(totals.get_next(&totals, &batch) == 0 && batch.length == 1); /* the last document is not complete yet */
    CHECK(pence(&batch, gross, 0) == 357000);
    batch.release(&batch);
    CHECK(totals.get_next(&totals, &batch) == 0 && batch.length == 1);
    CHECK(pence(&batch, gross, 0) == 146906); /* 1234.50 and 234.555 */
    batch.release(&batch);
    CHECK(totals.get_next(&totals, &batch) == 0 && batch.release == NULL);
    schema.release(&schema);
    totals.release(&totals);

    lines = lines_of(1);
    REFUSED(backoffice_invoice_totals_table(&lines, reading, preset, "EUR", "week", &totals), BACKOFFICE_INPUT_INVALID,
            "by", "week");
    CHECK(lines.release != NULL);
    REFUSED(backoffice_invoice_totals_table(&lines, "{}", preset, "EUR", "rate", &totals), BACKOFFICE_INPUT_MISSING,
            "category", "");
    CHECK(lines.release == NULL);
    backoffice_document_free(rules);
}

int main(void) {
    documents();
    movements();
    released_streams = released_schemas = released_columns = released_arrays = released_buffers = 0;
    backoffice_pack *law = NULL;
    OK(backoffice_pack_embedded("uk.wages", &law));
    assess(law);
    refused(law);
    backoffice_pack_free(law);
    return 0;
}
