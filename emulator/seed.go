package emulator

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
)

// Seed is where a service begins, as a file says it; [ReadSeed] reads one. It is an [Option]. What a [Behaviour] can be told stands in it
// by the same names.
type Seed struct {
	Behaviour
	// Pace is how long the bank takes: "watch", which is [DefaultPace], or "test", which is [TestPace].
	Pace string `json:"pace,omitzero"`
	// Clock is how the service's time passes: "real", "x60" or "manual"; see [WithClockSpeed].
	Clock string `json:"clock,omitzero"`
	// RandomSeed makes ids the same each time; see [WithRandomSeed].
	RandomSeed *uint64 `json:"randomSeed,omitzero"`
	// Recipients say what becomes of lines to them, unless a marker in the description says otherwise.
	Recipients []SeedRecipient `json:"recipients,omitzero"`
	// Batches are there from the start, in this order. Of a state file they count when it is made.
	Batches []SeedBatch `json:"batches,omitzero"`
	// Faults are planned from the start. Of a state file they count when it is made.
	Faults []Fault `json:"faults,omitzero"`
}

// SeedRecipient is one recipient and what becomes of each line to it.
type SeedRecipient struct {
	RecipientType gen.RecipientType `json:"recipientType"`
	RecipientInfo string            `json:"recipientInfo"`
	// Outcome is paid, refuse, bank-fail, deposit-fail, stay-failed, stay-processing or slow: the words of the markers.
	Outcome string `json:"outcome"`
	// Code and Message are those of a [LineOutcome].
	Code    codes.Code `json:"code,omitzero"`
	Message string     `json:"message,omitzero"`
}

// SeedBatch is one mass payout.
type SeedBatch struct {
	// Init is the body of its initMassPayout.
	Init json.RawMessage `json:"init"`
	// Authorize authorises it, too.
	Authorize bool `json:"authorize,omitzero"`
}

// apply makes a Seed an Option. What it does not say it does not change.
func (s Seed) apply(to *settings) error {
	if err := s.Behaviour.apply(to); err != nil {
		return err
	}
	for _, word := range []struct {
		member, value string
		meanings      map[string]Option
	}{
		{"pace", s.Pace, map[string]Option{"watch": WithPace(DefaultPace()), "test": WithPace(TestPace())}},
		{"clock", s.Clock, map[string]Option{"real": WithClockSpeed(1), "x60": WithClockSpeed(60), "manual": WithClockSpeed(0)}},
	} {
		if word.value == "" {
			continue
		}
		meaning, known := word.meanings[word.value]
		if !known {
			return fmt.Errorf("%s: must be %s", word.member, oneOf(word.meanings))
		}
		if err := meaning.apply(to); err != nil {
			return err
		}
	}
	if s.RandomSeed != nil {
		if err := WithRandomSeed(*s.RandomSeed).apply(to); err != nil {
			return err
		}
	}
	for i, r := range s.Recipients {
		if err := r.apply(to); err != nil {
			return fmt.Errorf("recipients[%d].%w", i, err)
		}
	}
	to.batches = append(to.batches, s.Batches...)
	to.faults = append(to.faults, s.Faults...)
	return checkFaults(s.Faults)
}

func (r SeedRecipient) apply(to *settings) error {
	outcomes := map[string]string{"paid": paid}
	for _, mark := range fates()[1:] {
		outcomes[strings.Trim(strings.TrimPrefix(mark, anyMark), "]")] = mark
	}
	mark, known := outcomes[r.Outcome]
	switch {
	case !r.RecipientType.Valid():
		return fmt.Errorf("recipientType: must be IBAN, PHONE, MEMBER_ID or IDENTITY_NUMBER")
	case r.RecipientInfo == "":
		return fmt.Errorf("recipientInfo: must be the IBAN, number or id that lines name")
	case !known:
		return fmt.Errorf("outcome: must be %s", oneOf(outcomes))
	case mark != MarkRefuse && r.Code != "":
		return fmt.Errorf("code: only a line with the outcome refuse has one")
	}
	to.recipients[recipient{r.RecipientType, r.RecipientInfo}] = LineOutcome{Mark: mark, Code: r.Code, Message: r.Message}
	return nil
}

// oneOf lists the keys of a map.
func oneOf[V any](words map[string]V) string {
	names := sortedKeys(words)
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// begin makes the mass payouts of a seed, as calls would.
func (e *Emulator) begin() error {
	for i, batch := range e.settings.batches {
		c := &call{
			request: &http.Request{Method: http.MethodPost, Header: http.Header{"Content-Type": {"application/json"}}},
			now:     e.time.now(), locale: gen.LocaleEn, body: batch.Init,
		}
		c.route, _, _ = e.contract.match(http.MethodPost, gen.OperationInitMassPayout.Path())
		for _, step := range []func(*call) *failure{e.check, e.judge, func(c *call) *failure { return e.seed(c, batch.Authorize) }} {
			if f := step(c); f != nil {
				return fmt.Errorf("batches[%d].init: %s", i, cmp.Or(f.about.en, sentence(f.code, f.about).en))
			}
		}
	}
	return nil
}

func (e *Emulator) seed(c *call, authorize bool) *failure {
	e.store.advance(c.now)
	if _, f := e.initiate(c); f != nil {
		return f
	}
	if !authorize {
		return nil
	}
	b := e.store.byExternal[c.init.ExternalID]
	f := e.authorise(c, b)
	if f == nil {
		b.authorisations++
		e.store.touch(b)
	}
	return f
}
