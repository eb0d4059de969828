package emulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

const (
	batchesOnAPage  = 25
	callsOnOverview = 12
)

// overview is the first view: the money, the mass payouts, the newest calls and the faults.
type overview struct {
	frame
	Query    string
	Statuses []choice
	Batches  []batchRow
	Pages    pager
	Calls    []callRow
	Planned  []faultRow
	Met      []metRow
	Kinds    []FaultKind
	Ops      []gen.Operation
}

type batchRow struct {
	Link, ExternalID, Status, Received, Total, Currency string
	Lines, Paid, Refused                                int
}

type faultRow struct{ Kind, What, Left string }

type metRow struct {
	Kind  FaultKind
	Count int
}

func (e *Emulator) overview(r *http.Request) overview {
	now := e.time.now()
	view := overview{Query: r.URL.Query().Get("q"), Ops: gen.Operations()}
	view.Batches, view.Statuses, view.Pages = e.batchRows(r)
	view.frame = e.frame(r, "Mass payouts", now)
	view.Calls = e.newestCalls(func(*exchange) bool { return true })
	for _, f := range e.plan.left() {
		view.Planned = append(view.Planned, f.row())
	}
	for _, k := range faultKinds() {
		view.Kinds = append(view.Kinds, k.kind)
		if n := e.plan.counts()[k.kind]; n > 0 {
			view.Met = append(view.Met, metRow{k.kind, n})
		}
	}
	return view
}

// batchRows are the mass payouts that ?q= and ?status= leave, newest first.
func (e *Emulator) batchRows(r *http.Request) ([]batchRow, []choice, pager) {
	query, status := strings.ToLower(r.URL.Query().Get("q")), r.URL.Query().Get("status")
	now := e.time.now()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store.advance(now)
	counts := map[string]int{}
	var found []*batch
	for _, b := range slices.Backward(e.store.batches) {
		is := string(b.status(e.settings.Behaviour))
		if query != "" && !strings.Contains(strings.ToLower(b.request.ExternalID+" "+b.requestID), query) {
			continue
		}
		counts[is]++
		if status == "" || status == is {
			found = append(found, b)
		}
	}
	pages := newPager(r.URL, "page", len(found), batchesOnAPage)
	found = on(pages, found)
	var totals []money.Decimal
	for _, b := range found {
		totals = append(totals, b.total)
	}
	var rows []batchRow
	for _, b := range found {
		rows = append(rows, batchRow{
			Link: batchPath + url.PathEscape(b.requestID), ExternalID: maskedID("", b.request.ExternalID), Status: string(b.status(e.settings.Behaviour)),
			Received: clockTime(b.receivedAt, now), Total: grouped(b.total, decimals(totals...)), Currency: maskedCurrency(b.currency()),
			Lines: len(b.lines), Paid: b.arrived, Refused: len(b.refused),
		})
	}
	return rows, choices(r, counts, status), pages
}

// maskedCurrency hides what is no currency: a refused line may have anything there.
func maskedCurrency(s string) string {
	if slices.Contains(currencies(), s) {
		return s
	}
	return hidden
}

// choices are the values of a filter by status.
func choices(r *http.Request, counts map[string]int, chosen string) []choice {
	all := choice{Name: "all", Link: withQuery(resetPage(r), "status", ""), Chosen: chosen == ""}
	list := []choice{all}
	for _, name := range sortedKeys(counts) {
		list[0].Count += counts[name]
		list = append(list, choice{Name: name, Link: withQuery(resetPage(r), "status", name), Count: counts[name], Chosen: chosen == name})
	}
	return list
}

// row says a fault in words.
func (f Fault) row() faultRow {
	row := faultRow{Kind: string(f.Kind), What: "any operation", Left: "every call"}
	if f.Operation != "" {
		row.What = string(f.Operation)
	}
	if !f.Every {
		row.Left = plural(f.Times, "call")
	}
	if f.Nth > 1 {
		row.Left += " after " + plural(f.Nth-1, "other")
	}
	return row
}
