package payout_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
)

// fault decides what happens to a request.
func (s *linesSchedule) fault(r *http.Request) fault {
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
		if !isAuth || s.mode.auth != emulator.PayAgain {
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
