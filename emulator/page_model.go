package emulator

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/money"
)

// frame is what every view has around it.
type frame struct {
	Title  string
	Token  string
	Self   string // path and query of the view, for coming back
	Live   string // the same, for events; empty where nothing changes
	Now    string
	Date   string
	Money  []amount
	Notice *callRow // the call that a button has just made
	Faults int      // that are planned
}

// amount is money under a name.
type amount struct {
	Name, Value string
	Short       bool // nothing is left
}

// frame is the state of everything, as the head of a view shows it.
func (e *Emulator) frame(r *http.Request, title string, at time.Time) frame {
	e.mu.Lock()
	ledger := e.store.ledger
	e.mu.Unlock()
	f := frame{
		Title: title, Token: e.token, Self: withQuery(r.URL, "said", ""), Now: at.Local().Format("15:04:05"), Date: at.Local().Format("Mon 2 Jan 2006, MST"),
		Faults: len(e.plan.left()),
	}
	f.Live = f.Self
	for _, of := range []struct {
		name  string
		value money.Decimal
	}{
		{"Balance", ledger.Balance}, {"Reserved", ledger.Reserved}, {"Paid", ledger.Paid}, {"Commission", ledger.Commission}, {"Kept back", ledger.KeptBack},
	} {
		f.Money = append(f.Money, amount{Name: of.name, Value: grouped(of.value, 2), Short: of.name == "Balance" && of.value.Sign() == 0})
	}
	if number, err := strconv.Atoi(r.URL.Query().Get("said")); err == nil {
		for _, x := range e.calls.newest(func(x *exchange) bool { return x.number == number }) {
			row := e.callRow(x)
			f.Notice = &row
		}
	}
	return f
}

// still is the frame of something that does not change, and to which nobody comes back.
func (f frame) still() frame {
	f.Live, f.Self = "", controlPrefix
	return f
}

// grouped writes an amount for people: thousands apart, at least two decimals, and as many more as it or least needs.
func grouped(d money.Decimal, least int) string {
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(d.Plain(), "-"), ".")
	fraction = strings.TrimRight(fraction, "0")
	fraction += strings.Repeat("0", max(0, least-len(fraction)))
	var groups []string
	for ; len(whole) > 3; whole = whole[:len(whole)-3] {
		groups = append([]string{whole[len(whole)-3:]}, groups...)
	}
	text := strings.Join(append([]string{whole}, groups...), ",") + "." + fraction
	if d.Sign() < 0 {
		return "-" + text
	}
	return text
}

// decimals is how many digits behind the point a column of amounts needs, so that all their points stand below each other.
func decimals(amounts ...money.Decimal) int {
	most := 2
	for _, d := range amounts {
		_, fraction, _ := strings.Cut(d.Plain(), ".")
		most = max(most, len(strings.TrimRight(fraction, "0")))
	}
	return most
}

// clockTime writes a time of the service, with its day unless that is today's.
func clockTime(at, now time.Time) string {
	at, now = at.Local(), now.Local()
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format("15:04:05")
	}
	return at.Format("2 Jan 15:04:05")
}

// pager cuts a long list into pages and links them.
type pager struct {
	From, To, Total           int    // From counts from 1
	First, Before, Next, Last string // links; empty where there is nothing
}

// page reads ?page= of a view, from 1, and cuts the list. A page behind the last is the last.
func newPager(u *url.URL, parameter string, total, size int) pager {
	last := max(1, (total+size-1)/size)
	number, _ := strconv.Atoi(u.Query().Get(parameter))
	number = min(max(number, 1), last)
	p := pager{From: (number-1)*size + 1, To: min(number*size, total), Total: total}
	if total == 0 {
		p.From = 0
	}
	if number > 1 {
		p.First, p.Before = withQuery(u, parameter, "1"), withQuery(u, parameter, fmt.Sprint(number-1))
	}
	if number < last {
		p.Next, p.Last = withQuery(u, parameter, fmt.Sprint(number+1)), withQuery(u, parameter, fmt.Sprint(last))
	}
	return p
}

// on is the slice of a list that the page shows.
func on[T any](p pager, list []T) []T { return list[max(0, p.From-1):p.To] }

// withQuery is the address of a view with another parameter; "" takes it away.
func withQuery(u *url.URL, parameter, value string) string {
	query := u.Query()
	query.Del("said")
	if value == "" {
		query.Del(parameter)
	} else {
		query.Set(parameter, value)
	}
	if len(query) == 0 {
		return u.EscapedPath()
	}
	return u.EscapedPath() + "?" + query.Encode()
}

// choice is one value of a filter.
type choice struct {
	Name, Link string
	Count      int
	Chosen     bool
}
