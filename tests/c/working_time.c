/* Labour law from C. */
#include "check.h"

#define LAWS "[\"eu.working_time\"]"
#define MARCH "{\"period\": {\"first\": \"2026-03-01\", \"last\": \"2026-03-31\"}}"
#define WORK(start)                                                                                       \
    "[{\"person\": \"ada\", \"start\": \"2026-03-02T14:00:00\", \"end\": \"2026-03-02T20:00:00\"},"       \
    " {\"person\": \"ada\", \"start\": \"" start "\", \"end\": \"2026-03-03T12:00:00\"}]"

static void audit(void) {
    backoffice_document *found = NULL;
    size_t count = 0;
    OK(backoffice_scheduling_audit(LAWS, MARCH, "[]", WORK("2026-03-03T06:00:00"), &found));
    OK(backoffice_document_count(found, "", &count));
    CHECK(count == 1);
    CHECK(strstr(backoffice_document_json(found), "\"rule\":\"daily rest\"") != NULL);
    CHECK(strstr(backoffice_document_json(found), "\"amount\":600") != NULL);
    backoffice_document_free(found);
    found = NULL;
    REFUSED(backoffice_scheduling_audit(LAWS, MARCH, "[]", WORK("2026-03-03T13:00:00"), &found),
            BACKOFFICE_SCHEDULING_NO_LENGTH, "work.1.end", "-60");
    REFUSED(backoffice_scheduling_audit("[\"xx\"]", MARCH, "[]", "[]", &found), BACKOFFICE_LAW_UNSUPPORTED, "law",
            "xx");
    CHECK(found == NULL);
}

static void limits(void) {
    backoffice_document *limits = NULL;
    OK(backoffice_scheduling_limits(LAWS, MARCH, "{\"person\": \"ada\"}", "2026-03-02", &limits));
    CHECK(strstr(backoffice_document_json(limits), "\"daily_rest\":{\"minutes\":660") != NULL);
    backoffice_document_free(limits);
    limits = NULL;
    REFUSED(backoffice_scheduling_limits(LAWS, MARCH, "{\"person\": \"ada\"}", "2026-02-30", &limits),
            BACKOFFICE_CALENDAR_INVALID_DATE, "day", "2026-02-30");
}

/* The same work as a batch of three columns, built by hand: names as text, local times in seconds; and a bad row. */
static const int32_t ENDS[] = {0, 3, 6, 8};
static const char NAMES[] = "adaadabo";
static const int64_t STARTS[] = {1772460000, 1772517600, 1772517600}, STOPS[] = {1772481600, 1772539200, 1772517600};
static const void *NAME_BUFFERS[] = {NULL, ENDS, NAMES}, *START_BUFFERS[] = {NULL, STARTS},
                  *STOP_BUFFERS[] = {NULL, STOPS}, *NO_BUFFERS[] = {NULL};

static void release_schema(struct ArrowSchema *schema) {
    schema->release = NULL;
}

static void release_array(struct ArrowArray *array) {
    array->release = NULL;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    static struct ArrowSchema columns[3];
    static struct ArrowSchema *children[3];
    static const char *names[] = {"person", "start", "end"}, *formats[] = {"u", "tss:", "tss:"};
    (void)stream;
    for (int i = 0; i < 3; i++) {
        columns[i] = (struct ArrowSchema){.format = formats[i], .name = names[i], .release = release_schema};
        children[i] = &columns[i];
    }
    *out = (struct ArrowSchema){
        .format = "+s", .name = "", .n_children = 3, .children = children, .release = release_schema};
    return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    static struct ArrowArray columns[3];
    static struct ArrowArray *children[3];
    static const void **buffers[] = {NAME_BUFFERS, START_BUFFERS, STOP_BUFFERS};
    int *left = stream->private_data;
    *out = (struct ArrowArray){0};
    if ((*left)-- == 0)
        return 0; /* the end */
    for (int i = 0; i < 3; i++) {
        columns[i] = (struct ArrowArray){
            .length = 3, .n_buffers = i == 0 ? 3 : 2, .buffers = buffers[i], .release = release_array};
        children[i] = &columns[i];
    }
    *out = (struct ArrowArray){.length = 3,
                               .n_buffers = 1,
                               .buffers = NO_BUFFERS,
                               .n_children = 3,
                               .children = children,
                               .release = release_array};
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream) {
    (void)stream;
    return NULL;
}

static void release_stream(struct ArrowArrayStream *stream) {
    stream->release = NULL;
}

static void table(void) {
    int left = 1;
    struct ArrowArrayStream work = {get_schema, get_next, get_last_error, release_stream, &left}, found;
    backoffice_document *problems = NULL;
    CHECK(backoffice_scheduling_audit_table(&work, NULL, LAWS, MARCH, "[]", &found, &problems) ==
          BACKOFFICE_INPUT_NULL);
    CHECK(work.release != NULL); /* not moved */
    OK(backoffice_scheduling_audit_table(&work, "{}", LAWS, MARCH, "[]", &found, &problems));
    CHECK(work.release == NULL); /* moved */
    CHECK(strstr(backoffice_document_json(problems), "\"code\":\"scheduling.no_length\"") != NULL);
    backoffice_document_free(problems);

    struct ArrowSchema schema;
    struct ArrowArray batch;
    CHECK(found.get_schema(&found, &schema) == 0);
    SAME(schema.children[6]->name, "amount");
    CHECK(found.get_next(&found, &batch) == 0);
    CHECK(batch.length == 1);
    CHECK(((const int64_t *)batch.children[6]->buffers[1])[0] == 600);
    batch.release(&batch);
    schema.release(&schema);
    found.release(&found);
}

int main(void) {
    audit();
    limits();
    table();
    return 0;
}
