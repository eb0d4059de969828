package emulator

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/money"
)

const linesOnAPage = 100

// batchView is one mass payout with one page of its lines.
type batchView struct {
	frame
	RequestID, ExternalID, Status, Purpose, Received string
	Totals                                           []amount
	Currency                                         string
	Authorised                                       int
	Query                                            string
	Statuses                                         []choice
	Lines                                            []lineRow
	Pages                                            pager
	IsInit                                           bool
	Open                                             int // lines whose end is not known
	Calls                                            []callRow
}

// lineRow is one line. Who is paid is masked.
type lineRow struct {
	Number                                    int
	ReferenceCode, ItemExternalID, Type, Whom string
	Name, Amount, Currency, Status, Then      string
	Paid                                      int
	Final                                     bool
}

// batchView is nil where no mass payout has the requestId.
func (e *Emulator) batchView(r *http.Request, requestID string) *batchView {
	query, status := strings.ToLower(r.URL.Query().Get("q")), r.URL.Query().Get("status")
	now := e.time.now()
	frame := func(title string) frame { return e.frame(r, title, now) }
	e.mu.Lock()
	e.store.advance(now)
	b := e.store.byRequest[requestID]
	if b == nil {
		e.mu.Unlock()
		return nil
	}
	counts := map[string]int{}
	var found []*line
	view := batchView{
		RequestID: b.requestID, ExternalID: maskedID("", b.request.ExternalID), Status: string(b.status(e.settings.Behaviour)), Purpose: string(b.request.Purpose),
		Received: clockTime(b.receivedAt, now), Currency: maskedCurrency(b.currency()), Authorised: b.effective, Query: r.URL.Query().Get("q"),
	}
	for _, l := range b.lines {
		is := l.status()
		if !isFinal(l) {
			view.Open++
		}
		if query != "" && !strings.Contains(strings.ToLower(l.item.ItemExternalID), query) {
			continue
		}
		counts[string(is)]++
		if status == "" || status == string(is) {
			found = append(found, l)
		}
	}
	view.Pages = newPager(r.URL, "page", len(found), linesOnAPage)
	view.Lines = lineRows(on(view.Pages, found), view.Pages.From)
	view.Statuses = choices(r, counts, status)
	for _, of := range []struct {
		name  string
		value money.Decimal
	}{{"Accepted", b.total}, {"Paid", b.paid}, {"Commission", b.commission}} {
		view.Totals = append(view.Totals, amount{Name: of.name, Value: grouped(of.value, 2)})
	}
	view.IsInit = gen.MassPayoutStatus(view.Status) == gen.MassPayoutStatusInit
	e.mu.Unlock()
	view.frame, view.Calls = frame(view.ExternalID), e.newestCalls(func(x *exchange) bool { return x.batch == requestID })
	return &view
}

func lineRows(lines []*line, from int) []lineRow {
	var amounts []money.Decimal
	for _, l := range lines {
		amounts = append(amounts, l.item.Amount.Value)
	}
	digits := decimals(amounts...)
	var rows []lineRow
	for i, l := range lines {
		row := lineRow{
			Number: from + i, ReferenceCode: l.referenceCode, ItemExternalID: maskedID("", l.item.ItemExternalID), Type: string(l.item.RecipientType),
			Whom: masked("recipientInfo", l.item.RecipientInfo), Name: mask.Name(l.item.RecipientName), Amount: grouped(l.item.Amount.Value, digits),
			Currency: maskedCurrency(l.item.Amount.Currency), Status: string(l.status()), Then: l.then(), Final: isFinal(l), Paid: l.entry().Paid,
		}
		rows = append(rows, row)
	}
	return rows
}

// isFinal reports a line to which nothing more happens, whatever the buttons do.
func isFinal(l *line) bool {
	switch l.status() {
	case gen.MassPayoutItemStatusInit, gen.MassPayoutItemStatusQueued, gen.MassPayoutItemStatusProcessing, gen.MassPayoutItemStatusFailed:
		return false
	}
	return true
}

// then says what becomes of a line, or why it has ended.
func (l *line) then() string {
	if l.verdict.fate == MarkRefuse {
		return mask.Text(l.verdict.about.en)
	}
	if isFinal(l) {
		if pays(l.verdict.fate) || l.status() == gen.MassPayoutItemStatusMassPayoutCanceled {
			return ""
		}
		return mask.Text(l.verdict.about.en)
	}
	return map[string]string{
		paid: "will be paid", MarkBankFail: "will fail and be given back", MarkDepositFail: "will fail and be kept back",
		MarkStayFailed: "will fail and wait", MarkStayProcessing: "held", MarkSlow: "will be paid an hour later",
	}[l.verdict.fate]
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// resetPage is the address of a view on its first page.
func resetPage(r *http.Request) *url.URL {
	u := *r.URL
	query := u.Query()
	query.Del("page")
	u.RawQuery = query.Encode()
	return &u
}

func plural(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return fmt.Sprintf("%d %ss", n, of)
}
