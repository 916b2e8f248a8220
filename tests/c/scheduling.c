/* Rosters from C. */
#include "check.h"

static char text[65536];
static const backoffice_budget BUDGET = {.nodes = 20000, .seed = 7};

#define WEEK "{\"first\": \"2026-03-30\", \"last\": \"2026-04-05\"}"
#define PEOPLE                                                                     \
    "[{\"name\": \"ada\", \"skills\": [\"till\"], \"hours_at_most\": \"32\"},"     \
    " {\"name\": \"bo\", \"hours_at_most\": \"40\"}]"
#define SHIFTS(start)                                                                                         \
    "[{\"name\": \"early\", \"start\": \"" start "\", \"end\": \"14:00\","                                    \
    " \"needs\": [{\"needed\": 1, \"skill\": \"till\"}]},"                                                    \
    " {\"name\": \"late\", \"start\": \"14:00\", \"end\": \"22:00\", \"needs\": [{\"needed\": 1}]}]"
#define MODEL(start, more) "{\"period\": " WEEK ", \"people\": " PEOPLE ", \"shifts\": " SHIFTS(start) more "}"
#define ORDINARY MODEL("06:00", ", \"requests\": [{\"person\": \"ada\", \"wish\": \"prefer\", \"shift\": \"early\","  \
                                " \"weight\": 10}]")

static void rosters(void) {
    backoffice_roster *roster = NULL, *again = NULL;
    backoffice_assignment assignment;
    OK(backoffice_scheduling_check(ORDINARY));
    OK(backoffice_scheduling_solve(ORDINARY, BUDGET, NULL, NULL, &roster));
    CHECK(backoffice_roster_count(roster) == 9);
    CHECK(backoffice_roster_gaps(roster) == 5);
    OK(backoffice_roster_get(roster, 0, &assignment));
    SAME(assignment.day, "2026-03-30");
    SAME(assignment.person, "ada");
    SAME(assignment.shift, "early");
    SAME(assignment.skill, "till");
    OK(backoffice_roster_get(roster, 1, &assignment));
    CHECK(assignment.skill == NULL);
    REFUSED(backoffice_roster_get(roster, 9, &assignment), BACKOFFICE_INPUT_INVALID, "index", "9");
    CHECK(strstr(backoffice_roster_gap(roster, 0), "bo has no skill till") != NULL);
    CHECK(backoffice_roster_gap(roster, 5) == NULL);
    CHECK(strstr(backoffice_roster_text(roster), "ada") != NULL);
    OK(backoffice_roster_parse(backoffice_roster_json(roster), &again));
    SAME(backoffice_roster_json(again), backoffice_roster_json(roster));
    OK(backoffice_scheduling_gantt(ORDINARY, backoffice_roster_json(roster), text, sizeof text, NULL));
    CHECK(strncmp(text, "<svg", 4) == 0);
    OK(backoffice_scheduling_csv(ORDINARY, backoffice_roster_json(roster), text, sizeof text, NULL));
    CHECK(strncmp(text, "day,person,shift", 16) == 0);
    backoffice_roster_free(again);
    backoffice_roster_free(roster);

    backoffice_document *verdict = NULL, *gaps = NULL;
    OK(backoffice_scheduling_evaluate(ORDINARY, "[]", &verdict));
    OK(backoffice_scheduling_gaps(ORDINARY, "[]", backoffice_document_json(verdict), &gaps));
    size_t count = 0;
    OK(backoffice_document_count(gaps, "", &count));
    CHECK(count == 14);
    backoffice_document_free(verdict);
    backoffice_document_free(gaps);

    backoffice_roster_free(NULL);
    CHECK(backoffice_roster_count(NULL) == 0 && backoffice_roster_gaps(NULL) == 0);
    CHECK(backoffice_roster_gap(NULL, 0) == NULL && backoffice_roster_json(NULL) == NULL);
    CHECK(backoffice_roster_text(NULL) == NULL);
}

static bool never(void *data, const backoffice_progress *progress) {
    *(uint64_t *)data = progress->of;
    return false;
}

static void refused(void) {
    backoffice_roster *roster = NULL;
    uint64_t of = 0;
    CHECK(backoffice_scheduling_solve(ORDINARY, BUDGET, never, &of, &roster) == BACKOFFICE_RUN_CANCELLED);
    CHECK(of == BUDGET.nodes);
    CHECK(backoffice_scheduling_solve(MODEL("06:00", ", \"rules\": {\"coverage\": \"must\"}"), BUDGET, NULL, NULL,
                                      &roster) == BACKOFFICE_SCHEDULING_INFEASIBLE);
    CHECK(strlen(backoffice_last_error_field()) > 0);
    REFUSED(backoffice_scheduling_solve(MODEL("14:00", ""), BUDGET, NULL, NULL, &roster),
            BACKOFFICE_SCHEDULING_NO_LENGTH, "shifts.early.end", "14:00");
    REFUSED(backoffice_scheduling_check(MODEL("06:00", ", \"locked\": [{\"person\": \"cy\", \"day\": \"2026-03-30\","
                                                       " \"shift\": \"early\"}]")),
            BACKOFFICE_SCHEDULING_UNKNOWN_NAME, "locked.0.person", "cy");
    REFUSED(backoffice_scheduling_check("{\"periods\": 1}"), BACKOFFICE_INPUT_UNKNOWN_FIELD, "model.periods", "1");
    CHECK(roster == NULL);
}

static void work(void) {
    backoffice_document *rules = NULL, *rest = NULL, *least = NULL, *demand = NULL, *shifts = NULL;
    size_t count = 0;
    OK(backoffice_scheduling_working_time_directive(&rules));
    SAME(at(rules, "rules.0.limit.rest_between.minutes"), "660");
    OK(backoffice_scheduling_rest_between("{}", "11", &rest));
    SAME(at(rest, "rules.0.limit.rest_between.minutes"), "660");
    OK(backoffice_staffing_least("{\"units_per_hour\": \"30\", \"interval_minutes\": 60, \"skill\": \"packer\","
                                 " \"open\": [{\"from\": \"2010-12-01T09:00:00\", \"to\": \"2010-12-01T17:00:00\"}],"
                                 " \"arrivals\": [{\"at\": \"2010-12-01T09:00:00\", \"due\": \"2010-12-01T13:00:00\","
                                 " \"units\": 120}]}",
                                 &least));
    SAME(at(least, "peak"), "1");
    OK(backoffice_staffing_demand(backoffice_document_json(least), &demand));
    OK(backoffice_document_count(demand, "", &count));
    CHECK(count == 4);
    OK(backoffice_staffing_offer("{\"from\": \"08:00\", \"to\": \"18:00\", \"every_minutes\": 30, \"shortest_minutes\": 240,"
                                 " \"longest_minutes\": 480}",
                                 &shifts));
    OK(backoffice_document_count(shifts, "", &count));
    CHECK(count == 81);
    backoffice_document_free(rules);
    backoffice_document_free(rest);
    backoffice_document_free(least);
    backoffice_document_free(demand);
    backoffice_document_free(shifts);
}

int main(void) {
    rosters();
    refused();
    work();
    return 0;
}
