/* Replenishment from C. */
#include "check.h"
#include <math.h>

static char text[64];

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* To six digits: the reference values are computed. */
#define NEAR(got, wanted) check_near(__FILE__, __LINE__, (got), (wanted))

static void check_near(const char *file, int line, double got, double wanted) {
    double off = got > wanted ? got - wanted : wanted - got;
    double size = wanted < 0 ? -wanted : wanted;
    if (!(off <= 1e-6 * (size > 1 ? size : 1))) {
        fprintf(stderr, "%s:%d: got %.12g, wanted %.12g\n", file, line, got, wanted);
        exit(1);
    }
}

static const double seldom[] = {0, 0, 5, 0, 0, 0, 3, 0, 4, 0, 0, 7, 0, 0, 0, 0, 2, 0, 0, 6};

/* Values computed with statsforecast 2.1.1. */
static void forecasts(void) {
    double rate = 0;
    OK(backoffice_replenishment_croston(seldom, COUNT(seldom), 0.1, &rate));
    NEAR(rate, 1.5090821411);
    OK(backoffice_replenishment_sba(seldom, COUNT(seldom), 0.1, &rate));
    NEAR(rate, 1.4336280341);
    OK(backoffice_replenishment_tsb(seldom, COUNT(seldom), 0.2, 0.1, &rate));
    NEAR(rate, 1.3631157913);
    OK(backoffice_replenishment_ses(seldom, COUNT(seldom), 0.3, &rate));
    NEAR(rate, 2.1627982106);
    OK(backoffice_replenishment_adida(seldom, COUNT(seldom), &rate));
    NEAR(rate, 1.59596);
    OK(backoffice_replenishment_imapa(seldom, COUNT(seldom), &rate));
    NEAR(rate, 1.4586108324);

    const double line[] = {10, 12, 14};
    double ahead[4] = {0}, trend = 0.8;
    OK(backoffice_replenishment_holt(line, COUNT(line), 0.5, 0.5, NULL, 2, ahead));
    NEAR(ahead[0], 16);
    NEAR(ahead[1], 18);
    CHECK(ahead[2] == 0);
    const double nist[] = {6.4, 5.6, 7.8, 8.8, 11.0, 11.6, 16.7, 15.3, 21.6, 22.4};
    OK(backoffice_replenishment_holt(nist, COUNT(nist), 0.3623, 1.0, &trend, 1, ahead));
    CHECK(ahead[0] > 25.75 && ahead[0] < 25.85);
    const double season[] = {10, 20, 30, 10, 20, 30, 10};
    OK(backoffice_replenishment_holt_winters(season, COUNT(season), 3, "multiplicative", 0.4, 0.2, 0.3, 4, ahead));
    NEAR(ahead[0], 20);
    NEAR(ahead[3], 20);

    backoffice_document *seen = NULL;
    OK(backoffice_replenishment_classify(seldom, COUNT(seldom), &seen));
    SAME(at(seen, "class"), "intermittent");
    backoffice_document_free(seen);
    const double values[] = {30, 900, 20, 50};
    char letters[4], letter = 0;
    OK(backoffice_replenishment_abc(values, COUNT(values), 0.8, 0.95, letters));
    CHECK(memcmp(letters, "CACB", 4) == 0);
    OK(backoffice_replenishment_xyz(season, COUNT(season), 0.5, 1.0, &letter));
    CHECK(letter == 'X');
}

static void many(void) {
    double values[COUNT(seldom) + 3];
    memcpy(values, seldom, sizeof seldom);
    values[20] = 3;
    values[21] = 3;
    values[22] = -1;
    const size_t offsets[] = {0, 20, 22, 23};
    double rates[3];
    backoffice_document *problems = NULL;
    OK(backoffice_replenishment_croston_many(offsets, 3, values, COUNT(values), 0.1, rates, &problems));
    NEAR(rates[0], 1.5090821411);
    NEAR(rates[1], 3);
    CHECK(rates[2] != rates[2]);
    SAME(at(problems, "0.field"), "demand.0");
    SAME(at(problems, "0.row"), "2");
    SAME(at(problems, "0.code"), "number.negative");
    backoffice_document_free(problems);
    OK(backoffice_replenishment_sba_many(offsets, 2, values, COUNT(values), 0.1, rates, &problems));
    NEAR(rates[0], 1.4336280341);
    SAME(backoffice_document_json(problems), "[]");
    backoffice_document_free(problems);
    OK(backoffice_replenishment_tsb_many(offsets, 1, values, COUNT(values), 0.2, 0.1, rates, &problems));
    NEAR(rates[0], 1.3631157913);
    backoffice_document_free(problems);

    const size_t wrong[] = {0, 24};
    backoffice_document *none = NULL;
    REFUSED(backoffice_replenishment_sba_many(wrong, 1, values, COUNT(values), 0.1, rates, &none),
            BACKOFFICE_INPUT_INVALID, "offsets.1", "24");
    REFUSED(backoffice_replenishment_sba_many(offsets, 3, values, COUNT(values), 0.1, NULL, &none), BACKOFFICE_INPUT_NULL,
            "out", "NULL");
    CHECK(none == NULL);
}

static void when(void) {
    const backoffice_lead_time_demand over = {
        .demand = 100, .demand_deviation = 20, .lead_time = 4, .lead_time_deviation = 0};
    double safety = 0;
    backoffice_reorder_point point;
    OK(backoffice_replenishment_safety_stock(over, 0.95, &safety));
    NEAR(safety, 1.6448536269514715 * 40);
    OK(backoffice_replenishment_reorder_point(over, 0.95, &point));
    NEAR(point.level, 400 + safety);
    const double demand[] = {2, 0, 5, 1, 3};
    const size_t lead_times[] = {2};
    OK(backoffice_replenishment_reorder_point_observed(demand, COUNT(demand), lead_times, 1, 0.75, &point));
    NEAR(point.level, 5);
    REFUSED(backoffice_replenishment_safety_stock(over, 1.0, &safety), BACKOFFICE_INPUT_INVALID, "service", "1");
}

/* Values computed with stockpyl 1.0.2. */
static void how_much(void) {
    backoffice_lot lot;
    OK(backoffice_replenishment_eoq(1300, 8, 0.225, &lot));
    NEAR(lot.quantity, 304.0467800264368);
    NEAR(lot.cost, 68.41052550594829);
    OK(backoffice_replenishment_eoq_backorders(1300, 8, 0.225, 5, &lot));
    NEAR(lot.backordered, 0.0430622009569378);
    const backoffice_price_break breaks[] = {{0, 500}, {200, 475}, {500, 450}};
    OK(backoffice_replenishment_eoq_discount(1000, 200, 0.2, breaks, COUNT(breaks), "all_units", &lot));
    NEAR(lot.quantity, 500);
    NEAR(lot.cost, 472900);
    OK(backoffice_replenishment_newsvendor(50, 8, 0.18, 0.7, &lot));
    NEAR(lot.quantity, 56.60395592743389);
    OK(backoffice_replenishment_newsvendor_poisson(6, 1, 4, &lot));
    NEAR(lot.quantity, 8);
    NEAR(lot.cost, 3.5701069457709376);
    backoffice_reorder_quantity policy;
    OK(backoffice_replenishment_reorder_quantity(1300, 150, 1.0 / 12, 8, 0.225, 7.5, &policy));
    NEAR(policy.quantity, 318.5901810768729);
    OK(backoffice_replenishment_order_quantity(policy.quantity, "12", "0", text, sizeof text, NULL));
    SAME(text, "324");

    backoffice_document *plan = NULL;
#define PERIOD(demand) "{\"demand\": " demand ", \"order_cost\": \"500\", \"holding_cost\": \"2\"}"
    OK(backoffice_replenishment_wagner_whitin(
        "[" PERIOD("90") ", " PERIOD("120") ", " PERIOD("80") ", " PERIOD("70") "]", &plan));
    SAME(at(plan, "cost"), "1380");
    SAME(at(plan, "periods.2.order"), "150");
    backoffice_document_free(plan);

    REFUSED(backoffice_replenishment_eoq(-1, 8, 0.225, &lot), BACKOFFICE_NUMBER_NEGATIVE, "demand", "-1");
    REFUSED(backoffice_replenishment_eoq(INFINITY, 8, 0.225, &lot), BACKOFFICE_INPUT_INVALID, "demand", "inf");
    REFUSED(backoffice_replenishment_eoq_discount(1, 1, 1, breaks, 3, "half", &lot), BACKOFFICE_INPUT_INVALID, "discount",
            "half");
    REFUSED(backoffice_replenishment_eoq_discount(1, 1, 1, NULL, 3, "all_units", &lot), BACKOFFICE_INPUT_NULL, "breaks",
            "NULL");
    plan = NULL;
    REFUSED(backoffice_replenishment_wagner_whitin("[" PERIOD("0.5") "]", &plan), BACKOFFICE_INPUT_FLOAT,
            "periods.0.demand", "0.5");
    CHECK(plan == NULL);
}

static void tried_out(void) {
    const double demand[] = {0, 0, 3, 5, 1};
    const size_t lead_times[] = {2, 3};
    backoffice_trial trial = {
        .demand = demand, .demand_count = COUNT(demand), .lead_times = lead_times, .lead_times_count = 2,
        .holding_cost = 0.02, .order_cost = 15, .shortage_cost = 4, .lost_sales = false,
        .periods = 5000, .warm_up = 100, .seed = 7};
    backoffice_performance first, again, sought, cheapest;
    OK(backoffice_replenishment_simulate(&trial, "fixed", 4, 40, &first));
    OK(backoffice_replenishment_simulate(&trial, "fixed", 4, 40, &again));
    CHECK(first.fill_rate == again.fill_rate && first.cost == again.cost && first.level == 4);
    double wanted = 0.98;
    OK(backoffice_replenishment_seek_level(&trial, "up_to", 40, &wanted, 1, &sought));
    CHECK(sought.fill_rate >= wanted && sought.level > 0);
    OK(backoffice_replenishment_seek_level(&trial, "fixed", 40, NULL, 1, &cheapest));
    CHECK(cheapest.cost <= first.cost);
    REFUSED(backoffice_replenishment_simulate(&trial, "sometimes", 4, 40, &first), BACKOFFICE_INPUT_INVALID, "rule",
            "sometimes");
    trial.periods = 0;
    REFUSED(backoffice_replenishment_simulate(&trial, "fixed", 4, 40, &first), BACKOFFICE_INPUT_INVALID, "periods", "0");
}

static void ahead(void) {
    const double forecast[] = {10, 10, 10};
    bool runs_out = false;
    double periods = 0;
    OK(backoffice_replenishment_cover(25, forecast, 3, &runs_out, &periods));
    CHECK(runs_out);
    NEAR(periods, 2.5);
    const backoffice_outlook outlook[] = {{0, 8, 6}, {30, 5, 12}, {0, 20, 10}};
    double available[3], promisable[3];
    OK(backoffice_replenishment_project(10, outlook, 3, available, promisable));
    NEAR(available[1], 20);
    NEAR(promisable[1], 7);
    const backoffice_expiring_lot lots[] = {{30, 0, 5}, {20, 0, 1}};
    const double even[] = {6, 6, 6, 6, 6, 6};
    backoffice_document *risk = NULL;
    OK(backoffice_replenishment_expiry_risk(lots, 2, even, 6, &risk));
    SAME(at(risk, "expired.1"), "8.0");
    SAME(at(risk, "total"), "14.0");
    backoffice_document_free(risk);
    REFUSED(backoffice_replenishment_project(10, outlook, 3, available, NULL), BACKOFFICE_INPUT_NULL, "promisable", "NULL");
}

int main(void) {
    forecasts();
    many();
    when();
    how_much();
    tried_out();
    ahead();
    return 0;
}
