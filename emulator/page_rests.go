package emulator

import (
	"slices"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/iyzipayout/iyzipayout/gen"
)

// basis is what a property of an answer rests on.
type basis string

const (
	onPage    basis = "page"    // something that the vendor has published about mass payout, or about error codes
	onCode    basis = "code"    // code that the vendor has published
	onNothing basis = "nothing" // our invention, or what other services of the vendor do
)

// ground says what one property of an answer rests on.
type ground struct {
	Basis basis
	Says  string
	Line  string // of UNVERIFIED.md, where it has one
}

// seen is an exchange as the grounds look at it.
type seen struct {
	exchange
	settings  settings
	success   bool
	size      int      // that was asked for
	itemType  string   // that was asked for
	batch     string   // status of the mass payout, as answered
	items     []string // statuses of the items, as answered
	total     bool     // page, size and total stand at the top level
	answered  string   // the answer
	shortened string   // status of the mass payout that an auth left behind
}

// see reads what the grounds need. A body that was not kept whole shows less.
func see(e exchange, s settings, statusNow string) seen {
	var answer struct {
		Total      *int `json:"total"`
		MassPayout struct {
			S string `json:"massPayoutStatus"`
		} `json:"massPayout"`
		Items struct {
			Items []struct {
				S string `json:"itemStatus"`
			} `json:"items"`
		} `json:"massPayoutItems"`
	}
	_ = jsonv2.Unmarshal(e.answer.kept, &answer)
	var request struct {
		Size     int    `json:"size"`
		ItemType string `json:"itemType"`
	}
	_ = jsonv2.Unmarshal(e.body.kept, &request)
	v := seen{
		exchange: e, settings: s, success: e.judged && e.refused == nil, batch: answer.MassPayout.S, total: answer.Total != nil,
		size: request.Size, itemType: request.ItemType, answered: string(e.answer.kept), shortened: statusNow,
	}
	for _, i := range answer.Items.Items {
		v.items = append(v.items, i.S)
	}
	return v
}

// of holds for successes of an operation.
func (v seen) of(op gen.Operation) bool { return v.success && v.operation == op }

// by holds for a call, or an init with lines, that a line of UNVERIFIED.md refused.
func by(line string) func(seen) bool {
	return func(v seen) bool { return slices.Contains(v.lines, line) }
}

func (v seen) answers(member string) bool { return strings.Contains(v.answered, `"`+member+`"`) }

func (v seen) mixed() bool {
	return slices.Contains(v.items, "SUCCESS") && slices.ContainsFunc(v.items, func(s string) bool {
		return s == "FAILED" || s == "DEPOSIT_SUCCESS" || s == "DEPOSIT_FAIL"
	})
}

// grounds are what an exchange rests on, what rests on nothing first.
func (v seen) grounds() []ground {
	var found []ground
	for _, rule := range groundRules() {
		if rule.holds(v) {
			found = append(found, rule.ground)
		}
	}
	slices.SortStableFunc(found, func(a, b ground) int { return a.Basis.order() - b.Basis.order() })
	return found
}

func (b basis) order() int { return slices.Index([]basis{onNothing, onCode, onPage}, b) }

// InWords is the basis for people.
func (b basis) InWords() string {
	return map[basis]string{onPage: "the vendor's page", onCode: "the vendor's code", onNothing: "nothing"}[b]
}
