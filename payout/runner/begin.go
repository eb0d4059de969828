package runner

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/internal/environment"
)

// journalVersion changes when a record gets another meaning. Journals of version 1 are read: they know neither periods nor claims,
// and their content id depends on the order of the items.
const (
	journalVersion        = 2
	earlierJournalVersion = 1
)

// beginning says what is to be paid and where, so that a run with another input or in another place is noticed.
type beginning struct {
	Version    int         `json:"version"`
	ExternalID string      `json:"externalId"`
	Where      string      `json:"environment,omitempty"` // see [payout.Client.Environment]
	ContentID  string      `json:"contentId"`
	Merchant   string      `json:"merchant,omitempty"` // see [WithMerchant]
	Period     string      `json:"period,omitempty"`
	Purpose    gen.Purpose `json:"purpose,omitempty"`
	Lines      int         `json:"lines"`
	Total      string      `json:"total"`
	Marks      string      `json:"lineMarks"`
	Part       *part       `json:"part,omitempty"` // of a large payout

	// What earlier versions wrote: the address, from which the environment follows, and the API key, which merchants exchange.
	Server string `json:"server,omitempty"`
	Key    string `json:"apiKeyFingerprint,omitempty"`

	earlierContentID string // of the batch as version 1 derived it; not written
}

// part is the place of a batch in a large payout.
type part struct {
	Number    int    `json:"number"` // counted from 1
	Of        int    `json:"of"`
	BatchSize int    `json:"batchSize"`
	ContentID string `json:"contentId"` // of the whole

	recall bool // see [Plan]
}

// recalled reports whether the items are those that the service lists: they are not as they were sent in every member.
func (p *part) recalled() bool { return p != nil && p.recall }

func (r *Runner) beginning(p planned) *beginning {
	b, content := p.batch, p.content
	return &beginning{
		Version: journalVersion, ExternalID: b.ExternalID, Where: r.client.Environment(),
		ContentID: content.id, Merchant: r.config.merchant, Period: samePeriod(b.Period), Purpose: b.Purpose, Lines: len(b.Items),
		Total: shortest(b.Total().Value()) + " " + b.Total().Currency(), Marks: content.marks, Part: p.place, earlierContentID: content.earlierID,
	}
}

func (b *beginning) environment() string { return cmp.Or(b.Where, environment.Of(b.Server)) }

func (b *beginning) check() error {
	if b.Version != journalVersion && b.Version != earlierJournalVersion {
		return localize.Errorf("the journal is of version %d, this program writes version %d", b.Version, journalVersion)
	}
	if b.ExternalID == "" || b.ContentID == "" || len(b.Marks) != 4*b.Lines {
		return errors.New("it is incomplete")
	}
	return nil
}

// ChangedError is a run under an externalId whose journal is about something else. Nothing was sent. Whoever changed the input on
// purpose needs another externalId, and must leave out the lines that the first one may have paid.
type ChangedError struct {
	ExternalID  string
	Differences []string // in words, without personal data

	said []localize.Said // the same
}

func changed(id string, differences []localize.Said) *ChangedError {
	e := &ChangedError{ExternalID: id, said: differences}
	for _, d := range differences {
		e.Differences = append(e.Differences, d.String())
	}
	return e
}

func (e *ChangedError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *ChangedError) Localize(say func(format string, args ...any) string) string {
	differences := e.Differences
	if len(e.said) == len(differences) {
		differences = nil
		for _, d := range e.said {
			differences = append(differences, d.Localize(say))
		}
	}
	return say("payout: externalId %s was begun with something else, nothing was sent: %s", e.ExternalID, strings.Join(differences, "; "))
}

// Outcome is OutcomeUnknown: this run sent nothing, but the lines may have been paid by the run that began the journal.
func (e *ChangedError) Outcome() payout.Outcome { return payout.OutcomeUnknown }

// differences lists what is not as it was when the journal was begun. Another API key is none: merchants exchange theirs. Nor is it
// one that a batch of a plan is run by itself.
func (b *beginning) differences(now *beginning) []localize.Said {
	var list []localize.Said
	differs := func(what, was, is string) {
		if was != is {
			list = append(list, localize.Sayf("%s was %s and is %s", localize.Term(what), orNone(was), orNone(is)))
		}
	}
	differs("externalId", b.ExternalID, now.ExternalID)
	differs("the environment", b.environment(), now.environment())
	differs("the merchant", b.Merchant, now.Merchant)
	differs("the period", b.Period, now.Period)
	if now.Part.recalled() {
		differs("the number of lines", fmt.Sprint(b.Lines), fmt.Sprint(now.Lines))
		differs("the total", b.Total, now.Total)
		return list
	}
	differs("the purpose", string(b.Purpose), string(now.Purpose))
	differs("the number of lines", fmt.Sprint(b.Lines), fmt.Sprint(now.Lines))
	differs("the total", b.Total, now.Total)
	if now.Part != nil {
		differs("the part", b.Part.String(), now.Part.String())
	}
	if b.Version == earlierJournalVersion {
		if len(list) == 0 {
			differs("the content", b.ContentID, now.earlierContentID)
		}
		return list
	}
	if lines := b.changedLines(now); lines.Format != "" {
		list = append(list, lines)
	}
	// What the marks are too short to show. The id of the content stands for purpose, period and lines alone.
	if len(list) == 0 {
		differs("the content", b.ContentID, now.ContentID)
	}
	return list
}

// orNone is a value, or the word for none.
func orNone(value string) any {
	if value == "" {
		return localize.Term("none")
	}
	return value
}

// isOf reports whether a journal was begun for the content of a plan and in this environment.
func (b *beginning) isOf(plan *Plan, where string) bool {
	whole := b.ContentID
	if b.Part != nil {
		whole = b.Part.ContentID
	}
	return (whole == plan.ContentID || whole == plan.earlier) && b.environment() == where
}

// changedLines finds the lines that the journal has not, wherever they stand.
func (b *beginning) changedLines(now *beginning) (lines localize.Said) {
	had := map[string]int{}
	for i := 0; i+4 <= len(b.Marks); i += 4 {
		had[b.Marks[i:i+4]]++
	}
	first, count := 0, 0
	for i := 0; i+4 <= len(now.Marks); i += 4 {
		if mark := now.Marks[i : i+4]; had[mark] > 0 {
			had[mark]--
		} else if count++; count == 1 {
			first = i/4 + 1
		}
	}
	switch count {
	case 0:
		return lines
	case 1:
		return localize.Sayf("item %d differs", first)
	}
	return localize.Sayf("%d items differ, the first is item %d", count, first)
}

// whole is the externalId of the payout of which a batch with an externalId is a part.
func (p *part) whole(id string) string {
	if p == nil || p.Number == 1 {
		return id
	}
	return strings.TrimSuffix(id, fmt.Sprintf("-%d", p.Number))
}

// number is the place of the batch, counted from 1.
func (b *beginning) number() int {
	if b.Part == nil {
		return 1
	}
	return b.Part.Number
}

// String shows the place: "1 of 3 in batches of 1000 of content-…".
func (p *part) String() string {
	if p == nil {
		return ""
	}
	return fmt.Sprintf("%d of %d in batches of %d of %s", p.Number, p.Of, p.BatchSize, p.ContentID)
}
