"""The same queue by pyworkforce's Erlang C."""

from pyworkforce.queuing import ErlangC
from serve import serve


def queue(given):
    minutes, handling = given["minutes"], given["handling"] / 60

    def staff(count):
        queue = ErlangC(transactions=count, aht=handling, asa=given["within"] / 60, interval=minutes)
        return queue.required_positions(service_level=given["level"])["raw_positions"]

    return lambda: [staff(count) for count in given["calls"]], lambda answer: answer


serve({"erlang_c": queue})
