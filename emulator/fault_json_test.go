package emulator_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
)

func TestParseFaults(t *testing.T) {
	t.Parallel()
	got, err := emulator.ParseFaults([]byte(`{"faults": [
		{"kind": "connection_refused", "for": "250ms", "nth": 2},
		{"kind": "server_error", "operation": "authMassPayout", "every": true, "httpStatus": 503, "retryAfter": "1m30s", "committed": true},
		{"kind": "duplicate", "times": 3, "firstAnswer": true}
	]}`))
	require.NoError(t, err)
	assert.Equal(t, []emulator.Fault{
		{Kind: emulator.FaultConnectionRefused, For: 250 * time.Millisecond, Nth: 2},
		{Kind: emulator.FaultServerError, Operation: gen.OperationAuthMassPayout, Every: true, HTTPStatus: 503, RetryAfter: 90 * time.Second, Committed: true},
		{Kind: emulator.FaultDuplicate, Times: 3, FirstAnswer: true},
	}, got)
}

// A wrong plan is refused in words that name the member and repeat nothing else.
func TestParseFaultsSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	const members = "; there is kind, operation, nth, times, every, for, retryAfter, httpStatus, committed and firstAnswer"
	for body, says := range map[string]string{
		``:                          "the body: not JSON from byte 0 on",
		`{"faults":[`:               "faults: not JSON from byte 11 on",
		`{"faults":[{}]} x`:         "the body: not JSON from byte 16 on",
		`[]`:                        "the body: must be an object",
		`{}`:                        "faults: must be a list of at least one fault",
		`null`:                      "faults: must be a list of at least one fault",
		`{"faults":[]}`:             "faults: must be a list of at least one fault",
		`{"faults":{}}`:             "faults: must be a list",
		`{"faults":["slow"]}`:       "faults[0]: must be an object",
		`{"fault":[]}`:              "the body: has the unknown member fault; there is faults",
		`{"faults":[],"faults":[]}`: "faults: stands there twice",
		`{"faults":[{"kind":"slow","kind":"duplicate"}]}`:                                         "faults[0].kind: stands there twice",
		`{"faults":[{"kind":"slow","opration":"x"}]}`:                                             "faults[0]: has the unknown member opration" + members,
		`{"faults":[{"Kind":"slow"}]}`:                                                            "faults[0]: has the unknown member Kind" + members,
		`{"faults":[{"ThisIsNotANameThatAnybodyMistypes":1}]}`:                                    "faults[0]: has an unknown member" + members,
		`{"faults":[{"` + markerIBAN + `":1}]}`:                                                   "faults[0]: has an unknown member" + members,
		`{"faults":[{"` + markerName + `":1}]}`:                                                   "faults[0]: has an unknown member" + members,
		`{"faults":[{}]}`:                                                                         "faults[0].kind: must be one of connection_refused, reset_before_read, reset_after_commit, answer_cut, answer_stalled, server_error, http_429, code_50000, code_100001, code_2000, code_9000, slow, duplicate",
		`{"faults":[{"kind":7}]}`:                                                                 "faults[0].kind: must be a string",
		`{"faults":[{"kind":"slow","for":5}]}`:                                                    `faults[0].for: must be a duration in a string, such as "250ms"`,
		`{"faults":[{"kind":"slow","for":"` + markerName + `"}]}`:                                 `faults[0].for: must be a duration in a string, such as "250ms"`,
		`{"faults":[{"kind":"slow","for":"-1s"}]}`:                                                "faults[0].for: must be more than 0 and not more than an hour",
		`{"faults":[{"kind":"` + markerName + `"}]}`:                                              "faults[0].kind: must be one of",
		`{"faults":[{"kind":"duplicate","nth":1.5}]}`:                                             "faults[0].nth: must be a whole number",
		`{"faults":[{"kind":"duplicate","times":"1"}]}`:                                           "faults[0].times: must be a whole number",
		`{"faults":[{"kind":"duplicate","nth":1e99}]}`:                                            "faults[0].nth: must be a whole number",
		`{"faults":[{"kind":"duplicate","every":1}]}`:                                             "faults[0].every: must be true or false",
		`{"faults":[{"kind":"duplicate"},{"kind":"duplicate","operation":"` + markerName + `"}]}`: "faults[1].operation: must be one of authMassPayout, ",
		"{\"faults\":[{\"kind\":\"\xff\"}]}":                                                      "faults[0].kind: not JSON",
	} {
		_, err := emulator.ParseFaults([]byte(body))
		require.ErrorContains(t, err, says, body)
		assertClean(t, body, err.Error())
	}
}

func TestFaultAsJSON(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal([]emulator.Fault{{Kind: emulator.FaultSlow, For: 1500 * time.Millisecond}, {Kind: emulator.FaultRateLimited, RetryAfter: time.Minute, Every: true}})
	require.NoError(t, err)
	assert.JSONEq(t, `[{"kind":"slow","for":"1.5s"},{"kind":"code_50000","retryAfter":"1m0s","every":true}]`, string(data))
	var f emulator.Fault
	require.EqualError(t, json.Unmarshal([]byte(`{"kind":"slow","fro":"1s"}`), &f),
		"emulator: the fault: has the unknown member fro; there is kind, operation, nth, times, every, for, retryAfter, httpStatus, committed and firstAnswer")
}

// FuzzParseFaults: whatever comes, it is refused in words, or can be written, read again and injected.
func FuzzParseFaults(f *testing.F) {
	for _, seed := range []string{
		`{"faults":[{"kind":"slow","for":"250ms","nth":2,"times":3,"operation":"initMassPayout","committed":true}]}`,
		`{"faults":[{"kind":"server_error","httpStatus":503,"retryAfter":"2s","every":true},{"kind":"duplicate","firstAnswer":true}]}`,
		`{"faults":[{"kind":"connection_refused","for":"1h0m0.000000001s"}]}`, `{"faults":null}`, `{"faults":[null]}`, `{"faults":[{"for":null}]}`,
		`{"faults":[{"/~":1}]}`, `{"faults":[{"kind":"slow","for":"9999999h"}]}`, "{\"faults\":[{\"\\u0000\":1}]}", `[[[[`, "\xff",
	} {
		f.Add([]byte(seed))
	}
	w := newWorld(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		faults, err := emulator.ParseFaults(body)
		if err != nil {
			assert.NotEmpty(t, err.Error())
			return
		}
		require.NotEmpty(t, faults)
		emu := w.emulator(t)
		require.NoError(t, emu.InjectFaults(faults...))
		written, err := json.Marshal(map[string]any{"faults": faults})
		require.NoError(t, err)
		again, err := emulator.ParseFaults(written)
		require.NoError(t, err)
		require.Equal(t, faults, again)
	})
}
