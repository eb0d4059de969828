package payout

import (
	"errors"
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/signing"
)

// journalVersion changes when a record gets another meaning.
const journalVersion = 1

// beginning says what is to be paid and where, so that a run with another input or in another place is noticed.
type beginning struct {
	Version    int         `json:"version"`
	ExternalID string      `json:"externalId"`
	Server     string      `json:"server"`
	Key        string      `json:"apiKeyFingerprint"`
	ContentID  string      `json:"contentId"`
	Purpose    gen.Purpose `json:"purpose,omitempty"`
	Lines      int         `json:"lines"`
	Total      string      `json:"total"`
	Marks      string      `json:"lineMarks"`
	Part       *part       `json:"part,omitempty"` // of a large payout
}

// part is the place of a batch in a large payout.
type part struct {
	Number    int    `json:"number"` // counted from 1
	Of        int    `json:"of"`
	BatchSize int    `json:"batchSize"`
	ContentID string `json:"contentId"` // of the whole
}

func (c *Client) beginning(b Batch, p *part) (*beginning, error) {
	// The secret key has no part in the fingerprint.
	credentials, err := signing.NewCredentials(c.apiKey(), "none")
	if err != nil {
		return nil, err
	}
	return &beginning{
		Version: journalVersion, ExternalID: b.ExternalID, Server: strings.TrimRight(c.server, "/"), Key: credentials.Fingerprint(),
		ContentID: b.ContentID(), Purpose: b.Purpose, Lines: len(b.Items), Total: shortest(b.Total().value) + " " + b.Total().currency, Marks: lineMarks(b.Items), Part: p,
	}, nil
}

func (b *beginning) check() error {
	if b.Version != journalVersion {
		return fmt.Errorf("the journal is of version %d, this program writes version %d", b.Version, journalVersion)
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
}

func (e *ChangedError) Error() string {
	return fmt.Sprintf("payout: externalId %s was begun with something else, nothing was sent: %s", e.ExternalID, strings.Join(e.Differences, "; "))
}

// Outcome is OutcomeNotSent: this run sent nothing.
func (e *ChangedError) Outcome() Outcome { return OutcomeNotSent }

// differences lists what is not as it was when the journal was begun.
func (b *beginning) differences(now *beginning) []string {
	var list []string
	differs := func(what, was, is string) {
		if was != is {
			list = append(list, fmt.Sprintf("%s was %s and is %s", what, orNone(was), orNone(is)))
		}
	}
	differs("externalId", b.ExternalID, now.ExternalID)
	differs("the server", b.Server, now.Server)
	differs("the API key's fingerprint", b.Key, now.Key)
	differs("the purpose", string(b.Purpose), string(now.Purpose))
	differs("the number of lines", fmt.Sprint(b.Lines), fmt.Sprint(now.Lines))
	differs("the total", b.Total, now.Total)
	if lines := b.changedLines(now); lines != "" {
		list = append(list, lines)
	}
	differs("the part", b.Part.String(), now.Part.String())
	// What the marks are too short to show. The id of the content stands for purpose and lines alone.
	if len(list) == 0 {
		differs("the content", b.ContentID, now.ContentID)
	}
	return list
}

func (b *beginning) changedLines(now *beginning) string {
	first, count := 0, 0
	for i := 0; i+4 <= min(len(b.Marks), len(now.Marks)); i += 4 {
		if b.Marks[i:i+4] != now.Marks[i:i+4] {
			if count++; count == 1 {
				first = i/4 + 1
			}
		}
	}
	switch count {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("line %d differs", first)
	}
	return fmt.Sprintf("%d lines differ, the first is line %d", count, first)
}

// String shows the place: "1 of 3 in batches of 1000 of content-…".
func (p *part) String() string {
	if p == nil {
		return ""
	}
	return fmt.Sprintf("%d of %d in batches of %d of %s", p.Number, p.Of, p.BatchSize, p.ContentID)
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
