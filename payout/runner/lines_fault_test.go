package runner_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/signing"
)

// fault decides what happens to a request: by chance, and because the service has its own way of paging.
func (s *linesSchedule) fault(r *http.Request) fault {
	if s.paging == "" || !strings.HasSuffix(r.URL.Path, "/retrieve") {
		return s.trouble(r)
	}
	odd := oddPaging(s.t, s.wire.emulator, s.paging, r)
	if odd.instead != nil {
		return odd
	}
	f := s.trouble(r)
	if f.before == nil {
		f.before = odd.before
	}
	if f.answer == nil {
		f.answer = odd.answer
	}
	return f
}

// oddPaging is what a service does to a retrieve that allows one item a page, counts pages from 1, or writes numbers as texts.
func oddPaging(t require.TestingT, service *emulator.Emulator, kind string, r *http.Request) fault {
	const refused = `{"status":"failure","errorCode":"11","errorMessage":"page"}`
	body, err := r.GetBody()
	require.NoError(t, err)
	var asked map[string]any
	require.NoError(t, json.NewDecoder(body).Decode(&asked))
	number, size := int(asked["page"].(float64)), int(asked["size"].(float64))
	switch {
	case kind == "one a page" && size > 1, kind == "from 1" && number == 0:
		return instead(400, refused)
	case kind == "from 1":
		asked["page"] = number - 1
		return fault{before: func() { sendAnother(t, service, r, asked) }}
	case kind == "texts":
		return fault{answer: numbersAsTexts}
	}
	return fault{}
}

// sendAnother puts another body into a request and signs it anew.
func sendAnother(t require.TestingT, service *emulator.Emulator, r *http.Request, body any) {
	signer, err := signing.New(service.Credentials())
	require.NoError(t, err)
	changed, err := json.Marshal(body)
	require.NoError(t, err)
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(changed)), nil }
	r.Body, _ = r.GetBody()
	r.ContentLength = int64(len(changed))
	require.NoError(t, signer.Edit(r.Context(), r))
}

// numbersAsTexts writes page, size and total of an answer as texts.
func numbersAsTexts(a *http.Response) error {
	body, err := io.ReadAll(a.Body)
	if err != nil {
		return err
	}
	a.Body = io.NopCloser(bytes.NewReader(regexp.MustCompile(`"(page|size|total)":([0-9]+)`).ReplaceAll(body, []byte(`"$1":"$2"`))))
	return nil
}

// trouble is what goes wrong by chance.
func (s *linesSchedule) trouble(r *http.Request) fault {
	isAuth := strings.HasSuffix(r.URL.Path, "/auth")
	if isAuth {
		s.auth = time.Now()
	}
	if s.calm || rapid.IntRange(0, 9).Draw(s.t, "trouble") >= 3 {
		return fault{}
	}
	kinds := []string{"not sent", "lost", "answer lost", "HTML", "rate limit", "system error", "unknown code", "unknown code after"}
	if s.kill {
		kinds = append(kinds, "kill before", "kill after")
	}
	if strings.HasSuffix(r.URL.Path, "/retrieve") {
		kinds = append(kinds, "unknown status", "init in small letters", "late view")
	}
	if !s.sane {
		kinds = append(kinds, "late")
		if !isAuth || s.mode.auth != "pay-again" {
			kinds = append(kinds, "twice")
		}
	}
	s.seen.faults.Add(1)
	kill := func() { panic(killed{}) }
	const unknown = `{"status":"failure","errorCode":"5115","errorMessage":"bakım"}`
	switch kind := rapid.SampledFrom(kinds).Draw(s.t, "fault of "+r.URL.Path); kind {
	case "not sent":
		return fault{unread: true}
	case "lost":
		return fault{lost: true}
	case "answer lost":
		return lostAnswer()
	case "HTML":
		return fault{answer: answers(http.StatusBadGateway, "<html>bad gateway</html>")}
	case "rate limit":
		return instead(http.StatusTooManyRequests, `{"status":"failure","errorCode":"50000","errorMessage":"limit"}`)
	case "system error":
		return fault{answer: answers(500, `{"status":"failure","errorCode":"100001"}`)}
	case "unknown code":
		return instead(200, unknown)
	case "unknown code after":
		return fault{answer: answers(200, unknown)}
	case "unknown status":
		return fault{answer: rewrites("VALIDATING")}
	case "init in small letters":
		return fault{answer: rewrites("init")}
	case "late view":
		// The service shows what was true up to 20 seconds ago.
		if !s.auth.IsZero() && time.Since(s.auth) < 20*time.Second && !s.sane {
			return fault{answer: rewrites("INIT")}
		}
	case "kill before":
		return fault{before: kill}
	case "kill after":
		return fault{after: kill}
	case "twice":
		return fault{again: 1}
	case "late":
		return fault{late: time.Duration(rapid.IntRange(1, 25).Draw(s.t, "seconds late")) * time.Second}
	}
	return fault{}
}

// answers puts another answer in place of the service's, which did its work.
func answers(status int, body string) func(*http.Response) error {
	return func(a *http.Response) error {
		a.StatusCode, a.Body = status, io.NopCloser(strings.NewReader(body))
		return nil
	}
}

// rewrites shows another status of the whole, and of all items as init left them.
func rewrites(status string) func(*http.Response) error {
	return func(a *http.Response) error {
		body, err := io.ReadAll(a.Body)
		if err != nil {
			return err
		}
		var answer map[string]any
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		if err := decoder.Decode(&answer); err != nil {
			return err
		}
		if whole, ok := answer["massPayout"].(map[string]any); ok {
			whole["massPayoutStatus"] = status
		}
		if items, ok := answer["massPayoutItems"].(map[string]any); ok && status == "INIT" {
			list, _ := items["items"].([]any)
			for _, item := range list {
				if member := item.(map[string]any); member["itemStatus"] != "INVALID" {
					member["itemStatus"] = "INIT"
				}
			}
		}
		body, err = json.Marshal(answer)
		a.Body = io.NopCloser(bytes.NewReader(body))
		return err
	}
}

// ledger is how often each line was set off and paid, in whatever payout.
func (s *linesSchedule) ledger() (started, paid map[string]int) {
	started, paid = map[string]int{}, map[string]int{}
	for _, b := range s.wire.emulator.Ledger().Batches {
		for _, l := range b.Lines {
			if strings.HasPrefix(l.ItemExternalID, s.prefix+"/") {
				id := norm.NFC.String(l.ItemExternalID)
				started[id] += l.Started
				paid[id] += l.Paid
				if returned := l.Status == gen.MassPayoutItemStatusDepositSuccess; returned {
					started[id] -= l.Started // the money is back: the line is owed again
				}
			}
		}
	}
	return started, paid
}
