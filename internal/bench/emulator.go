package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/signing"
)

// emulatorRows measure how the emulator's work grows with the size of a batch.
func emulatorRows() []row {
	return []row{{
		work: "emulator, one batch of 10000 lines", base: variant{name: "ten of 1000", do: func() { wholeLife(10, 1_000) }}, target: "≤ 1.2",
		ours: []variant{{name: "one of 10000", do: func() { wholeLife(1, 10_000) }}},
	}}
}

// wholeLife initialises and authorises batches of so many lines, and reads pages of 10 while the bank answers line by line.
func wholeLife(batches, size int) {
	e := must(emulator.New(emulator.WithPace(emulator.Pace{Between: time.Millisecond})))
	signer := must(signing.New(e.Credentials()))
	call := func(path string, body []byte) (answer struct{ Status, RequestID string }) {
		request := must(http.NewRequest(http.MethodPost, server+"v1/mass/payout/"+path+"?locale=en", bytes.NewReader(body)))
		request.Header.Set("Content-Type", "application/json")
		sign(signer, request)
		recorder := httptest.NewRecorder()
		e.ServeHTTP(recorder, request)
		if must(0, json.Unmarshal(recorder.Body.Bytes(), &answer)); answer.Status != "success" {
			panic(recorder.Body.String())
		}
		return answer
	}
	for nth := range batches {
		batch := genRequest(size)
		batch.ExternalID = fmt.Sprint("batch-", nth)
		id := call("init", must(json.Marshal(batch))).RequestID
		call("auth", fmt.Appendf(nil, `{"requestId":%q}`, id))
		for page := range size / 10 {
			e.Advance(10 * time.Millisecond)
			call("retrieve", fmt.Appendf(nil, `{"requestId":%q,"itemType":"VALID","page":%d,"size":10}`, id, page))
		}
	}
}
