package emulator_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
)

// met sends calls one after the other and writes down which of them met a fault: by the status that its gateway answered, or
// "." for none.
func (d *direct) met(calls ...gen.Operation) string {
	var all []string
	for _, op := range calls {
		path, body := op.Path(), `{}`
		if op.Method() == http.MethodGet || strings.Contains(path, "{") {
			path, body = strings.NewReplacer("{requestId}", "x", "{referenceCode}", "x").Replace(path), ""
		}
		recorder := httptest.NewRecorder()
		d.emu.ServeHTTP(recorder, d.request(op.Method(), path, body))
		if recorder.Code < 500 {
			all = append(all, ".")
			continue
		}
		all = append(all, fmt.Sprint(recorder.Code))
	}
	return strings.Join(all, " ")
}

func TestWhichCallMeetsWhichFault(t *testing.T) {
	t.Parallel()
	const a, i, b = gen.OperationAuthMassPayout, gen.OperationInitMassPayout, gen.OperationGetMassPayoutBalance
	fault := func(status int, change func(*emulator.Fault)) emulator.Fault {
		f := emulator.Fault{Kind: emulator.FaultServerError, HTTPStatus: status}
		change(&f)
		return f
	}
	next := func(*emulator.Fault) {}
	tests := map[string]struct {
		faults []emulator.Fault
		calls  []gen.Operation
		want   string
	}{
		"none":                  {nil, []gen.Operation{i, a}, ". ."},
		"the next call, once":   {[]emulator.Fault{fault(501, next)}, []gen.Operation{b, a, i}, "501 . ."},
		"the third":             {[]emulator.Fault{fault(501, func(f *emulator.Fault) { f.Nth = 3 })}, []gen.Operation{b, a, i, i}, ". . 501 ."},
		"the second and third":  {[]emulator.Fault{fault(501, func(f *emulator.Fault) { f.Nth, f.Times = 2, 2 })}, []gen.Operation{b, a, i, i}, ". 501 501 ."},
		"every":                 {[]emulator.Fault{fault(501, func(f *emulator.Fault) { f.Every = true })}, []gen.Operation{b, a, i, i}, "501 501 501 501"},
		"every from the second": {[]emulator.Fault{fault(501, func(f *emulator.Fault) { f.Every, f.Nth = true, 2 })}, []gen.Operation{b, a, i}, ". 501 501"},
		"an operation":          {[]emulator.Fault{fault(501, func(f *emulator.Fault) { f.Operation = a })}, []gen.Operation{i, b, a, a}, ". . 501 ."},
		"the second of an operation": {
			[]emulator.Fault{fault(501, func(f *emulator.Fault) { f.Operation, f.Nth = a, 2 })}, []gen.Operation{a, i, a, a}, ". . 501 .",
		},
		"every of an operation": {
			[]emulator.Fault{fault(501, func(f *emulator.Fault) { f.Operation, f.Every = a, true })}, []gen.Operation{a, i, a, b}, "501 . 501 .",
		},
		"one call meets one fault, the other waits": {[]emulator.Fault{fault(501, next), fault(502, next)}, []gen.Operation{a, a, a}, "501 502 ."},
		"a call that meets one is counted by others": {
			[]emulator.Fault{fault(501, next), fault(502, func(f *emulator.Fault) { f.Nth = 2 })}, []gen.Operation{a, a, a}, "501 502 .",
		},
		"waiting for its own operation": {
			[]emulator.Fault{fault(501, func(f *emulator.Fault) { f.Every, f.Operation = true, i }), fault(502, next)},
			[]gen.Operation{i, i, a, a}, "501 501 502 .",
		},
		"an operation with a path parameter": {
			[]emulator.Fault{fault(501, func(f *emulator.Fault) { f.Operation = gen.OperationCancelMassPayout })},
			[]gen.Operation{gen.OperationGetMassPayoutItem, gen.OperationCancelMassPayout}, ". 501",
		},
		"the last call there can be": {[]emulator.Fault{fault(501, func(f *emulator.Fault) { f.Nth, f.Times = math.MaxInt, math.MaxInt })}, []gen.Operation{i, a}, ". ."},
	}
	w := newWorld(t)
	for name, tt := range tests {
		d := w.direct(t, emulator.WithFaults(tt.faults...))
		assert.Equal(t, tt.want, d.met(tt.calls...), name)
		happened := len(strings.Fields(tt.want)) - strings.Count(tt.want, ".")
		assert.Equal(t, happened, d.emu.FaultsMet()[emulator.FaultServerError], name)
	}
}

// What is no operation, and what is under /_emulator/, neither meets nor counts.
func TestFaultsMeetOnlyTheAPI(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t, emulator.WithFaults(emulator.Fault{Kind: emulator.FaultServerError, Nth: 2}))
	for _, target := range []string{"/", "/v1/mass/payout/other", "/v1/mass/payout/balance/", "/_emulator/ledger", "/_emulator/faults", "/_emulator/"} {
		recorder := httptest.NewRecorder()
		request := httptest.NewRequest(http.MethodGet, target, nil)
		d.emu.ServeHTTP(recorder, request)
	}
	recorder := httptest.NewRecorder()
	d.emu.ServeHTTP(recorder, d.request(http.MethodGet, initPath, "")) // the wrong method
	assert.Equal(t, 2, d.emu.Faults()[0].Nth)
	assert.Equal(t, ". 500", strings.ReplaceAll(d.met(gen.OperationGetMassPayoutBalance, gen.OperationGetMassPayoutBalance), "502", "500"))
}

// A call meets its fault even if it is wrong or not signed: connections break whatever they carry.
func TestUnsignedCallsMeetFaults(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t, emulator.WithFaults(emulator.Fault{Kind: emulator.FaultServerError}))
	recorder := httptest.NewRecorder()
	d.emu.ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, authPath, nil))
	assert.Equal(t, 502, recorder.Code)
}

func TestClearFaults(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t, emulator.WithFaults(emulator.Fault{Kind: emulator.FaultServerError, Every: true}))
	const b = gen.OperationGetMassPayoutBalance
	assert.Equal(t, "502 502", d.met(b, b))
	d.emu.ClearFaults()
	assert.Equal(t, ". .", d.met(b, b))
	assert.Empty(t, d.emu.Faults())
	assert.Equal(t, map[emulator.FaultKind]int{emulator.FaultServerError: 2}, d.emu.FaultsMet())
}

func TestFaultsThatAreWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for says, fault := range map[string]emulator.Fault{
		"faults[1].kind: must be one of connection_refused, reset_before_read":    {},
		"faults[1].operation: must be one of authMassPayout":                      {Kind: emulator.FaultDuplicate, Operation: "refundMassPayout"},
		"faults[1].nth: must be 1 or more":                                        {Kind: emulator.FaultDuplicate, Nth: -1},
		"faults[1].times: must be 1 or more":                                      {Kind: emulator.FaultDuplicate, Times: -1},
		"faults[1].times: must be absent where every is true":                     {Kind: emulator.FaultDuplicate, Every: true, Times: 1},
		"faults[1].for: a fault of kind slow needs it":                            {Kind: emulator.FaultSlow},
		"faults[1].for: a fault of kind connection_refused needs it":              {Kind: emulator.FaultConnectionRefused},
		"faults[1].for: must be more than 0 and not more than an hour":            {Kind: emulator.FaultSlow, For: time.Hour + 1},
		"faults[1].for: a fault of kind duplicate does not have it":               {Kind: emulator.FaultDuplicate, For: 1},
		"faults[1].retryAfter: must be whole seconds":                             {Kind: emulator.FaultRateLimited, RetryAfter: time.Millisecond},
		"faults[1].retryAfter: a fault of kind slow does not have it":             {Kind: emulator.FaultSlow, For: 1, RetryAfter: time.Second},
		"faults[1].httpStatus: must be from 500 to 599":                           {Kind: emulator.FaultServerError, HTTPStatus: 499},
		"faults[1].httpStatus: a fault of kind http_429 does not have it":         {Kind: emulator.FaultTooManyRequests, HTTPStatus: 503},
		"faults[1].committed: a fault of kind http_429 does not have it":          {Kind: emulator.FaultTooManyRequests, Committed: true},
		"faults[1].firstAnswer: a fault of kind reset_before_read does not have":  {Kind: emulator.FaultResetBeforeRead, FirstAnswer: true},
		"faults[1].retryAfter: a fault of kind reset_after_commit does not have ": {Kind: emulator.FaultResetAfterCommit, RetryAfter: time.Second},
	} {
		good := emulator.Fault{Kind: emulator.FaultDuplicate}
		_, err := emulator.New(emulator.WithFaults(good, fault))
		require.ErrorContains(t, err, "emulator: WithFaults: "+says)
		emu := w.emulator(t)
		require.ErrorContains(t, emu.InjectFaults(good, fault), "emulator: InjectFaults: "+says)
		assert.Empty(t, emu.Faults(), "one that is wrong keeps out all")
	}
}

// anyFault draws faults that a handler answers and that tell which of them it was.
func anyFault(status int) *rapid.Generator[emulator.Fault] {
	return rapid.Custom(func(t *rapid.T) emulator.Fault {
		f := emulator.Fault{Kind: emulator.FaultServerError, HTTPStatus: status}
		f.Operation = rapid.SampledFrom(append(gen.Operations(), "")).Draw(t, "operation")
		f.Nth = rapid.IntRange(0, 4).Draw(t, "nth")
		if f.Every = rapid.IntRange(0, 4).Draw(t, "every") == 0; !f.Every {
			f.Times = rapid.IntRange(0, 3).Draw(t, "times")
		}
		return f
	})
}

// No fault meets a call of another operation or comes too early; none gets lost; and what is left of a plan, written down as
// JSON and injected into another emulator, goes on exactly as the plan would have.
func TestPlanProperties(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rapid.Check(t, func(t *rapid.T) {
		faults := make([]emulator.Fault, rapid.IntRange(1, 5).Draw(t, "faults"))
		for i := range faults {
			faults[i] = anyFault(500+i).Draw(t, "fault")
		}
		calls := rapid.SliceOfN(rapid.SampledFrom(gen.Operations()), 0, 12).Draw(t, "calls")
		cut := rapid.IntRange(0, len(calls)).Draw(t, "cut")

		whole := w.direct(t, emulator.WithFaults(faults...))
		met := strings.Fields(whole.met(calls...))
		for i, f := range faults {
			checkOne(t, f, fmt.Sprint(500+i), calls, met)
		}

		first := w.direct(t, emulator.WithFaults(faults...))
		before := first.met(calls[:cut]...)
		written, err := json.Marshal(first.emu.Faults())
		require.NoError(t, err)
		var read []emulator.Fault
		require.NoError(t, json.Unmarshal(written, &read))
		require.Equal(t, first.emu.Faults(), read)
		second := w.direct(t, emulator.WithFaults(read...))
		require.Equal(t, met, strings.Fields(before+" "+second.met(calls[cut:]...)))
	})
}

// checkOne holds one fault against what the calls met.
func checkOne(t *rapid.T, f emulator.Fault, mark string, calls []gen.Operation, met []string) {
	seen, times := 0, 0
	for i, op := range calls {
		if f.Operation != "" && f.Operation != op {
			require.NotEqual(t, mark, met[i], "another operation")
			continue
		}
		seen++
		due := seen >= max(f.Nth, 1) && (f.Every || times < max(f.Times, 1))
		if met[i] == mark {
			require.True(t, due, "too early or too often")
			times++
		} else if due {
			require.NotEqual(t, ".", met[i], "a call met nothing although a fault was due")
		}
	}
}
